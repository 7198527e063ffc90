import type { Unit } from '../reading';

/** What the ledger knows of a series' meter. */
export interface LedgerSettings {
  /** The longest silence, in ms, that still counts as measured; what was used in a longer one is estimated. */
  maxGap: number;
  /** How many polls in a row on another level make it the new one. */
  polls: number;
  /** Counter: the most that it can rise in an hour. */
  maxRate: number;
  /** Counter: a fall up to this much is backflow or rounding. */
  noise: number;
  /** Counter: the register starts again at 0 when it gets here; undefined: it never does, or nobody knows where. */
  modulus?: number | undefined;
  /** Gauge: what its sensor can measure at all. */
  lowest: number;
  highest: number;
  /** Gauge: a value that has not changed at all for this long, in ms, is that of a stuck sensor. */
  stuckAfter: number;
}

const MINUTE = 60_000;

const ANY: LedgerSettings = {
  maxGap: 15 * MINUTE,
  polls: 3,
  maxRate: Number.POSITIVE_INFINITY,
  noise: 0,
  lowest: Number.NEGATIVE_INFINITY,
  highest: Number.POSITIVE_INFINITY,
  stuckAfter: Number.POSITIVE_INFINITY,
};

/**
 * What holds for any meter of a house, by unit. Rates: a house's water meter ends at 8 m³/h, its connection at 40 kW;
 * what rises more than twice as fast is no consumption. Noise: a pipe without a check valve pushes some litres back; an
 * energy meter's register is rounded to 0.1 kWh. Sensors: what their kind can measure, and a little more.
 */
const BY_UNIT: Partial<Record<Unit, Partial<LedgerSettings>>> = {
  dm3: { maxRate: 20_000, noise: 10 },
  kWh: { maxRate: 100, noise: 0.2 },
  '°C': { lowest: -60, highest: 150, stuckAfter: 7 * 24 * 60 * MINUTE },
  'dm3/h': { lowest: -20_000, highest: 20_000 },
  W: { lowest: -100_000, highest: 100_000 },
  '%': { lowest: -1, highest: 101 },
  V: { lowest: 0, highest: 1_000 },
  A: { lowest: -500, highest: 500 },
  Hz: { lowest: 0, highest: 70 },
};

/** The settings of a series: those of its unit with what somebody set otherwise. */
export function settingsFor(unit: Unit, changes: Partial<LedgerSettings> = {}): LedgerSettings {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...ANY, ...BY_UNIT[unit], ...given };
}
