import { InputError } from '../input-error';
import type { Source, SourceSeries } from './source';

/** Series of one question, patterns written out: each costs its own look-ups. */
const MOST_SERIES = 100;
/** Of many houses together. */
const MOST_OF_HOMES = 10_000;
const ANYTHING = '*';
const OPTIONAL = '?';

/**
 * The series that a question names. A name may hold one `*`, which stands for any characters: `*` (all series),
 * `water.*`, `*.energy`. One that ends with `?` may fit nothing: `solar.energy?` for houses with panels.
 * @param asked names and patterns; what several of them fit comes once, at its first place
 * @throws InputError `unknown-series` when a name or a pattern fits nothing, `bad-query` for a pattern with several `*`
 *   or more than 100 series, or 10,000 of many houses
 */
export async function pickSeries(source: Source, asked: readonly string[]): Promise<SourceSeries[]> {
  const picked = fitting(asked, await source.series(asked));
  if (typeof picked !== 'string') return picked;
  throw unknown(picked, await source.seriesNames());
}

/** @returns the first name that fits nothing, if there is one */
function fitting(asked: readonly string[], known: readonly SourceSeries[]): SourceSeries[] | string {
  const picked = new Set<SourceSeries>();
  for (const asking of asked) {
    const isOptional = asking.length > 1 && asking.endsWith(OPTIONAL);
    const name = isOptional ? asking.slice(0, -1) : asking;
    const found = known.filter((series) => fits(series.name, name));
    if (found.length === 0 && !isOptional) return name;
    for (const series of found) picked.add(series);
  }
  const most = known.some(({ home }) => home !== undefined) ? MOST_OF_HOMES : MOST_SERIES;
  if (picked.size > most) {
    throw new InputError(
      'bad-query',
      `The query names ${picked.size} series, but may name at most ${most}. Choose a narrower pattern.`,
      { count: picked.size, most },
    );
  }
  return [...picked];
}

const PATTERN = /^[a-z0-9_.-]*\*?[a-z0-9_.-]*$/;

/** Whether a text is a series' name, or a pattern for some. */
export function isPattern(text: string): boolean {
  return text !== '' && text.length <= 100 && PATTERN.test(text);
}

/** Whether a series' name fits a name or pattern. */
export function fits(name: string, pattern: string): boolean {
  const [start, end, more] = pattern.split(ANYTHING, 3);
  if (end === undefined) return name === pattern;
  if (more !== undefined) {
    throw new InputError('bad-query', `"${pattern.slice(0, 100)}" has more than one "*". A name may hold one.`, {
      series: pattern,
    });
  }
  return name.length >= start!.length + end.length && name.startsWith(start!) && name.endsWith(end);
}

function unknown(name: string, names: readonly string[]): InputError {
  return new InputError(
    'unknown-series',
    `There are no readings of "${name.slice(0, 100)}". ` +
      (names.length
        ? `Known: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.`
        : 'Nothing is stored yet.'),
    { series: name, known: names },
  );
}
