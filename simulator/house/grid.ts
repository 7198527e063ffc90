import { random, seedFor } from '../random';
import type { HeatPumpDay } from './heat-pump';
import type { LocalDay } from './local-days';
import { PowerDay, SLOT, slotsOf } from './power-day';

/** What fridge, router and standby take, W. */
const ALWAYS_ON = 220;
/** Cooking, washing and light: W at most, in hours from the day's start. */
const BUSY_HOURS: [from: number, to: number, power: number][] = [
  [6, 8, 900],
  [12, 14, 700],
  [17, 22, 1400],
];
const HOUR = 3_600_000;

/** What a day's house takes from the grid and what it gives to it, besides what it uses of its own. */
export interface GridDay {
  imported: PowerDay;
  exported: PowerDay;
}

/**
 * A day at the point where the house is connected to the grid.
 * @param solar the panels' day
 * @param heatPump the heat pump's day
 */
export function planGrid(day: LocalDay, solar: PowerDay, heatPump: HeatPumpDay, seed: number): GridDay {
  const appliances = seedFor(seed, 'appliances');
  const imported = new Float64Array(slotsOf(day));
  const exported = new Float64Array(imported.length);
  for (let slot = 0; slot < imported.length; slot++) {
    const time = day.start + (slot + 0.5) * SLOT;
    const hour = (slot * SLOT) / HOUR;
    const busy = BUSY_HOURS.find(([from, to]) => hour >= from && hour < to)?.[2] ?? 150;
    const used = ALWAYS_ON + busy * random(appliances, Math.floor(time / SLOT)) + heatPump.powerAt(time);
    const balance = solar.powerAt(time) - used;
    if (balance > 0) exported[slot] = balance;
    else imported[slot] = -balance;
  }
  return { imported: new PowerDay(day.start, imported), exported: new PowerDay(day.start, exported) };
}
