import type { Kind } from '../reading';
import type { LedgerEvent, LevelChange, RawReading } from './event';
import type { Point } from './line';

/** A point of the line, as the ledger remembers the newest ones. */
export interface RecentPoint extends Point {
  /** Counter: its highest value until then, while the register is a hair below it. */
  peak?: number | undefined;
}

/** Where a line stands. */
export interface Standing {
  /** The newest points of the line, the oldest first: as many as a suspect is held. */
  recent: readonly RecentPoint[];
  /** Serial of the meter that gave the last one. */
  serial?: string | undefined;
}

/** A line that was left for another level, and may go on yet. */
export interface Origin extends Standing {
  change: LevelChange;
  /** Where the new level began. */
  start: RawReading;
}

/** What the ledger remembers of a series: enough to place the next reading. */
export interface LedgerState extends Standing {
  /** Readings off the line that wait for the next polls to decide. */
  held: readonly RawReading[];
  /** Somebody decided that what is held counts nothing until the line goes on. */
  untilBack?: boolean | undefined;
  origin?: Origin | undefined;
  /** Gauge: since when its value is the same. */
  since?: number | undefined;
}

export const START: LedgerState = { recent: [], held: [] };

export interface LedgerStep {
  state: LedgerState;
  /** Points that are on the line now: the reading, and held ones that turned out right; in order of time. */
  placed: Point[];
  /**
   * Points after this moment, in ms, and before the placed ones are no longer on the line, and what was decided from
   * then on is no longer true (`isTakenBack`).
   */
  removedAfter?: number;
  events: LedgerEvent[];
}

/** Whether the newest points of the line alone say where it stands, so that it can be gone on with from them. */
export function isSettled(kind: Kind, { held, origin, since, recent }: LedgerState, polls: number): boolean {
  if (held.length > 0) return false;
  if (kind === 'gauge') return since === recent.at(-1)?.time;
  return !origin && recent.length >= polls && recent.every(({ peak }) => peak === undefined);
}

/** Whether an event from before a step is not true any more after it. What was a glitch stays one. */
export function isTakenBack(
  { kind, time }: Pick<LedgerEvent, 'kind' | 'time'>,
  { removedAfter }: Pick<LedgerStep, 'removedAfter'>,
): boolean {
  if (removedAfter === undefined || kind === 'glitch') return false;
  return time > removedAfter || (time === removedAfter && kind === 'gap');
}
