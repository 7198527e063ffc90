import type { EventKind, RawReading } from '../../../lib/ledger/event';
import { type LedgerSettings, settingsFor } from '../../../lib/ledger/settings';

const POLL = 300_000;
const DAY = 86_400_000;

/** What a generated meter did, and what the ledger should make of it. */
export interface FaultSequence {
  settings: LedgerSettings;
  readings: RawReading[];
  /** The true consumption between the first and the last reading; without what nobody can know. */
  total: number;
  /** How much of it fell into stretches without a usable reading of more than 15 minutes. */
  estimated: number;
  /** The faults and what they should be taken for, in order of time. */
  faults: { name: string; kind: EventKind; time: number }[];
}

export type Random = () => number;

interface MeterKind {
  unit: 'dm3' | 'kWh';
  /** Counts of the register in a unit. */
  counts: number;
  /** The most counts in a usual poll. */
  usual: number;
  /** Where registers of the kind end, in counts. */
  top: number;
}

/** Water meters in litres and tenths, energy meters in tenths and in Wh. */
const METERS: readonly MeterKind[] = [
  { unit: 'dm3', counts: 1, usual: 40, top: 1e8 },
  { unit: 'dm3', counts: 10, usual: 400, top: 1e9 },
  { unit: 'kWh', counts: 10, usual: 4, top: 16_777_216 },
  { unit: 'kWh', counts: 1000, usual: 300, top: 1e9 },
];

/** A random meter that is polled every 5 minutes and has several faults, mixed, each a few good polls after another. */
export function faultSequence(random: Random): FaultSequence {
  return new Meter(random).make();
}

class Meter {
  readonly kind: MeterKind;
  private readonly wraps: boolean;
  readonly settings: LedgerSettings;
  private readonly readings: RawReading[] = [];
  private readonly faults: FaultSequence['faults'] = [];
  register: number;
  serial: number | undefined;
  private time = 1_700_000_000_000;
  /** Of the last good reading. */
  private good = { time: 0, total: 0 };
  private total = 0;
  private estimated = 0;
  /** The level that the register left last, and when. */
  private left = { register: Number.NaN, time: 0 };
  /** Counts that the register is below its highest value. */
  private below = 0;
  private wrapped = false;

  constructor(readonly random: Random) {
    this.kind = this.pick(METERS);
    this.wraps = random() < 0.4;
    this.settings = settingsFor(this.kind.unit, this.wraps ? { modulus: this.value(this.kind.top) } : {});
    this.serial = random() < 0.5 ? this.whole(1, 1e8) : undefined;
    const { top, usual } = this.kind;
    this.register = this.random() < 0.3 ? top - this.whole(0, 60 * usual) : this.whole(10 * usual, top / 2);
  }

  make(): FaultSequence {
    this.polls(this.whole(4, 8));
    for (let left = this.whole(1, 5); left > 0; left--) {
      this.pick(Object.values(FAULTS))(this);
      this.polls(this.whole(5, 12));
    }
    const { settings, readings, faults } = this;
    return { settings, readings, faults, total: this.value(this.total), estimated: this.value(this.estimated) };
  }

  whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)]!;
  }

  private value(counts: number): number {
    return counts / this.kind.counts;
  }

  /** Some minutes of the house's use. */
  private use(): void {
    const { usual, top } = this.kind;
    const used = this.random() < 0.5 ? 0 : this.whole(1, usual);
    this.register += used;
    this.total += Math.max(0, used - this.below);
    this.below = Math.max(0, this.below - used);
    if (this.wraps && this.register >= top) {
      this.register -= top;
      this.wrapped = true;
    }
  }

  wait(): void {
    // Polls come a little early or late.
    this.time += POLL + (this.random() < 0.2 ? this.whole(-2000, 2000) : 0);
    this.use();
  }

  private polls(count: number): void {
    for (let left = count; left > 0; left--) {
      this.wait();
      this.read();
    }
  }

  /** A good reading. */
  private read(): void {
    if (this.wrapped) this.leave(this.kind.top);
    if (this.wrapped && this.readings.length > 0) this.expect('rollover', 'rollover', this.time);
    this.wrapped = false;
    if (this.good.time > 0 && this.time - this.good.time > this.settings.maxGap) {
      this.expect('gap', 'gap', this.good.time);
      this.estimated += this.total - this.good.total;
    }
    if (this.readings.length === 0) this.total = 0;
    this.add(this.register);
    this.good = { time: this.time, total: this.total };
  }

  private add(counts: number): void {
    this.readings.push({ time: this.time, value: this.value(counts), serial: this.serial?.toString() });
  }

  private expect(name: string, kind: EventKind, time: number): void {
    this.faults.push({ name, kind, time });
  }

  get far(): number {
    return 100 * this.kind.usual;
  }

  /** Wrong readings for some polls; what the meter itself counts goes on. */
  stray(name: string, read: () => number, count = this.whole(1, 2), believable = false): void {
    const rate = this.settings.maxRate * this.kind.counts;
    const values = Array.from({ length: count }, read);
    const isUsable = (value: number): boolean =>
      (believable || value < this.register - this.far || value > this.register + this.far + rate / 2) &&
      !this.isOnLeftLevel(value);
    if (!values.every(isUsable)) return;
    if (this.wraps && this.register > this.kind.top - 2 * this.far - count * this.kind.usual) return;
    for (const [index, value] of values.entries()) {
      this.wait();
      if (index === 0) this.expect(name, 'glitch', this.time);
      this.add(value);
    }
  }

  backflow(): void {
    if (this.below > 0 || this.wrapped) return;
    const most = Math.floor(this.settings.noise * this.kind.counts);
    const back = this.whole(1, most);
    if (this.register - back < 0) return;
    this.time += POLL;
    this.below = back;
    this.register -= back;
    this.expect('backflow', 'backflow', this.time);
    this.read();
  }

  /** The register is on another level from the next reading on. What was used until then nobody knows. */
  level(change: 'replacement' | 'reset' | 'jump', register: number): void {
    if (this.isOnLeftLevel(register)) return;
    this.leave(this.register);
    if (change === 'replacement') this.serial! += this.whole(1, 1000);
    this.time += POLL;
    this.register = register;
    this.below = 0;
    this.wrapped = false;
    this.expect(change, change, this.time);
    this.read();
  }

  private leave(register: number): void {
    this.left = { register, time: this.time };
  }

  /** A value that goes on from a level that was left less than a day ago, by whose return it can't be told apart. */
  private isOnLeftLevel(value: number): boolean {
    const { register, time } = this.left;
    const { maxRate } = this.settings;
    if (this.time - time > 1.5 * DAY) return false;
    return value >= register - this.far && value <= register + 2 * maxRate * this.kind.counts;
  }
}

/** Each makes one fault; some can't happen to every meter, or not now. */
export const FAULTS = {
  drop: (meter) => {
    meter.wait();
    if (meter.random() < 0.5) meter.wait();
  },
  gap: (meter) => {
    for (let left = meter.whole(3, 200); left > 0; left--) meter.wait();
  },
  zero: (meter) => meter.stray('zero', () => 0),
  stray: (meter) => meter.stray('stray', () => meter.whole(0, 1e6)),
  'ten times': (meter) => meter.stray('ten times', () => 10 * meter.register),
  bit: (meter) =>
    meter.stray('bit', () => (meter.random() < 0.5 ? meter.register + 2 ** 24 : meter.register - 2 ** 22)),
  negative: (meter) => meter.stray('negative', () => -meter.whole(1, 1e6)),
  'long zero': (meter) => meter.stray('long zero', () => 0, meter.whole(3, 100)),
  'long level': (meter) => {
    const level = meter.whole(0, 1e6);
    meter.stray('long level', () => level, meter.whole(3, 100));
  },
  'believable spike': (meter) => {
    const rate = meter.settings.maxRate * meter.kind.counts;
    const height = meter.whole(20 * meter.kind.usual, Math.floor(rate / 12));
    meter.stray('believable spike', () => meter.register + height, meter.whole(1, 2), true);
  },
  backflow: (meter) => meter.backflow(),
  replacement: (meter) => {
    if (meter.serial !== undefined) meter.level('replacement', meter.whole(0, meter.kind.top / 2));
  },
  reset: (meter) => {
    const { register, far, kind } = meter;
    if (register < 2 * far || register > 0.85 * kind.top) return;
    meter.level('reset', meter.random() < 0.5 ? 0 : meter.whole(0, register - far));
  },
  jump: (meter) => {
    const { register, far, kind } = meter;
    if (register < 0.5 * kind.top) meter.level('jump', register + meter.whole(20 * far, 0.3 * kind.top));
  },
} as const satisfies Record<string, (meter: Meter) => void>;
