/** A raw reading as the ledger sees it. */
export interface RawReading {
  /** ms since the epoch */
  time: number;
  value: number;
  /** The meter's serial number, when it told one. */
  serial?: string | undefined;
}

/** How a counter's register came to another level. */
export type LevelChange = 'rollover' | 'replacement' | 'reset' | 'jump';

/**
 * What the ledger decided about readings that are not plain consumption, with the evidence. `time` is that of the
 * reading where it begins, `before` the last good value, `after` the first one that counts again.
 */
export type LedgerEvent = {
  /** The decision of somebody that this follows from. */
  decision?: number;
} /** Longer without a reading than counts as measured: what was used is spread over it. */ & (
  | { kind: 'gap'; time: number; to: number; before: number; after: number }
  /** Readings off the line, which went on afterwards: they count nothing. */
  | {
      kind: 'glitch';
      time: number;
      to: number;
      before: number;
      /** The first of them. */
      held: RawReading[];
      after: number;
      /** How many there were: the store counts them. */
      readings?: number;
    }
  /** The register fell by a hair: that counts nothing, and neither does the climb back. */
  | { kind: 'backflow'; time: number; before: number; after: number }
  /** The register went past its end: the way over it was counted. */
  | { kind: 'rollover'; time: number; before: number; after: number; modulus: number }
  /** The meter is another one: the total goes on, nothing is added. */
  | {
      kind: 'replacement';
      time: number;
      before: number;
      after: number;
      serialBefore?: string | undefined;
      serialAfter?: string | undefined;
      /** What the new meter showed when it was put in, where somebody said so. */
      start?: number | undefined;
    }
  /** The register stays on a lower (reset) or higher (jump) level: the total goes on, nothing is added. */
  | { kind: 'reset' | 'jump'; time: number; before: number; held: RawReading[]; after: number }
  /** A value that its sensor can't have measured: it counts nothing. */
  | { kind: 'implausible'; time: number; before: number | undefined; after: number }
  /** A value that has not changed at all since `time`. */
  | { kind: 'stuck'; time: number; to: number; after: number }
);

export type EventKind = LedgerEvent['kind'];

/** All of them; the compiler sees to it that none is missing. */
const KINDS: Record<EventKind, true> = {
  gap: true,
  glitch: true,
  backflow: true,
  rollover: true,
  replacement: true,
  reset: true,
  jump: true,
  implausible: true,
  stuck: true,
};
export const EVENT_KINDS = Object.keys(KINDS) as EventKind[];
