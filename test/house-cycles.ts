import type { Reading } from '../lib/reading';

export const POLL = 300_000;
export const START = Date.UTC(2026, 0, 1);
/** Series of a house. */
export const SERIES = 20;

/** What the meters of a house say in one poll: counters and sensors, with a stray 0 and a gap now and then. */
export function cycleOf(cycle: number, series = SERIES): Reading[] {
  if (cycle % 1_000 > 990) return [];
  const time = START + cycle * POLL;
  return Array.from({ length: series }, (_, index): Reading => {
    if (index % 2 === 1) {
      const value = Math.round(Math.sin(cycle / 40 + index) * 1000) / 10;
      return { series: `house.sensor_${index}`, kind: 'gauge', unit: '°C', value, time };
    }
    const value = cycle % 500 === 250 ? 0 : 1_000 + cycle * (index + 1);
    return { series: `house.meter_${index}`, kind: 'counter', unit: 'dm3', value, time };
  });
}
