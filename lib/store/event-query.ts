import { type Period, parsePeriod } from '../calendar/period';
import type { RepairAs, StretchDecision } from '../event-list';
import { InputError } from '../input-error';
import { type DecisionRow, findDecision, stretchDecisions } from './decisions';
import { listEvents, type StoreEvent } from './events';
import { REPAIRS_OF } from './repair';
import { listSeries, type SeriesRow } from './series';
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
  event?: number | undefined;
}

/** A stored event with what was decided about it, and what can be; see lib/event-list.ts. */
export type ListedStoreEvent = StoreEvent & { repairs: readonly RepairAs[]; decided?: DecisionRow };

export interface StoredEventList {
  period: Period;
  events: ListedStoreEvent[];
  decisions: StretchDecision[];
}

const MOST = 200;
const EVER = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/**
 * @param now ms since the epoch: where a running period ends
 * @throws InputError what `pickSeries` and `parsePeriod` throw; `unknown-event` when the one that is asked for is not
 *   there
 */
export async function queryEvents(
  db: Sqlite,
  { series, period: words, kinds, event: id }: EventQuery,
  now: number,
  timeZone: string,
): Promise<StoredEventList> {
  const known = await listSeries(db);
  const { period } = parsePeriod(words, { now, timeZone });
  if (id !== undefined) {
    const found = await listEvents(db, known, { ...EVER, most: 1, id });
    if (found.length === 0) throw new InputError('unknown-event', `There is no event ${id}.`, { id });
    return { period, events: await withDecisions(db, found), decisions: [] };
  }
  const picked = pickSeries(series, known);
  const events = await listEvents(db, picked, { ...period, most: MOST, ...(kinds ? { kinds } : {}) });
  const ids = picked.map((row) => row.id);
  const decisions = kinds ? [] : await stretchDecisions(db, ids, { ...period, most: MOST });
  return { period, events: await withDecisions(db, events), decisions: decisions.map((row) => toStretch(row, picked)) };
}

async function withDecisions(db: Sqlite, events: Awaited<ReturnType<typeof listEvents>>): Promise<ListedStoreEvent[]> {
  const all: ListedStoreEvent[] = [];
  for (const { decidedBy, ...event } of events) {
    const decided = decidedBy === undefined ? undefined : await findDecision(db, decidedBy);
    const repairs = REPAIRS_OF[event.kind];
    all.push({ ...(event as StoreEvent), repairs, ...(decided ? { decided } : {}) });
  }
  return all;
}

function toStretch(
  { id, series, from, to, verdict, by, why }: DecisionRow,
  rows: readonly SeriesRow[],
): StretchDecision {
  const { name } = rows.find((row) => row.id === series)!;
  return { id, series: name, from, to, verdict: { kind: verdict.kind }, by, why };
}
