import { FLOW_SPAN, type House } from '../house/house';

/** What a water meter's register shows at a moment. */
export interface WaterReading {
  /** Printed as 8 digits. */
  serial: number;
  /** Whole dm3. */
  volume: number;
  /** Mean of the last 5 minutes, dm3/h. */
  flow: number;
}

export const FIRST_SERIAL = 12_345_678;

/** dm3/h */
const LEAK_FLOW = 120;
const HOUR = 3_600_000;

interface Leak {
  from: number;
  to: number;
}

/** The meter in the house's water pipe; with leaks behind it, and exchanged when it is worn. */
export class WaterMeter {
  readonly #house: House;
  readonly #leaks: Leak[] = [];
  /** When new meters came, and what had flowed through the pipe until then. */
  readonly #exchanges: { time: number; passed: number }[] = [];

  constructor(house: House) {
    this.#house = house;
  }

  read(time: number): WaterReading {
    const exchanges = this.#exchanges.filter((exchange) => exchange.time <= time);
    const passed = this.#passed(time);
    return {
      serial: FIRST_SERIAL + exchanges.length,
      volume: passed - (exchanges.at(-1)?.passed ?? 0),
      flow: ((passed - this.#passed(time - FLOW_SPAN)) * HOUR) / FLOW_SPAN,
    };
  }

  /** From now on another meter, which starts at 0. */
  exchange(time: number): void {
    this.#exchanges.push({ time, passed: this.#passed(time) });
  }

  /** The last exchange up to a moment, ms since the epoch. */
  lastExchange(time: number): number | undefined {
    return this.#exchanges.findLast((exchange) => exchange.time <= time)?.time;
  }

  beginLeak(time: number): void {
    this.#leaks.push({ from: time, to: Number.POSITIVE_INFINITY });
  }

  endLeak(time: number): void {
    const leak = this.#leaks.at(-1);
    if (leak) leak.to = Math.min(leak.to, time);
  }

  /** Whole dm3 through the pipe since the house began, whatever meter counted them. */
  #passed(time: number): number {
    const leaked = this.#leaks.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(time, to) - from), 0);
    return this.#house.waterVolume(time) + Math.floor((leaked * LEAK_FLOW) / HOUR);
  }
}
