import { type Period, parsePeriod } from '../calendar/period';
import type { RepairAs, StretchDecision } from '../event-list';
import { InputError } from '../input-error';
import type { DecisionRow } from './decisions';
import type { StoreEvent } from './events';
import { REPAIRS_OF } from './repair';
import { pickSeries } from './series-pattern';
import type { ListedEvent, Source, SourceSeries } from './source';

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
export type ListedStoreEvent = StoreEvent & { repairs: readonly RepairAs[]; decided?: Omit<DecisionRow, 'series'> };

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
  source: Source,
  { series, period: words, kinds, event: id }: EventQuery,
  now: number,
  timeZone: string,
): Promise<StoredEventList> {
  const { period } = parsePeriod(words, { now, timeZone });
  if (id !== undefined) {
    const all = await source.series(['*']);
    const found = await source.events(all, { ...EVER, most: 1, id });
    if (found.every((own) => own.length === 0))
      throw new InputError('unknown-event', `There is no event ${id}.`, { id });
    return { period, events: await withDecisions(source, all, found), decisions: [] };
  }
  const picked = await pickSeries(source, series);
  const found = await source.events(picked, { ...period, most: MOST, ...(kinds ? { kinds } : {}) });
  const events = await withDecisions(source, picked, found);
  const decisions = kinds ? [] : await source.stretchDecisions(picked, { ...period, most: MOST });
  return { period, events: newestFirst(events), decisions: decisions.map((row) => toStretch(row, picked)) };
}

async function withDecisions(
  source: Source,
  rows: readonly SourceSeries[],
  events: readonly ListedEvent[][],
): Promise<ListedStoreEvent[]> {
  const all: ListedStoreEvent[] = [];
  for (const [index, row] of rows.entries()) {
    for (const { decidedBy, ...event } of events[index]!) {
      const decided = decidedBy === undefined ? undefined : await source.decision(row, decidedBy);
      const repairs = REPAIRS_OF[event.kind];
      all.push({ ...(event as StoreEvent), repairs, ...(decided ? { decided: withoutSeries(decided) } : {}) });
    }
  }
  return all;
}

/** A series' number is one of the database's own. */
function withoutSeries({ series: _, ...decision }: DecisionRow): Omit<DecisionRow, 'series'> {
  return decision;
}

/** Of all series together; those of one series come so already. */
function newestFirst(events: ListedStoreEvent[]): ListedStoreEvent[] {
  const begin = (event: StoreEvent): number => (event.kind === 'clock' ? event.noticed : event.time);
  return events.sort((a, b) => begin(b) - begin(a)).slice(0, MOST);
}

function toStretch(
  { id, series, from, to, verdict, by, why }: DecisionRow,
  rows: readonly SourceSeries[],
): StretchDecision {
  const { name } = rows.find((row) => row.id === series)!;
  return { id, series: name, from, to, verdict: { kind: verdict.kind }, by, why };
}
