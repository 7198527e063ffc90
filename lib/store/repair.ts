import { dayNumber, localTime, startOfDay } from '../calendar/zone';
import { InputError } from '../input-error';
import type { Verdict } from '../ledger/decision';
import { isTime, isValue, show } from '../reading';
import type { Figures } from '../report';
import { type DecisionRow, findDecision, insertDecision, undoDecision } from './decisions';
import { findEvent, type StoreEvent, type StoreEventKind } from './events';
import type { Ledgers } from './ledgers';
import { SeriesLine } from './query';
import { listSeries, type SeriesRow, seriesById } from './series';
import { pickSeries } from './series-pattern';

/** What somebody can say that readings were. */
export const REPAIRS = ['count', 'glitch', 'replacement', 'rollover', 'ignore'] as const;
export type RepairAs = (typeof REPAIRS)[number];

/** What each kind of event can be decided to be instead; the first is what undoing it means. */
export const REPAIRS_OF: Readonly<Record<StoreEventKind, readonly RepairAs[]>> = {
  glitch: ['count', 'replacement'],
  jump: ['count', 'glitch', 'replacement'],
  reset: ['glitch', 'replacement', 'rollover'],
  replacement: ['count', 'glitch', 'replacement'],
  rollover: ['replacement', 'glitch'],
  backflow: ['replacement', 'glitch'],
  gap: ['replacement'],
  late: ['ignore'],
  implausible: ['count'],
  stuck: ['ignore'],
  clock: [],
  conflict: [],
  silent: [],
  back: [],
};

/** An order to decide otherwise; exactly one of `event`, `series` and `undo` is there. */
export interface Repair {
  /** The number of an event. */
  event?: number;
  /** What it was; what undoing the event means if not given. */
  as?: RepairAs;
  /** `replacement`: what the new meter showed when it was put in, what the old one showed when it was taken out. */
  start?: number;
  end?: number;
  /** `rollover`: where the register began anew. */
  modulus?: number;
  /** Readings of this series from … to are meant, without an event; ms since the epoch. */
  series?: string;
  from?: number;
  to?: number;
  /** The number of a decision that shall not hold any more. */
  undo?: number;
  /** Who says so, and why. */
  by: string;
  why: string;
}

export interface RepairResult {
  series: string;
  unit: SeriesRow['unit'];
  kind: SeriesRow['kind'];
  decision: Pick<DecisionRow, 'id' | 'from' | 'to' | 'verdict' | 'by' | 'why'> & { undone: boolean };
  /** The event that it is about, if it is about one. */
  event?: StoreEvent;
  /** The local days that it is about, ms. */
  from: number;
  to: number;
  /** The figures of these days before and after. */
  before: Figures;
  after: Figures;
  /** What the ledger says of it now. */
  events: StoreEvent[];
}

const LONGEST_TEXT = 500;
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Checks that a value from outside is a repair.
 * @throws InputError `bad-repair`
 */
export function parseRepair(input: unknown): Repair {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw bad(`${show(input)} is no repair.`);
  }
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
  const { event, as, start, end, modulus, series, from, to, undo, by = '', why = '' } = given;
  if ([event, series, undo].filter((target) => target !== undefined).length !== 1) {
    throw bad('It must name an event, a decision to undo, or a series with from and to.');
  }
  for (const [name, value] of Object.entries({ event, undo })) {
    if (value !== undefined && !Number.isSafeInteger(value)) throw bad(`${name} is ${show(value)}, but must be a number.`);
  }
  for (const [name, value] of Object.entries({ start, end, modulus })) {
    if (value !== undefined && !isValue(value)) throw bad(`${name} is ${show(value)}, but must be a register's value.`);
  }
  if (as !== undefined && !REPAIRS.includes(as as RepairAs)) {
    throw bad(`as is ${show(as)}, but must be one of ${REPAIRS.join(', ')}.`);
  }
  for (const [name, value] of Object.entries({ by, why })) {
    if (typeof value !== 'string' || value.length > LONGEST_TEXT) {
      throw bad(`${name} is ${show(value)}, but must be a text of at most ${LONGEST_TEXT} characters.`);
    }
  }
  if (series !== undefined) {
    if (typeof series !== 'string') throw bad(`series is ${show(series)}, but must be a name.`);
    if (!isTime(from)) throw bad(`from is ${show(from)}, but must be a moment in ms since 1970.`);
    if (to !== undefined && (!isTime(to) || to < from)) throw bad(`to is ${show(to)}, but must be a moment after from.`);
  }
  return { ...given, by, why } as Repair;
}

/**
 * Decides, inside a running transaction, and lets the totals follow.
 * @throws InputError `bad-repair`, `unknown-event`, `unknown-decision` or `unknown-series`
 */
export async function repair(ledgers: Ledgers, order: Repair, timeZone: string): Promise<RepairResult> {
  const { db } = ledgers;
  const now = ledgers.now();
  const event = order.event === undefined ? undefined : await findEvent(db, order.event);
  if (order.event !== undefined && !event) {
    throw new InputError('unknown-event', `There is no event ${order.event}.`, { id: order.event });
  }
  const undone = order.undo === undefined ? undefined : await findDecision(db, order.undo);
  if (order.undo !== undefined && (!undone || undone.undone !== null)) {
    throw new InputError('unknown-decision', `There is no decision ${order.undo} that holds.`, { id: order.undo });
  }
  const series = event
    ? await seriesById(db, event.seriesId)
    : undone
      ? await seriesById(db, undone.series)
      : pickSeries([order.series!], await listSeries(db))[0]!;
  const { from, to, verdict } = undone ?? decisionOf(order, event, series);
  const about = event ?? (undone?.event == null ? undefined : await findEvent(db, undone.event));
  const span = daysOf(Math.max(from, about?.time ?? from), lastMoment(to, about, now), timeZone, now);
  const { ledger } = await ledgers.forSeries(series);
  const before = (await (await SeriesLine.load(db, series, timeZone)).span(span)) as Figures;
  let decision: DecisionRow;
  if (undone) {
    await undoDecision(db, undone.id, now, order.by, order.why);
    decision = undone;
  } else {
    const { by, why } = order;
    decision = await insertDecision(db, { series: series.id, event: event?.id ?? null, from, to, verdict, made: now, by, why });
  }
  const { events } = await ledger.decide(from, Math.min(to, NEVER - 1));
  const { from: _, to: __, ...after } = await (await SeriesLine.load(db, series, timeZone)).span(span);
  const { seriesId: ___, ...told } = about ?? { seriesId: 0 };
  return {
    series: series.name,
    unit: series.unit,
    kind: series.kind,
    decision: { id: decision.id, from, to, verdict, by: decision.by, why: decision.why, undone: undone !== undefined },
    ...(about ? { event: told as StoreEvent } : {}),
    ...span,
    before: withoutSpan(before),
    after,
    events,
  };
}

/** What an order means for the ledger. */
function decisionOf(
  order: Repair,
  event: StoreEvent | undefined,
  series: SeriesRow,
): { from: number; to: number; verdict: Verdict } {
  const as = order.as ?? (event ? REPAIRS_OF[event.kind][0] : 'ignore');
  if (!as || (event && as !== 'ignore' && !REPAIRS_OF[event.kind].includes(as))) {
    const possible = event ? [...REPAIRS_OF[event.kind], 'ignore'] : REPAIRS;
    throw bad(`"${event?.kind}" can't be decided to be "${as ?? ''}". Possible: ${possible.join(', ')}.`);
  }
  if (series.kind === 'gauge' && !['count', 'ignore'].includes(as)) {
    throw bad(`${series.name} is no counter: its readings can only be counted or ignored.`);
  }
  // What a gap's end adds, and where a stretch ends: the first reading after it is not among it.
  const from = event ? (event.kind === 'gap' ? event.to : event.time) : order.from!;
  const until = event && 'to' in event ? (event.kind === 'late' ? event.to : event.to - 1) : from;
  const to = event ? Math.max(from, event.kind === 'gap' ? from : until) : (order.to ?? from);
  return { from, to, verdict: verdictOf(as, order, event) };
}

function verdictOf(as: RepairAs, { start, end, modulus }: Repair, event: StoreEvent | undefined): Verdict {
  const before = event && 'before' in event ? event.before : undefined;
  const after = event && 'after' in event && event.kind !== 'glitch' ? event.after : undefined;
  switch (as) {
    case 'rollover':
      if (modulus === undefined) throw bad('A rollover needs modulus: the value at which the register begins anew.');
      if (before !== undefined && modulus <= before) {
        throw bad(`The register showed ${before} before, so it can't begin anew at ${modulus}.`);
      }
      return { kind: as, modulus };
    case 'replacement':
      if (start !== undefined && after !== undefined && start > after) {
        throw bad(`The new meter showed ${after}, so it can't have started at ${start}.`);
      }
      if (end !== undefined && before !== undefined && end < before) {
        throw bad(`The old meter showed ${before}, so it can't have ended at ${end}.`);
      }
      return { kind: as, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
    default:
      return { kind: as };
  }
}

function lastMoment(to: number, event: StoreEvent | undefined, now: number): number {
  return Math.min(Math.max(to, event && 'to' in event ? event.to : 0), now);
}

/** The local days that a stretch touches, until now at the latest. */
function daysOf(from: number, to: number, timeZone: string, now: number): { from: number; to: number } {
  const day = (time: number): number => dayNumber(localTime(time, timeZone).toPlainDate());
  return {
    from: startOfDay(day(from), timeZone),
    to: Math.max(from + 1, Math.min(startOfDay(day(Math.max(from, to)) + 1, timeZone), now)),
  };
}

function withoutSpan(figures: Figures & { from?: number; to?: number }): Figures {
  const { from: _, to: __, ...others } = figures;
  return others;
}

function bad(why: string): InputError {
  return new InputError('bad-repair', `This repair can't be made: ${why}`, { why });
}
