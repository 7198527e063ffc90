import type { DayPlan } from './day-totals';

/** The length of a slot, in ms. */
export const SLOT = 300_000;

/** A day of electric power that is constant in each slot of 5 minutes. */
export class PowerDay implements DayPlan {
  readonly #start: number;
  /** W in each slot. */
  readonly #power: Float64Array;
  /** kWh from the day's start to the start of each slot, and to the day's end. */
  readonly #energy: Float64Array;

  /**
   * @param start of the day, ms since the epoch
   * @param power W in each slot
   */
  constructor(start: number, power: Float64Array) {
    this.#start = start;
    this.#power = power;
    this.#energy = new Float64Array(power.length + 1);
    for (const [slot, watts] of power.entries()) this.#energy[slot + 1] = this.#energy[slot]! + toEnergy(watts, SLOT);
  }

  /** kWh */
  get total(): number {
    return this.#energy.at(-1)!;
  }

  /** kWh from the day's start. */
  until(time: number): number {
    const slot = this.#slot(time);
    return this.#energy[slot]! + toEnergy(this.#power[slot]!, time - this.#start - slot * SLOT);
  }

  /** W */
  powerAt(time: number): number {
    return this.#power[this.#slot(time)]!;
  }

  #slot(time: number): number {
    return Math.floor((time - this.#start) / SLOT);
  }
}

/** How many slots a day has; it may be 23 or 25 hours long. */
export function slotsOf({ start, end }: { start: number; end: number }): number {
  return Math.ceil((end - start) / SLOT);
}

/** kWh of a power in W over some ms. */
function toEnergy(power: number, duration: number): number {
  return (power * duration) / 3.6e9;
}
