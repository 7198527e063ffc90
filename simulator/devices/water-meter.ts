import { FLOW_SPAN, type House } from '../house/house';
import { Register } from './register';

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

/** 8 digits, of which the last one is a dm3. */
const MODULUS = 100_000_000;
/** What flows back through a pipe without a check valve, dm3. */
const HAIR = 3;
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
  readonly register = new Register({ counted: (time) => this.#passed(time), modulus: MODULUS, hair: HAIR });

  constructor(house: House) {
    this.#house = house;
  }

  read(time: number): WaterReading {
    return {
      serial: FIRST_SERIAL + this.register.meters(time),
      volume: this.register.read(time),
      flow: ((this.#passed(time) - this.#passed(time - FLOW_SPAN)) * HOUR) / FLOW_SPAN,
    };
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
