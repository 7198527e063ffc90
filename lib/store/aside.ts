import type { Reading } from '../reading';
import { type Noticed, newestEvent, putEvent, type StoreEvent } from './events';
import type { SeriesRow } from './series';
import type { Sqlite } from './sqlite';

/** Why the clock behind a reading must have been wrong. */
export type WrongClock = 'early' | 'future' | 'contradiction';

/** No reading is older: clocks without a battery begin in 1970 or 2000. */
const EARLIEST = Date.UTC(2001, 0);
/** Clocks of devices go a little differently. */
const TOLERANCE = 5 * 60_000;
/** Readings of a wrong clock that follow each other within this time are one event, ms. */
const ONE_EVENT = 60 * 60_000;

/** Whether the time of a reading can't be right, whatever is stored. */
export function isWrongClock(time: number, now: number): WrongClock | undefined {
  if (time < EARLIEST) return 'early';
  return time > now + TOLERANCE ? 'future' : undefined;
}

/** Keeps a reading beside its series, where it counts nothing. @returns the event, when it is news */
export async function setAside(
  db: Sqlite,
  series: SeriesRow,
  { time, value, meter }: Reading,
  why: WrongClock,
  now: number,
): Promise<StoreEvent | undefined> {
  const known = await db.get('SELECT 1 FROM aside WHERE series = ? AND time = ? AND value = ?', [
    series.id,
    time,
    value,
  ]);
  if (known) return undefined;
  const last = await newestEvent(db, series, 'clock');
  const goesOn = last?.kind === 'clock' && last.why === why && time >= last.to && time - last.to <= ONE_EVENT;
  const noticed: Noticed = goesOn
    ? { kind: 'clock', time: last.time, to: time, why, readings: last.readings + 1 }
    : { kind: 'clock', time, to: time, why, readings: 1 };
  const { event, isNew } = await putEvent(db, series, noticed, now);
  await db.run('INSERT INTO aside (series, time, value, meter, event) VALUES (?, ?, ?, ?, ?)', [
    series.id,
    time,
    value,
    meter ? JSON.stringify(meter) : null,
    event.id,
  ]);
  return isNew ? event : undefined;
}

/** The readings that were set aside with an event, oldest first. */
export async function readAside(db: Sqlite, series: SeriesRow, event: number): Promise<Reading[]> {
  const rows = await db.all<{ time: number; value: number; meter: string | null }>(
    'SELECT time, value, meter FROM aside WHERE series = ? AND event = ? ORDER BY time',
    [series.id, event],
  );
  const { name, kind, unit } = series;
  return rows.map(({ time, value, meter }) => ({
    series: name,
    kind,
    unit,
    time,
    value,
    ...(meter === null ? {} : { meter: JSON.parse(meter) as NonNullable<Reading['meter']> }),
  }));
}
