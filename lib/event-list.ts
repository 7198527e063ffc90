import type { Period } from './calendar/period';
import { InputError } from './input-error';
import { isSeriesName, isTime, isValue, KINDS, type Kind, show, UNITS, type Unit } from './reading';
import { type Figures, parseFigures, parsePeriod } from './report';

/** Everything that can have happened to readings. */
export const NOTICED_KINDS = [
  'gap',
  'glitch',
  'backflow',
  'rollover',
  'replacement',
  'reset',
  'jump',
  'implausible',
  'stuck',
  'late',
  'conflict',
  'clock',
  'silent',
  'back',
  'rebuilt',
] as const;
export type NoticedKind = (typeof NOTICED_KINDS)[number];

/** What somebody can say that readings were. */
export const REPAIRS = ['count', 'glitch', 'replacement', 'rollover', 'ignore', 'redate'] as const;
export type RepairAs = (typeof REPAIRS)[number];

/** An event as it is told, with its evidence; see lib/ledger/event.ts and lib/store/events.ts for what each means. */
export interface ListedEvent {
  id: number;
  kind: NoticedKind;
  series: string;
  unit: Unit;
  /** ms since the epoch: when it was, and when it ended or was noticed. */
  time: number;
  to?: number;
  before?: number;
  after?: number;
  modulus?: number;
  stored?: number;
  refused?: number;
  readings?: number;
  silence?: number;
  fromBackup?: number;
  held?: { value: number }[];
  serialBefore?: string;
  serialAfter?: string;
  why?: string;
  /** Not what holds any more. */
  withdrawn?: number;
  /** What somebody decided about it. */
  decided?: ListedDecision;
  /** What it can be decided to be. */
  repairs: readonly RepairAs[];
}

export interface ListedDecision {
  id: number;
  verdict: { kind: RepairAs };
  by: string;
  why: string;
}

/** A decision about the readings of a stretch, without an event. */
export interface StretchDecision extends ListedDecision {
  series: string;
  /** ms since the epoch */
  from: number;
  to: number;
}

/** What happened to readings in a period, the newest first. Plain JSON. */
export interface EventList {
  /** Absent of events that came singly. */
  period?: Period;
  events: ListedEvent[];
  /** What was decided without an event. */
  decisions: StretchDecision[];
}

/** What a decision changed. */
export interface RepairOutcome {
  series: string;
  unit: Unit;
  kind: Kind;
  decision: ListedDecision & { undone: boolean };
  /** The local days that it is about, ms since the epoch. */
  from: number;
  to: number;
  before: Figures;
  after: Figures;
}

const MOST = 500;
const NUMBERS = ['before', 'after', 'modulus', 'stored', 'refused', 'readings', 'silence', 'fromBackup'] as const;
const TEXTS = ['serialBefore', 'serialAfter', 'why'] as const;

/**
 * Checks that a value from outside is a list of events, one event or several, and gives a list back.
 * @throws InputError `bad-events` or, of its period, `bad-report`, which names the field, what it held and what belongs there
 */
export function parseEventList(input: unknown): EventList {
  if (Array.isArray(input)) return { events: parseAll('events', input, parseEvent), decisions: [] };
  const { events, decisions, period } = object('the payload', input);
  if (events === undefined) return { events: [parseEvent(input)], decisions: [] };
  return {
    ...(period === undefined ? {} : { period: parsePeriod(period) }),
    events: parseAll('events', events, parseEvent),
    decisions: parseAll('decisions', decisions ?? [], parseStretch),
  };
}

/** @throws InputError `bad-events` or, of its figures, `bad-report` */
export function parseRepairOutcome(input: unknown): RepairOutcome {
  const { series, unit, kind, decision, from, to, before, after } = object('the payload', input);
  check('kind', kind, KINDS.includes(kind as Kind), KINDS.join(', '));
  return {
    ...parseSeries({ series, unit }),
    kind: kind as Kind,
    decision: { ...parseDecision(decision), undone: object('decision', decision)['undone'] === true },
    ...parseSpan({ from, to }),
    before: parseFigures('before', object('before', before)),
    after: parseFigures('after', object('after', after)),
  };
}

function parseEvent(input: unknown): ListedEvent {
  const given = object('an event', input);
  const { id, kind, time, to, held, repairs = [], withdrawn, decided } = given;
  check('id', id, Number.isSafeInteger(id), 'a whole number');
  check('kind', kind, NOTICED_KINDS.includes(kind as NoticedKind), `one of ${NOTICED_KINDS.join(', ')}`);
  check('time', time, isTime(time), 'ms since 1970');
  const event: ListedEvent = {
    id: id as number,
    kind: kind as NoticedKind,
    ...parseSeries(given),
    time: time as number,
    repairs: parseAll('repairs', repairs, (as) => as as RepairAs).filter((as) => REPAIRS.includes(as)),
  };
  if (isTime(to)) event.to = to;
  if (isTime(withdrawn)) event.withdrawn = withdrawn;
  for (const name of NUMBERS) if (isValue(given[name])) event[name] = given[name];
  for (const name of TEXTS) if (typeof given[name] === 'string') event[name] = given[name];
  if (held !== undefined) event.held = parseAll('held', held, parseHeld);
  if (decided !== undefined) event.decided = parseDecision(decided);
  return event;
}

function parseHeld(input: unknown): { value: number } {
  const { value } = object('a held reading', input);
  check('value of a held reading', value, isValue(value), 'a number');
  return { value: value as number };
}

function parseStretch(input: unknown): StretchDecision {
  const { series, from, to } = object('a decision', input);
  check('series', series, isSeriesName(series), 'a name such as "water.volume"');
  return { ...parseDecision(input), series: series as string, ...parseSpan({ from, to }) };
}

function parseDecision(input: unknown): ListedDecision {
  const { id, verdict, by, why } = object('decision', input);
  check('id of the decision', id, Number.isSafeInteger(id), 'a whole number');
  const { kind } = object('verdict', verdict);
  check('verdict', kind, REPAIRS.includes(kind as RepairAs), `one of ${REPAIRS.join(', ')}`);
  return { id: id as number, verdict: { kind: kind as RepairAs }, by: String(by ?? ''), why: String(why ?? '') };
}

function parseSeries({ series, unit }: Record<string, unknown>): { series: string; unit: Unit } {
  check('series', series, isSeriesName(series), 'a name such as "water.volume"');
  check('unit', unit, UNITS.includes(unit as Unit), `one of ${UNITS.join(', ')}`);
  return { series: series as string, unit: unit as Unit };
}

function parseSpan({ from, to }: { from: unknown; to: unknown }): { from: number; to: number } {
  check('from', from, isTime(from), 'ms since 1970');
  check('to', to, isTime(to) && to >= (from as number), 'ms since 1970, not before from');
  return { from: from as number, to: to as number };
}

function parseAll<T>(field: string, input: unknown, parse: (one: unknown) => T): T[] {
  check(field, input, Array.isArray(input) && input.length <= MOST, `a list of at most ${MOST}`);
  return (input as unknown[]).map(parse);
}

function object(field: string, input: unknown): Record<string, unknown> {
  check(field, input, typeof input === 'object' && input !== null && !Array.isArray(input), 'an object');
  return input as Record<string, unknown>;
}

function check(field: string, value: unknown, isRight: boolean, wanted: string): void {
  if (isRight) return;
  throw new InputError('bad-events', `These are no usable events: ${field} is ${show(value)}, but must be ${wanted}.`, {
    field,
    wanted,
  });
}
