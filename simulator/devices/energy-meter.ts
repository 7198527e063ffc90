import type { House } from '../house/house';

/** Counts of the LE-03M in a kWh. */
export const COUNTS_PER_KWH = 10;

/** The energy meter of the house's heat pump, an F&F LE-03M. */
export class EnergyMeter {
  readonly #house: House;
  /** When new meters came, and the energy used until then, kWh. */
  readonly #exchanges: { time: number; used: number }[] = [];

  constructor(house: House) {
    this.#house = house;
  }

  /** The register at a moment: whole counts, what is less than one is not shown. */
  counts(time: number): number {
    const used = this.#exchanges.findLast((exchange) => exchange.time <= time)?.used ?? 0;
    return Math.floor((this.#house.heatPumpEnergy(time) - used) * COUNTS_PER_KWH);
  }

  /** From now on another meter, which starts at 0. */
  exchange(time: number): void {
    this.#exchanges.push({ time, used: this.#house.heatPumpEnergy(time) });
  }
}
