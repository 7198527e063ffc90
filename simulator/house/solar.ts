import { random, seedFor } from '../random';
import type { LocalDay } from './local-days';
import { PowerDay, SLOT, slotsOf } from './power-day';

/** Of the house, in degrees north. */
const LATITUDE = 52;
/** What the panels give at most, W. */
const PEAK_POWER = 7000;
/** The inverter needs this much to wake up, W. */
const LEAST_POWER = 30;
const DAY = 86_400_000;
const RADIAN = Math.PI / 180;

/**
 * A day of the panels on the roof: the sun's height, a sky that is more or less cloudy, and clouds that pass.
 * @param solarOffset ms by which the sun's clock is ahead of UTC
 */
export function planSolar(day: LocalDay, solarOffset: number, seed: number): PowerDay {
  const clear = 0.25 + 0.75 * random(seedFor(seed, 'sky'), day.index);
  const clouds = seedFor(seed, 'clouds');
  const declination = -23.44 * Math.cos((2 * Math.PI * (day.dayOfYear + 10)) / 365.25);
  const power = Float64Array.from({ length: slotsOf(day) }, (_, slot) => {
    const time = day.start + (slot + 0.5) * SLOT;
    const height = sunHeight(time + solarOffset, declination);
    if (height <= 0) return 0;
    const passing = 1 - (1 - clear) * 0.7 * random(clouds, Math.floor(time / (3 * SLOT)));
    const watts = PEAK_POWER * height ** 1.2 * clear * passing;
    return watts < LEAST_POWER ? 0 : watts;
  });
  return new PowerDay(day.start, power);
}

/** The sine of the sun's height over the horizon, at a time of the sun's own clock. */
function sunHeight(solarTime: number, declination: number): number {
  const angle = 2 * Math.PI * ((solarTime % DAY) / DAY - 0.5);
  return (
    Math.sin(LATITUDE * RADIAN) * Math.sin(declination * RADIAN) +
    Math.cos(LATITUDE * RADIAN) * Math.cos(declination * RADIAN) * Math.cos(angle)
  );
}
