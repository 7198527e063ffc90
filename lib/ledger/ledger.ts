import type { Kind } from '../reading';
import type { LedgerEvent, RawReading } from './event';
import { type Point, trapezoid } from './line';

export interface LedgerSettings {
  /** The longest silence, in ms, that still counts as measured; what was used in a longer one is estimated. */
  maxGap: number;
  /** The most that a counter can rise in an hour; undefined: any rise is possible. */
  maxRate?: number | undefined;
}

/** Where a series' line stands: enough to place the next reading. */
export interface LedgerState {
  last?: Point | undefined;
  /** Serial of the meter that gave `last`. */
  serial?: string | undefined;
  /** Readings off the line that wait for the next polls to decide; each follows from the one before. */
  held: RawReading[];
}

export interface LedgerStep {
  state: LedgerState;
  /** Points that are now on the line: the reading, and held ones that turned out right. */
  placed: Point[];
  events: LedgerEvent[];
}

/** So many polls in a row on another level make it the new one. */
export const POLLS_TO_DECIDE = 3;

const HOUR = 3_600_000;
/** Clocks and poll times are a little off, and registers count in steps: a rise has this much longer, in ms. */
const RATE_SLACK = 60_000;

/**
 * Places the next reading of a series, later than all before it.
 *
 * A counter that falls, or rises faster than any meter can, is never consumption: the reading is held. When the old line
 * goes on, the held readings were a glitch and count nothing; when three polls in a row follow from each other on the
 * other level, the old total goes on from there and the jump itself counts nothing. A new serial number decides at once.
 */
export function advance(kind: Kind, state: LedgerState, reading: RawReading, settings: LedgerSettings): LedgerStep {
  return kind === 'counter' ? advanceCounter(state, reading, settings) : advanceGauge(state, reading, settings);
}

function advanceGauge(state: LedgerState, { time, value }: RawReading, { maxGap }: LedgerSettings): LedgerStep {
  const { last } = state;
  if (!last) return begin({ time, value });
  const duration = time - last.time;
  const measured = duration <= maxGap;
  const point: Point = {
    time,
    value,
    carried: last.carried + (measured ? trapezoid(last.value, value, duration) : 0),
    gap: last.gap + (measured ? 0 : duration),
    estimated: 0,
  };
  return { state: { last: point, held: [] }, placed: [point], events: measured ? [] : [gapEvent(last, point)] };
}

function begin({ time, value, serial }: RawReading): LedgerStep {
  const first: Point = { time, value, carried: 0, gap: 0, estimated: 0 };
  return { state: { last: first, serial, held: [] }, placed: [first], events: [] };
}

function advanceCounter(state: LedgerState, reading: RawReading, settings: LedgerSettings): LedgerStep {
  const { last } = state;
  const serial = reading.serial ?? state.serial;
  if (!last) return begin(reading);
  if (state.serial !== undefined && serial !== state.serial) {
    const { points, events } = continueLine(last, [reading], settings);
    const replacement: LedgerEvent = {
      kind: 'replacement',
      time: reading.time,
      before: last.value,
      after: reading.value,
      serialBefore: state.serial,
      serialAfter: serial!,
    };
    return { state: { last: points.at(-1), serial, held: [] }, placed: points, events: [replacement, ...events] };
  }
  if (follows(last, reading, settings)) {
    const point = follow(last, reading, last.carried, settings);
    const events = gapEvents(last, point, settings);
    if (state.held.length > 0) {
      events.unshift({
        kind: 'glitch',
        time: reading.time,
        before: last.value,
        held: state.held,
        after: reading.value,
      });
    }
    return { state: { last: point, serial, held: [] }, placed: [point], events };
  }
  const held = heldRun([...state.held, reading], settings);
  if (held.length < POLLS_TO_DECIDE) return { state: { last, serial, held }, placed: [], events: [] };
  const { points, events } = continueLine(last, held, settings);
  const kind = held[0]!.value < last.value ? 'reset' : 'jump';
  const jump: LedgerEvent = { kind, time: held[0]!.time, before: last.value, held };
  return { state: { last: points.at(-1), serial, held: [] }, placed: points, events: [jump, ...events] };
}

/** The last of these readings off the line that follow from each other: the others were a glitch already. */
export function heldRun(readings: readonly RawReading[], settings: LedgerSettings): RawReading[] {
  const breaks = readings.slice(1).findLastIndex((reading, index) => !follows(readings[index]!, reading, settings));
  return readings.slice(breaks + 1);
}

/** Whether a counter can have come from one reading to the next. */
function follows(
  before: RawReading,
  after: RawReading,
  { maxRate = Number.POSITIVE_INFINITY }: LedgerSettings,
): boolean {
  const rise = after.value - before.value;
  return rise >= 0 && (rise === 0 || rise <= (maxRate * (after.time - before.time + RATE_SLACK)) / HOUR);
}

/** Lets the old total go on from a new level: what the register did between the two levels is not known. */
function continueLine(
  last: Point,
  readings: RawReading[],
  settings: LedgerSettings,
): { points: Point[]; events: LedgerEvent[] } {
  const carried = last.carried + last.value - readings[0]!.value;
  const points: Point[] = [];
  const events: LedgerEvent[] = [];
  for (const reading of readings) {
    const before = points.at(-1) ?? last;
    const point = follow(before, reading, carried, settings);
    events.push(...gapEvents(before, point, settings));
    points.push(point);
  }
  return { points, events };
}

function follow(before: Point, { time, value }: RawReading, carried: number, { maxGap }: LedgerSettings): Point {
  const duration = time - before.time;
  const measured = duration <= maxGap;
  const consumption = carried + value - (before.carried + before.value);
  return {
    time,
    value,
    carried,
    gap: before.gap + (measured ? 0 : duration),
    estimated: before.estimated + (measured ? 0 : consumption),
  };
}

function gapEvents(before: Point, after: Point, { maxGap }: LedgerSettings): LedgerEvent[] {
  return after.time - before.time > maxGap ? [gapEvent(before, after)] : [];
}

function gapEvent(before: Point, after: Point): LedgerEvent {
  return { kind: 'gap', from: before.time, to: after.time, before: before.value, after: after.value };
}
