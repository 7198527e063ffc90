import { random, seedFor } from '../random';
import { isAway } from './holidays';
import type { LocalDay, LocalDays } from './local-days';
import type { Weather } from './weather';

/** Electric power while the tank is charged, W. */
export const HOT_WATER_POWER = 2000;
/** Heat for one charge of the tank, Wh. */
const CHARGE = 3900;
/** When the tank is charged, minutes after midnight on the wall clock. */
const STARTS = [5 * 60, 16 * 60];
/** At the end of a charge, °C. */
const FULL = 52;
/** Heat that warms the tank by one degree, Wh/K: about 410 litres. */
const HEAT_CAPACITY = 480;

/** A time in which the tank is charged, ms since the epoch. */
export interface Charge {
  start: number;
  end: number;
  /** How much warmer the tank is in the end, K. */
  rise: number;
}

/** The tank of hot water: charged twice a day when people are at home. */
export class HotWater {
  readonly #days: LocalDays;
  readonly #weather: Weather;
  readonly #seed: number;
  readonly #chances: number;

  constructor(days: LocalDays, weather: Weather, seed: number) {
    this.#days = days;
    this.#weather = weather;
    this.#seed = seed;
    this.#chances = seedFor(seed, 'hot water');
  }

  /** The charges of a day, in order of time. */
  charges(day: LocalDay): Charge[] {
    if (isAway(day, this.#seed)) return [];
    return STARTS.map((minute, index) => {
      const chance = random(this.#chances, day.index * STARTS.length + index);
      const start = this.#days.moment(day, minute + 40 * chance);
      const heat = CHARGE * (0.8 + 0.4 * chance);
      const energy = heat / hotWaterPerformance(this.#weather.outdoorTemperature(start));
      return { start, end: start + (energy / HOT_WATER_POWER) * 3_600_000, rise: heat / HEAT_CAPACITY };
    });
  }

  /**
   * Of the water in the tank, °C. It falls evenly from one charge to the next, by as much as the next one will warm it.
   * @throws RangeError outside of the years 2020 to 2099
   */
  temperature(time: number): number {
    const today = this.#days.at(time);
    const { start, end, rise } = this.#next(today, time);
    const part = (from: number, to: number): number => Math.max(0, (time - from) / (to - from));
    if (time >= start) return FULL - rise * (1 - part(start, end));
    return FULL - rise * part(this.#lastEnd(today, time), start);
  }

  /** The charge that ends next. */
  #next(today: LocalDay, time: number): Charge {
    for (let day = today; ; day = this.#days.day(day.index + 1)) {
      const next = this.charges(day).find(({ end }) => end > time);
      if (next) return next;
    }
  }

  /** When the last charge ended; the house begins with a full tank. */
  #lastEnd(today: LocalDay, time: number): number {
    for (let { index } = today; index >= 0; index--) {
      const last = this.charges(this.#days.day(index)).findLast(({ end }) => end <= time);
      if (last) return last.end;
    }
    return this.#days.start;
  }
}

/** Heat per electric energy (COP) when charging the tank to about 50 °C. */
export function hotWaterPerformance(outdoor: number): number {
  return Math.min(3.4, Math.max(1.6, 2.5 + 0.045 * outdoor));
}
