import { random, seedFor } from '../random';
import type { LocalDay } from './local-days';

/** Whether nobody is at home: two weeks in July, and one week of the winter holidays. */
export function isAway(day: LocalDay, seed: number): boolean {
  const summer = 183 + Math.floor(15 * random(seedFor(seed, 'summer holidays'), day.year));
  const winter = 17 + Math.floor(28 * random(seedFor(seed, 'winter holidays'), day.year));
  return isWithin(day.dayOfYear, summer, 14) || isWithin(day.dayOfYear, winter, 7);
}

function isWithin(dayOfYear: number, first: number, days: number): boolean {
  return dayOfYear >= first && dayOfYear < first + days;
}
