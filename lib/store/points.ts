import type { RawReading } from '../ledger/event';
import type { Carried, Point } from '../ledger/line';
import { readingTable, type SeriesRow } from './series';
import type { Sqlite, Value } from './sqlite';

/** A stored reading: what it carries is null while it is not on the line. */
export type ReadingRow = { time: number; value: number } & (Carried | { [Figure in keyof Carried]: null });

const COLUMNS = 'time, value, carried, gap, estimated';
/** Rows of one INSERT statement, the most first: few statements to prepare, few calls for many rows. */
const ROWS_A_STATEMENT = [200, 20, 1];

export function isOnLine(row: ReadingRow): row is Point {
  return row.carried !== null;
}

/** A row of a reading that waits for a decision, or that was a glitch. */
export function offLine({ time, value }: RawReading): ReadingRow {
  return { time, value, carried: null, gap: null, estimated: null };
}

/** The newest rows of a series before a moment (ms; undefined: of all), newest first. */
export function newestRows(
  db: Sqlite,
  series: SeriesRow,
  before: number | undefined,
  count: number,
): Promise<ReadingRow[]> {
  return db.all<ReadingRow>(
    `SELECT ${COLUMNS} FROM ${readingTable(series)} WHERE time < ? ORDER BY time DESC LIMIT ?`,
    [before ?? Number.MAX_SAFE_INTEGER, count],
  );
}

/** The newest point of the line before a moment (ms; undefined: of all). */
export function newestPoint(db: Sqlite, series: SeriesRow, before: number | undefined): Promise<Point | undefined> {
  return db.get<Point>(
    `SELECT ${COLUMNS} FROM ${readingTable(series)} WHERE time < ? AND carried IS NOT NULL ORDER BY time DESC LIMIT 1`,
    [before ?? Number.MAX_SAFE_INTEGER],
  );
}

/** Rows of a series from a moment on, oldest first. */
export function rowsFrom(db: Sqlite, series: SeriesRow, from: number, count: number): Promise<ReadingRow[]> {
  return db.all<ReadingRow>(`SELECT ${COLUMNS} FROM ${readingTable(series)} WHERE time >= ? ORDER BY time LIMIT ?`, [
    from,
    count,
  ]);
}

/** The raw values stored at certain moments. */
export async function valuesAt(db: Sqlite, series: SeriesRow, times: readonly number[]): Promise<Map<number, number>> {
  const rows = await db.all<{ time: number; value: number }>(
    `SELECT time, value FROM ${readingTable(series)} WHERE time IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(times)],
  );
  return new Map(rows.map(({ time, value }) => [time, value]));
}

export async function insertRows(db: Sqlite, series: SeriesRow, rows: readonly ReadingRow[]): Promise<void> {
  let start = 0;
  for (const count of ROWS_A_STATEMENT) {
    const sql = `INSERT INTO ${readingTable(series)} (${COLUMNS}) VALUES ${Array(count).fill('(?,?,?,?,?)').join(',')}`;
    for (; start + count <= rows.length; start += count) {
      const values: Value[] = [];
      for (const row of rows.slice(start, start + count)) {
        values.push(row.time, row.value, row.carried, row.gap, row.estimated);
      }
      await db.run(sql, values);
    }
  }
}

/** Sets what a stored row carries; its raw value stays. */
export async function updateRow(db: Sqlite, series: SeriesRow, row: ReadingRow): Promise<void> {
  await db.run(`UPDATE ${readingTable(series)} SET carried = ?, gap = ?, estimated = ? WHERE time = ?`, [
    row.carried,
    row.gap,
    row.estimated,
    row.time,
  ]);
}

/** Adds a constant to what is carried by every point after a moment. */
export async function shiftPoints(db: Sqlite, series: SeriesRow, after: number, by: Carried): Promise<void> {
  await db.run(
    `UPDATE ${readingTable(series)}
     SET carried = carried + ?, gap = gap + ?, estimated = estimated + ?
     WHERE time > ? AND carried IS NOT NULL`,
    [by.carried, by.gap, by.estimated, after],
  );
}
