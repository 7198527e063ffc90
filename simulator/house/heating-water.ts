import { HOT_WATER_POWER, hotWaterPerformance } from './hot-water';

/** The heat pump's water where it leaves the pump and where it comes back, °C. */
export interface WaterTemperatures {
  supply: number;
  return: number;
}

/** What the heat pump does in one slot of the day; temperatures in °C, in the middle of the slot. */
export interface SlotWork {
  outdoor: number;
  /** Share of the slot in which the tank is charged: meanwhile the rooms get no heat. */
  charging: number;
  /** Electric power for heating the rooms in the rest of the slot, W. */
  heating: number;
  /** Heat for the rooms per electric energy (COP). */
  performance: number;
}

/** Where water that stands still comes to, °C. */
const IDLE = 21;
/** Supply of the underfloor heating: so warm at 20 °C outside, and warmer for each degree below, °C. */
const CURVE_FOOT = 24;
const CURVE_SLOPE = 0.45;
/** The coil in the tank passes its heat on at this difference, K. */
const ABOVE_TANK = 6;
/** Heat that warms the stream of 17 litres a minute by one degree, W/K. */
const STREAM = 1200;
/** How fast the water follows: after this time two thirds of the way, ms. */
const FOLLOWS = { running: 180_000, idle: 1_500_000 };

interface Target extends WaterTemperatures {
  follows: number;
}

interface Surroundings {
  /** What was done in the slots before the day, without charging the tank: the water is slow to forget it. */
  before: readonly SlotWork[];
  /** °C in the middle of a slot of the day. */
  tankTemperature(slot: number): number;
}

/** A day of the water that carries the heat from the pump to the floors and to the tank. */
export class HeatingWaterDay {
  readonly #slot: number;
  readonly #targets: Target[];
  /** At the start of each slot. */
  readonly #starts: WaterTemperatures[] = [];

  /**
   * @param slot length of a slot, ms
   * @param work of each slot of the day
   */
  constructor(slot: number, work: readonly SlotWork[], { before, tankTemperature }: Surroundings) {
    this.#slot = slot;
    this.#targets = work.map((slotWork, index) =>
      isCharging(slotWork) ? chargingTarget(slotWork, tankTemperature(index)) : roomsTarget(slotWork),
    );
    let now: WaterTemperatures = { supply: IDLE, return: IDLE };
    for (const slotWork of before) now = approach(now, roomsTarget(slotWork), slot);
    for (const target of this.#targets) {
      this.#starts.push(now);
      now = approach(now, target, slot);
    }
  }

  /** @param elapsed ms since the day's start */
  at(elapsed: number): WaterTemperatures {
    const slot = Math.floor(elapsed / this.#slot);
    return approach(this.#starts[slot]!, this.#targets[slot]!, elapsed - slot * this.#slot);
  }
}

function isCharging({ charging }: SlotWork): boolean {
  return charging >= 0.5;
}

function chargingTarget({ outdoor }: SlotWork, tank: number): Target {
  return running(tank + ABOVE_TANK, HOT_WATER_POWER * hotWaterPerformance(outdoor));
}

function roomsTarget({ outdoor, heating, performance }: SlotWork): Target {
  if (heating > 0) return running(CURVE_FOOT + CURVE_SLOPE * (20 - outdoor), heating * performance);
  return { supply: IDLE, return: IDLE, follows: FOLLOWS.idle };
}

function running(supply: number, heat: number): Target {
  return { supply, return: supply - heat / STREAM, follows: FOLLOWS.running };
}

function approach(from: WaterTemperatures, to: Target, elapsed: number): WaterTemperatures {
  const left = Math.exp(-elapsed / to.follows);
  return {
    supply: to.supply + (from.supply - to.supply) * left,
    return: to.return + (from.return - to.return) * left,
  };
}
