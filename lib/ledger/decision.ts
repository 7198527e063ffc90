/** What somebody decided about a series' readings; it stands above the ledger's rules. Totals follow from it. */
export interface Decision {
  id: number;
  /** The first reading that it is about: the one at this moment or the next one after it; ms since the epoch. */
  from: number;
  /** The last moment that `ignore` and `count` are about; the other verdicts are about one reading. */
  to: number;
  verdict: Verdict;
}

export type Verdict =
  /** The readings count nothing. */
  | { kind: 'ignore' }
  /** The readings are right: what the register rose is consumption, and after a fall it goes on from there. */
  | { kind: 'count' }
  /** From this reading on nothing counts until the line before goes on, however long that takes. */
  | { kind: 'glitch' }
  /**
   * From this reading on it is another meter, or one that began anew.
   * `start`: what its register showed when it was put in; the reading itself if not given, so that nothing is added.
   * `end`: what the old one showed when it was taken out; its last reading if not given.
   */
  | { kind: 'replacement'; start?: number; end?: number }
  /** At this reading the register went past its end, `modulus`, and began at 0 again. */
  | { kind: 'rollover'; modulus: number };

export type VerdictKind = Verdict['kind'];

/** Verdicts about every reading of a stretch; the others are about the reading where something begins. */
const STRETCHES: readonly VerdictKind[] = ['ignore', 'count'];

/**
 * The decision about a reading; of several the newest.
 * @param decisions in the order in which they were made
 * @param seen the time of the reading before, ms
 */
export function decisionFor(decisions: readonly Decision[], seen: number, time: number): Decision | undefined {
  if (decisions.length === 0) return undefined;
  return decisions.findLast(({ from, to, verdict }) =>
    STRETCHES.includes(verdict.kind) ? from <= time && time <= to : seen < from && from <= time,
  );
}
