import { InputError } from '../input-error';
import { putEvent, type StoreEvent } from './events';
import type { Ledgers } from './ledgers';
import { findSeries } from './series';
import { sqliteCode } from './sqlite';

/** Whether the file is not what it was, and not only out of reach. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== undefined) return ['SQLITE_CORRUPT', 'SQLITE_NOTADB'].includes(code);
  // A damaged first page may say that the file is somebody else's.
  return error instanceof InputError && error.code === 'foreign-database';
}

/** Stores what became of each series of a damaged file. @returns the events */
export async function noteRescue(
  { db, now }: Ledgers,
  rescued: readonly { series: string; readings: number; fromBackup: number }[],
): Promise<StoreEvent[]> {
  const events: StoreEvent[] = [];
  for (const { series, readings, fromBackup } of rescued) {
    const row = await findSeries(db, series);
    if (!row) continue;
    const { event } = await putEvent(db, row, { kind: 'rebuilt', time: now(), readings, fromBackup }, now());
    events.push(event);
  }
  return events;
}
