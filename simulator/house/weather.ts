import { random, seedFor } from '../random';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365.2425 * DAY;
/** The middle of the coldest time of the year in Poland. */
const COLDEST = Date.UTC(2020, 0, 20);
/** Soil and water pipes follow the air with this delay. */
const SOIL_DELAY = 45 * DAY;

/** Outdoor weather of a Polish town, smooth in time: seasons, day and night, and fronts that last for days. */
export class Weather {
  readonly #solarOffset: number;
  readonly #fronts: number;
  readonly #spells: number;

  /** @param solarOffset ms by which the sun's clock is ahead of UTC */
  constructor(seed: number, solarOffset: number) {
    this.#solarOffset = solarOffset;
    this.#fronts = seedFor(seed, 'weather fronts');
    this.#spells = seedFor(seed, 'weather spells');
  }

  /** In °C; the means are -2 in January and 19 in July. */
  outdoorTemperature(time: number): number {
    const season = seasonAt(time);
    const mean = 8.5 - 10.5 * season;
    // Winter fronts swing wider than summer ones, but the sun makes summer days swing wider.
    const front =
      (1 + 0.3 * season) * (6 * noise(this.#fronts, time / (5 * DAY)) + 4.5 * noise(this.#spells, time / (11 * DAY)));
    const hour = ((time + this.#solarOffset) % DAY) / HOUR;
    return mean + front + (3.7 - 1.7 * season) * Math.cos((2 * Math.PI * (hour - 15)) / 24);
  }

  /** Of the cold water in the pipe, °C. */
  waterTemperature(time: number): number {
    return 10.5 - 4 * seasonAt(time - SOIL_DELAY);
  }
}

/** 1 in the coldest days of the year, -1 in the warmest. */
function seasonAt(time: number): number {
  return Math.cos((2 * Math.PI * (time - COLDEST)) / YEAR);
}

/** Random values from -1 to 1 at whole `x`, and a smooth way from one to the next. */
function noise(seed: number, x: number): number {
  const knot = Math.floor(x);
  const part = x - knot;
  const left = 2 * random(seed, knot) - 1;
  const right = 2 * random(seed, knot + 1) - 1;
  return left + (right - left) * part * part * (3 - 2 * part);
}
