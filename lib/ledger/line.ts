import type { Kind } from '../reading';
import type { LedgerEvent } from './event';

/**
 * A reading that counts: one point of a series' line. What it carries makes any period the difference of two moments,
 * whatever lies between. In a healthy house all three are 0 for a counter, which SQLite stores in no bytes.
 */
export interface Point extends Carried {
  /** ms since the epoch */
  time: number;
  value: number;
}

export interface Carried {
  /**
   * Counter: the consumption before this register's zero, so that `carried + value` is the total; it changes only when
   * the register starts anew. Gauge: the integral over measured time so far, in unit × hours.
   */
  carried: number;
  /** Time in gaps so far, in ms. */
  gap: number;
  /** Counter: the consumption during gaps so far. Gauge: 0. */
  estimated: number;
}

/** The line at any moment. Only differences of two moments mean something. */
export interface Running {
  /** Consumption (counter) or integral in unit × hours (gauge). */
  total: number;
  /** Measured time, in ms. */
  measured: number;
  /** The part of `total` that was apportioned over gaps. */
  estimated: number;
}

const HOUR = 3_600_000;

/**
 * The line between two neighbouring points; before the first and after the last point it stands still.
 * @param share how much of a counter's consumption between them was before this moment, 0…1; evenly if not given
 */
export function runningAt(
  kind: Kind,
  time: number,
  before: Point | undefined,
  after: Point | undefined,
  share?: number,
): Running {
  if (!before || !after || before.time === time) {
    const nearest = before ?? after;
    if (!nearest) return { total: 0, measured: 0, estimated: 0 };
    return { total: totalOf(kind, nearest), measured: nearest.time - nearest.gap, estimated: nearest.estimated };
  }
  const even = (time - before.time) / (after.time - before.time);
  const between = (from: number, to: number, part = even): number => from + part * (to - from);
  return {
    total:
      kind === 'counter'
        ? between(totalOf(kind, before), totalOf(kind, after), share)
        : integralAt(time, even, before, after),
    measured: time - between(before.gap, after.gap),
    estimated: between(before.estimated, after.estimated, share),
  };
}

function totalOf(kind: Kind, { carried, value }: Point): number {
  return kind === 'counter' ? carried + value : carried;
}

function integralAt(time: number, share: number, before: Point, after: Point): number {
  if (after.gap !== before.gap) return before.carried;
  const value = before.value + share * (after.value - before.value);
  return before.carried + trapezoid(before.value, value, time - before.time);
}

/** The integral of a value that goes evenly from one to another, in unit × hours. */
export function trapezoid(from: number, to: number, duration: number): number {
  return ((from + to) / 2) * (duration / HOUR);
}

/** The point after another, which the given consumption before its register's zero places on the line of a counter. */
export function placeAfter(
  before: Point,
  { time, value }: { time: number; value: number },
  carried: number,
  maxGap: number,
): Point {
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

export function gapEvents(before: Point, after: Point, maxGap: number): LedgerEvent[] {
  if (after.time - before.time <= maxGap) return [];
  return [{ kind: 'gap', time: before.time, to: after.time, before: before.value, after: after.value }];
}

export function newest<P extends Point>(points: readonly P[], count: number): P[] {
  return points.slice(-count);
}
