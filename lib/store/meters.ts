import type { Meter } from '../reading';
import type { Sqlite } from './sqlite';

/** Which device gave a series' readings from a moment on. */
export interface MeterRow {
  time: number;
  manufacturer: string | null;
  serial: string | null;
  medium: string | null;
}

/** The devices of a series, oldest first; a few in a meter's life. */
export function listMeters(db: Sqlite, series: number): Promise<MeterRow[]> {
  return db.all<MeterRow>('SELECT time, manufacturer, serial, medium FROM meter WHERE series = ? ORDER BY time', [
    series,
  ]);
}

/** The device at a moment: the newest one that began before or then. */
export function meterAt(meters: readonly MeterRow[], time: number): MeterRow | undefined {
  return meters.findLast((meter) => meter.time <= time);
}

/** Whether everything that a reading tells of its meter is known already. */
export function isSameMeter(row: MeterRow | undefined, meter: Meter): boolean {
  return (['manufacturer', 'serial', 'medium'] as const).every(
    (key) => meter[key] === undefined || meter[key] === row?.[key],
  );
}

/** Stores a device from `time` on; what it doesn't tell of itself is taken over from the one `before`. */
export async function insertMeter(
  db: Sqlite,
  series: number,
  time: number,
  meter: Meter,
  before: MeterRow | undefined,
): Promise<MeterRow> {
  const row: MeterRow = {
    time,
    manufacturer: meter.manufacturer ?? before?.manufacturer ?? null,
    serial: meter.serial ?? before?.serial ?? null,
    medium: meter.medium ?? before?.medium ?? null,
  };
  await db.run('INSERT OR REPLACE INTO meter (series, time, manufacturer, serial, medium) VALUES (?, ?, ?, ?, ?)', [
    series,
    time,
    row.manufacturer,
    row.serial,
    row.medium,
  ]);
  return row;
}
