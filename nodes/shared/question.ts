import { InputError } from '../../lib/input-error';
import { show } from '../../lib/reading';

const MOST_SERIES = 20;

/** What a message changes of the question in a dialog; a key without a value, as in `?bucket=`, changes nothing. */
export function askedOf(payload: unknown): Record<string, unknown> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return {};
  return Object.fromEntries(
    Object.entries(payload).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

/** @throws InputError `bad-query` */
export function parseSeries(series: unknown): string[] {
  const list = typeof series === 'string' ? series.split(',') : series;
  if (!Array.isArray(list)) throw badQuery('series', series, 'a name such as "water.volume", or several');
  const names = list.map((name) => text('series', name, 'a name such as "water.volume"').trim()).filter(Boolean);
  if (names.length === 0) throw badQuery('series', series, 'a name such as "water.volume", or several');
  if (names.length > MOST_SERIES) throw badQuery('series', series, `at most ${MOST_SERIES} names`);
  return [...new Set(names)];
}

/** @throws InputError `bad-query` */
export function text(name: string, value: unknown, rule: string): string {
  if (typeof value !== 'string') throw badQuery(name, value, rule);
  return value;
}

export function badQuery(name: string, value: unknown, rule: string): InputError {
  return new InputError('bad-query', `The ${name} of the query is ${show(value)}, but must be ${rule}.`, { name });
}
