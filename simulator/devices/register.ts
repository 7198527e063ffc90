import type { Level } from '../faults';

export interface RegisterOptions {
  /** What has been counted since the house began, at a moment (ms since the epoch), in counts. */
  counted: (time: number) => number;
  /** Where the register goes on at 0. */
  modulus: number;
  /** By how many counts it falls when somebody lets water back, or rounds. */
  hair: number;
}

/** A meter's register from a moment on. */
interface Stretch {
  time: number;
  /** What had been counted until then, and what the register showed then. */
  counted: number;
  start: number;
  isNewMeter: boolean;
}

const BEFORE_END = 5;
const JUMP = 500_000;

/** The counting register of a meter, which is exchanged, falls, jumps, and goes past its end. */
export class Register {
  readonly #options: RegisterOptions;
  readonly #stretches: Stretch[] = [];

  constructor(options: RegisterOptions) {
    this.#options = options;
  }

  /** What it shows at a moment: whole counts. */
  read(time: number): number {
    return Math.floor(this.#exact(time));
  }

  /** How many meters there were before this one. */
  meters(time: number): number {
    return this.#stretches.filter((stretch) => stretch.isNewMeter && stretch.time <= time).length;
  }

  /** From now on the register goes on from another level. */
  change(level: Level, time: number): void {
    const { modulus, hair, counted } = this.#options;
    const now = this.#exact(time);
    const starts: Record<Level, number> = {
      exchanged: 0,
      near_end: modulus - BEFORE_END,
      reset: 0,
      jump: now + JUMP,
      backflow: Math.max(0, now - hair),
    };
    const isNewMeter = level === 'exchanged' || level === 'near_end';
    this.#stretches.push({ time, counted: counted(time), start: starts[level], isNewMeter });
  }

  /** The last change of level up to a moment, ms since the epoch. */
  lastChange(time: number): number | undefined {
    return this.#at(time)?.time;
  }

  #exact(time: number): number {
    const { counted, modulus } = this.#options;
    const { counted: before, start } = this.#at(time) ?? { counted: 0, start: 0 };
    return (start + (counted(time) - before)) % modulus;
  }

  #at(time: number): Stretch | undefined {
    return this.#stretches.findLast((stretch) => stretch.time <= time);
  }
}
