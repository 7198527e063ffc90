import type { Kind } from '../reading';
import { advanceCounter } from './counter';
import { type Decision, decisionFor } from './decision';
import type { LedgerEvent, RawReading } from './event';
import { advanceGauge } from './gauge';
import type { Point } from './line';
import type { LedgerSettings } from './settings';
import { isTakenBack, type LedgerState, type LedgerStep, START } from './state';

/**
 * Places the next reading of a series, later than all before it. Pure: the same readings and decisions give the same
 * line.
 */
export function advance(
  kind: Kind,
  state: LedgerState,
  reading: RawReading,
  settings: LedgerSettings,
  decisions: readonly Decision[] = [],
): LedgerStep {
  const decision = decisionFor(decisions, seen(state), reading.time);
  if (decision?.verdict.kind === 'ignore') return { state, placed: [], events: [] };
  return kind === 'counter'
    ? advanceCounter(state, reading, settings, decision)
    : advanceGauge(state, reading, settings, decision);
}

/** When the newest reading was that the state knows of. */
function seen({ recent, held }: LedgerState): number {
  return Math.max(recent.at(-1)?.time ?? Number.NEGATIVE_INFINITY, held.at(-1)?.time ?? Number.NEGATIVE_INFINITY);
}

/** A whole series at once: readings in order of time. */
export function runLedger(
  kind: Kind,
  readings: Iterable<RawReading>,
  settings: LedgerSettings,
  decisions: readonly Decision[] = [],
): { line: Point[]; events: LedgerEvent[]; state: LedgerState } {
  let state = START;
  const line: Point[] = [];
  let events: LedgerEvent[] = [];
  for (const reading of readings) {
    const step = advance(kind, state, reading, settings, decisions);
    const { removedAfter } = step;
    if (removedAfter !== undefined) {
      while (line.length > 0 && line.at(-1)!.time > removedAfter) line.pop();
      events = events.filter((event) => !isTakenBack(event, step));
    }
    line.push(...step.placed);
    events.push(...step.events);
    state = step.state;
  }
  return { line, events, state };
}
