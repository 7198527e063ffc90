/** A raw reading as the ledger sees it. */
export interface RawReading {
  /** ms since the epoch */
  time: number;
  value: number;
  /** The meter's serial number, when it told one. */
  serial?: string | undefined;
}

/** What the ledger decided about readings that are not plain consumption, with the evidence. */
export type LedgerEvent =
  | { kind: 'gap'; from: number; to: number; before: number; after: number }
  | { kind: 'glitch'; time: number; before: number; held: RawReading[]; after: number }
  | { kind: 'reset' | 'jump'; time: number; before: number; held: RawReading[] }
  | { kind: 'replacement'; time: number; before: number; after: number; serialBefore: string; serialAfter: string };
