import { parseMoment } from '../calendar/period';
import { dayNumber, localTime, startOfDay } from '../calendar/zone';
import { REPAIRS, type RepairAs } from '../event-list';
import { InputError } from '../input-error';
import { isTime, isValue, show } from '../reading';
import type { Figures } from '../report';
import { isWrongClock, readAside } from './aside';
import { type DecisionRow, findDecision, insertDecision, undoDecision } from './decisions';
import { findEvent, type StoreEvent, type StoreEventKind } from './events';
import type { Ledgers } from './ledgers';
import { type SeriesRow, seriesById } from './series';
import type { SeriesLedger } from './series-ledger';
import { pickSeries } from './series-pattern';
import { figuresOf } from './spans';
import { SqliteSource } from './sqlite-source';

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
  clock: ['redate'],
  conflict: [],
  silent: [],
  back: [],
  rebuilt: [],
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
  /** `redate`: how much later the readings were taken than their clock said, in ms; as they came in if not given. */
  shift?: number;
  /** Readings of this series from … to are meant, without an event: ms since the epoch, or `2026-11-23 14:05` by the
   * local clock; a day as `to` is meant whole. */
  series?: string;
  from?: number | string;
  to?: number | string;
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
  const { event, as, start, end, modulus, shift, series, from, to, undo, by = '', why = '' } = given;
  if ([event, series, undo].filter((target) => target !== undefined).length !== 1) {
    throw bad('It must name an event, a decision to undo, or a series with from and to.');
  }
  for (const [name, value] of Object.entries({ event, undo })) {
    if (value !== undefined && !Number.isSafeInteger(value))
      throw bad(`${name} is ${show(value)}, but must be a number.`);
  }
  for (const [name, value] of Object.entries({ start, end, modulus })) {
    if (value !== undefined && !isValue(value)) throw bad(`${name} is ${show(value)}, but must be a register's value.`);
  }
  if (shift !== undefined && !isTime(shift)) throw bad(`shift is ${show(shift)}, but must be a number of ms.`);
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
    for (const [name, value] of Object.entries({ from, to: to ?? from })) {
      if (!isTime(value) && typeof value !== 'string') {
        throw bad(`${name} is ${show(value)}, but must be a moment: ms since 1970, or such as "2026-11-23 14:05".`);
      }
    }
  }
  return { ...given, by, why } as Repair;
}

/**
 * Decides, inside a running transaction, and lets the totals follow.
 * @throws InputError `unknown-event`, `unknown-decision` or `unknown-series`; `bad-verdict`, `bad-moment`,
 *   `bad-modulus`, `bad-register` or `bad-shift` for what does not fit
 */
export async function repair(ledgers: Ledgers, order: Repair, timeZone: string): Promise<RepairResult> {
  const { db } = ledgers;
  const now = ledgers.now();
  const undone = order.undo === undefined ? undefined : await findDecision(db, order.undo);
  if (order.undo !== undefined && (!undone || undone.undone !== null)) {
    throw new InputError('unknown-decision', `There is no decision ${order.undo} that holds.`, { id: order.undo });
  }
  const number = undone ? (undone.event ?? undefined) : order.event;
  const found = number === undefined ? undefined : await findEvent(db, number);
  if (number !== undefined && !found) {
    throw new InputError('unknown-event', `There is no event ${number}.`, { id: number });
  }
  const series =
    found?.series ??
    (await seriesById(db, undone ? undone.series : (await pickSeries(new SqliteSource(db), [order.series!]))[0]!.id));
  const about = found?.event;
  const { from, to, verdict } = undone ?? decisionOf(order, about, series, timeZone);
  const moved = verdict.kind === 'redate' ? verdict.shift : 0;
  const isOpen = to >= NEVER;
  const span = daysOf(
    from + moved,
    isOpen ? now : Math.max(to, about && 'to' in about ? about.to : 0) + moved,
    timeZone,
    now,
  );
  const { ledger } = await ledgers.forSeries(series);
  // A new source each time: it keeps the shifts that it has read.
  const figures = (): Promise<Figures> => figuresOf(new SqliteSource(db), series, span, timeZone);
  const before = await figures();
  const { by, why } = order;
  const stretch = { series: series.id, event: about?.id ?? null, from, to };
  const decision = undone ?? (await insertDecision(db, { ...stretch, verdict, made: now, by, why }));
  if (undone) await undoDecision(db, undone.id, now, by, why);
  const { events } =
    verdict.kind === 'redate'
      ? await redate(ledgers, ledger, about!.id, verdict.shift, undone !== undefined)
      : await ledger.decide(from, Math.min(to, NEVER - 1));
  return {
    series: series.name,
    unit: series.unit,
    kind: series.kind,
    decision: { id: decision.id, from, to, verdict, by: decision.by, why: decision.why, undone: undone !== undefined },
    ...(about ? { event: about } : {}),
    ...span,
    before,
    after: await figures(),
    events,
  };
}

/** Puts readings that were set aside in at their right time, or takes them out again. */
async function redate(
  { db }: Ledgers,
  ledger: SeriesLedger,
  event: number,
  shift: number,
  isUndone: boolean,
): Promise<{ events: StoreEvent[] }> {
  const readings = (await readAside(db, ledger.series, event)).map((one) => ({ ...one, time: one.time + shift }));
  const stored = await ledger.valuesAt(readings.map(({ time }) => time));
  if (isUndone) {
    const own = readings.filter(({ time, value }) => stored.get(time) === value);
    return own.length > 0 ? ledger.takeOut(own.map(({ time }) => time)) : { events: [] };
  }
  const taken = readings.find(({ time }) => stored.has(time));
  if (taken) {
    throw bad(
      `there is a reading at ${new Date(taken.time).toISOString()} already; another shift has to be given.`,
      'shift',
    );
  }
  return ledger.insert(readings);
}

/** What an order means for the ledger. */
function decisionOf(
  order: Repair,
  event: StoreEvent | undefined,
  series: SeriesRow,
  timeZone: string,
): { from: number; to: number; verdict: DecisionRow['verdict'] } {
  const as = order.as ?? (event ? REPAIRS_OF[event.kind][0] : 'ignore');
  if (!as || (event && as !== 'ignore' && !REPAIRS_OF[event.kind].includes(as))) {
    const possible = event ? [...REPAIRS_OF[event.kind], 'ignore'] : REPAIRS;
    throw bad(`"${event?.kind}" can't be decided to be "${as ?? ''}". Possible: ${possible.join(', ')}.`, 'verdict');
  }
  if (series.kind === 'gauge' && !['count', 'ignore', 'redate'].includes(as)) {
    throw bad(`${series.name} is no counter: its readings can only be counted or ignored.`, 'verdict');
  }
  const verdict = verdictOf(as, order, event);
  if (!event) {
    const from = momentOf(order.from!, timeZone).from;
    const { from: first, to: last } = momentOf(order.to ?? order.from!, timeZone);
    if (first < from) throw bad('"to" must not be before "from".', 'moment');
    return { from, to: last, verdict };
  }
  // What a gap's end adds, and where a stretch ends: the first reading after it is not among it.
  const from = event.kind === 'gap' ? event.to : event.time;
  const isWhole = event.kind === 'late' || event.kind === 'clock';
  const until = 'to' in event ? (isWhole ? event.to : event.to - 1) : from;
  return { from, to: Math.max(from, event.kind === 'gap' ? from : until), verdict };
}

/** The first and the last ms of what is meant. */
function momentOf(given: number | string, timeZone: string): { from: number; to: number } {
  if (typeof given === 'number') return { from: given, to: given };
  const moment = parseMoment(given, timeZone);
  if (moment) return { from: moment.from, to: moment.to - 1 };
  throw bad(`"${given}" is no moment. Write it as 2026-11-23 or 2026-11-23 14:05.`, 'moment');
}

function verdictOf(
  as: RepairAs,
  { start, end, modulus, shift }: Repair,
  event: StoreEvent | undefined,
): DecisionRow['verdict'] {
  const before = event && 'before' in event ? event.before : undefined;
  const after = event && 'after' in event && event.kind !== 'glitch' ? event.after : undefined;
  switch (as) {
    case 'rollover':
      if (modulus === undefined)
        throw bad('A rollover needs modulus: the value at which the register begins anew.', 'modulus');
      if (before !== undefined && modulus <= before) {
        throw bad(`The register showed ${before} before, so it can't begin anew at ${modulus}.`, 'modulus');
      }
      return { kind: as, modulus };
    case 'replacement':
      if (start !== undefined && after !== undefined && start > after) {
        throw bad(`The new meter showed ${after}, so it can't have started at ${start}.`, 'register');
      }
      if (end !== undefined && before !== undefined && end < before) {
        throw bad(`The old meter showed ${before}, so it can't have ended at ${end}.`, 'register');
      }
      return { kind: as, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
    case 'redate': {
      if (event?.kind !== 'clock') throw bad('only readings that were set aside can get another time.', 'verdict');
      const by = shift ?? event.noticed - event.to;
      if (isWrongClock(event.to + by, event.noticed) && shift === undefined) {
        throw bad(
          'the clock was wrong here as well; it needs shift: how many ms later the readings were taken.',
          'shift',
        );
      }
      return { kind: as, shift: by };
    }
    default:
      return { kind: as };
  }
}

/** The local days that a stretch touches, until now at the latest. */
function daysOf(from: number, to: number, timeZone: string, now: number): { from: number; to: number } {
  const day = (time: number): number => dayNumber(localTime(time, timeZone).toPlainDate());
  return {
    from: startOfDay(day(from), timeZone),
    to: Math.max(from + 1, Math.min(startOfDay(day(Math.max(from, to)) + 1, timeZone), now)),
  };
}

/** What of an order can't be used, for those who are told in their own words. */
type Misfit = 'verdict' | 'moment' | 'modulus' | 'register' | 'shift';

function bad(why: string, misfit?: Misfit): InputError {
  const code = misfit ? `bad-${misfit}` : 'bad-repair';
  return new InputError(code, `This repair can't be made: ${why}`, { why });
}
