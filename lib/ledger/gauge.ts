import type { Decision } from './decision';
import type { LedgerEvent, RawReading } from './event';
import { gapEvents, type Point, trapezoid } from './line';
import type { LedgerSettings } from './settings';
import type { LedgerState, LedgerStep } from './state';

/**
 * Places the next reading of a gauge, later than all before it. A value that its sensor can't measure is left out. One
 * that never changes is said once, and counts: it may be right.
 */
export function advanceGauge(
  state: LedgerState,
  reading: RawReading,
  settings: LedgerSettings,
  decision: Decision | undefined,
): LedgerStep {
  const { time, value } = reading;
  const last = state.recent.at(-1);
  const isImplausible = value < settings.lowest || value > settings.highest;
  if (isImplausible && decision?.verdict.kind !== 'count') {
    const event: LedgerEvent = { kind: 'implausible', time, before: last?.value, after: value };
    // Said once for all that come in a row.
    return { state: { ...state, held: [reading] }, placed: [], events: state.held.length > 0 ? [] : [event] };
  }
  if (!last) {
    const first: Point = { time, value, carried: 0, gap: 0, estimated: 0 };
    return { state: { recent: [first], held: [], since: time }, placed: [first], events: [] };
  }
  const duration = time - last.time;
  const measured = duration <= settings.maxGap;
  const point: Point = {
    time,
    value,
    carried: last.carried + (measured ? trapezoid(last.value, value, duration) : 0),
    gap: last.gap + (measured ? 0 : duration),
    estimated: 0,
  };
  const events = gapEvents(last, point, settings.maxGap);
  const since = value === last.value ? (state.since ?? last.time) : time;
  const { stuckAfter } = settings;
  if (time - since >= stuckAfter && last.time - since < stuckAfter) {
    events.push({ kind: 'stuck', time: since, to: time, after: value });
  }
  return { state: { recent: [point], held: [], since }, placed: [point], events };
}
