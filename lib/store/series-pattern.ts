import { InputError } from '../input-error';
import type { SeriesRow } from './series';

/** Series of one question, patterns written out: each costs its own look-ups. */
const MOST_SERIES = 100;
const ANYTHING = '*';
const OPTIONAL = '?';

/**
 * The series that a question names. A name may hold one `*`, which stands for any characters: `*` (all series),
 * `water.*`, `*.energy`. One that ends with `?` may fit nothing: `solar.energy?` for houses with panels.
 * @param asked names and patterns; what several of them fit comes once, at its first place
 * @param known all series, in the order in which those of one pattern shall come
 * @throws InputError `unknown-series` when a name or a pattern fits nothing, `bad-query` for a pattern with several `*`
 *   or more than 100 series
 */
export function pickSeries(asked: readonly string[], known: readonly SeriesRow[]): SeriesRow[] {
  const picked = new Set<SeriesRow>();
  for (const asking of asked) {
    const isOptional = asking.length > 1 && asking.endsWith(OPTIONAL);
    const name = isOptional ? asking.slice(0, -1) : asking;
    const fitting = known.filter((series) => fits(series.name, name));
    if (fitting.length === 0 && !isOptional) throw unknown(name, known);
    for (const series of fitting) picked.add(series);
  }
  if (picked.size > MOST_SERIES) {
    throw new InputError(
      'bad-query',
      `The query names ${picked.size} series, but may name at most ${MOST_SERIES}. Choose a narrower pattern.`,
      { count: picked.size, most: MOST_SERIES },
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

function unknown(name: string, known: readonly SeriesRow[]): InputError {
  const names = known.map((series) => series.name);
  return new InputError(
    'unknown-series',
    `There are no readings of "${name.slice(0, 100)}". ` +
      (names.length
        ? `Known: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.`
        : 'Nothing is stored yet.'),
    { series: name, known: names },
  );
}
