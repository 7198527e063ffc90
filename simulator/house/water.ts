import { seedFor, sequence } from '../random';
import type { DayPlan } from './day-totals';
import { isAway } from './holidays';
import type { LocalDay, LocalDays } from './local-days';
import type { Weather } from './weather';

/** One use of water: an even flow between two moments. */
interface Draw {
  start: number;
  end: number;
  /** Whole dm3. */
  volume: number;
}

const HOUR = 60;
/** The garden is watered in the evening of days that get warmer than this, °C. */
const GARDEN_TEMPERATURE = 23;

/** A day of water use. */
export class WaterDay implements DayPlan {
  /** dm3 */
  readonly total: number;
  readonly #draws: readonly Draw[];

  constructor(draws: readonly Draw[]) {
    this.#draws = draws;
    this.total = draws.reduce((sum, { volume }) => sum + volume, 0);
  }

  /** dm3 from the day's start, with fractions. */
  until(time: number): number {
    let sum = 0;
    for (const { start, end, volume } of this.#draws) {
      if (time >= end) sum += volume;
      else if (time > start) sum += (volume * (time - start)) / (end - start);
    }
    return sum;
  }
}

/** The water that four people use on a day, by their habits; nothing while they are away. */
export function planWater(day: LocalDay, days: LocalDays, weather: Weather, seed: number): WaterDay {
  if (isAway(day, seed)) return new WaterDay([]);
  const draws: Draw[] = [];
  const next = sequence(seedFor(seed, 'water'), day.index);
  const between = (least: number, most: number) => least + (most - least) * next();
  /** @param minute wall clock, minutes after midnight; @param duration minutes; @param volume dm3 */
  const draw = (minute: number, duration: number, volume: number) => {
    const start = days.moment(day, minute);
    draws.push({ start, end: Math.min(start + duration * 60_000, day.end), volume: Math.round(volume) });
  };
  const times = (count: number, use: () => void) => {
    for (let done = 0; done < count; done++) use();
  };

  const weekend = day.weekday >= 6;
  const rising = (weekend ? 8 : 6) * HOUR;
  const morning = () => between(rising, rising + 2 * HOUR);
  const daytime = () => between(rising + 2 * HOUR, 16 * HOUR);
  const evening = () => between(16 * HOUR, 22.9 * HOUR);

  const toilet = (minute: number) => draw(minute, 1, next() < 0.6 ? 3 : 6);
  times(6, () => toilet(morning()));
  times(weekend ? 6 : 2, () => toilet(daytime()));
  times(8, () => toilet(evening()));
  if (next() < 0.5) toilet(between(1 * HOUR, 4.5 * HOUR));

  const shower = (minute: number) => draw(minute, between(5, 8), between(30, 50));
  times(2, () => shower(morning()));
  times(next() < 0.8 ? 2 : 1, () => shower(between(19.5 * HOUR, 22.5 * HOUR)));

  const basin = (minute: number) => draw(minute, between(0.5, 1.5), between(1, 4));
  times(6, () => basin(morning()));
  times(weekend ? 8 : 3, () => basin(daytime()));
  times(10, () => basin(evening()));

  const fill = (start: number, after: number[], volume: number) => {
    for (const minutes of after) draw(start + minutes, 3, volume);
  };
  if (next() < 0.8) fill(between(20 * HOUR, 21 * HOUR), [0, 25, 60], 4);
  const washing = weekend ? between(10 * HOUR, 14 * HOUR) : between(16.5 * HOUR, 19 * HOUR);
  if (next() < (weekend ? 0.6 : 0.3)) fill(washing, [0, 45, 60], 18);

  const summer = day.month >= 5 && day.month <= 8;
  const dry = next() < 0.7;
  if (summer && dry && weather.outdoorTemperature(days.moment(day, 15 * HOUR)) > GARDEN_TEMPERATURE) {
    draw(between(19.5 * HOUR, 20.5 * HOUR), between(20, 40), between(70, 130));
  }
  return new WaterDay(draws);
}
