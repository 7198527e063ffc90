import { parsePeriod } from '../calendar/period';
import { InputError } from '../input-error';
import { listEvents, type StoreEvent } from './events';
import { listSeries } from './series';
import { pickSeries } from './series-pattern';
import type { Sqlite } from './sqlite';

/** Which events are asked for. */
export interface EventQuery {
  /** Series' names and patterns, see ./series-pattern.ts. */
  series: string[];
  /** Period in words, see lib/calendar/period.ts. */
  period: string;
  /** Only these kinds; all if not given. */
  kinds?: string[] | undefined;
  /** Only the one with this number, whenever it was. */
  id?: number | undefined;
}

export const MOST_EVENTS = 200;

/**
 * @param now ms since the epoch: where a running period ends
 * @throws InputError what `pickSeries` and `parsePeriod` throw; `unknown-event` when the one that is asked for is not
 *   there
 */
export async function queryEvents(
  db: Sqlite,
  { series, period: words, kinds, id }: EventQuery,
  now: number,
  timeZone: string,
): Promise<StoreEvent[]> {
  const known = await listSeries(db);
  if (id !== undefined) {
    const [event] = await listEvents(db, known, { from: 0, to: Number.MAX_SAFE_INTEGER, most: 1, id });
    if (!event) throw new InputError('unknown-event', `There is no event ${id}.`, { id });
    return [event];
  }
  const { period } = parsePeriod(words, { now, timeZone });
  const wanted = { from: period.from, to: period.to, most: MOST_EVENTS, ...(kinds ? { kinds } : {}) };
  return listEvents(db, pickSeries(series, known), wanted);
}
