import type { RawReading } from '../ledger/event';
import type { Carried, Point } from '../ledger/line';
import type { Outbox } from './outbox';
import { readingTable, type SeriesRow } from './series';
import { minus, plus, type Shifts } from './shifts';
import type { Sqlite, Value } from './sqlite';

/** A stored reading: what it carries is null while it is not on the line. */
export type ReadingRow = { time: number; value: number; open: 1 | null } & (
  | Carried
  | { [Figure in keyof Carried]: null }
);

const COLUMNS = 'time, value, carried, gap, estimated, open';
/** Rows of one statement, the most first: few statements to prepare, few calls for many rows. */
const ROWS_A_STATEMENT = [200, 20, 1];

export function isOnLine(row: ReadingRow): row is Point & { open: 1 | null } {
  return row.carried !== null;
}

/** A row of a reading that waits for a decision, or that was a glitch. */
export function offLine({ time, value }: RawReading): ReadingRow {
  return { time, value, carried: null, gap: null, estimated: null, open: null };
}

/** A row of a healthy counter: it carries nothing. */
function isPlainRow({ carried, gap, estimated, open }: ReadingRow): boolean {
  return carried === 0 && gap === 0 && estimated === 0 && open === null;
}

/** The stored readings of one series, as their line is: with its shifts. */
export class Points {
  private readonly table: string;

  constructor(
    private readonly db: Sqlite,
    private readonly series: Pick<SeriesRow, 'id'>,
    private readonly shifts: Shifts,
    /** Told what changes; whoever only reads needs none. */
    private readonly outbox?: Outbox,
  ) {
    this.table = readingTable(series);
  }

  /** The newest rows up to a moment, oldest first. */
  async upTo(time: number, count: number, which: 'all' | 'on the line' = 'on the line'): Promise<ReadingRow[]> {
    const rows = await this.db.all<ReadingRow>(
      `SELECT ${COLUMNS} FROM ${this.table} WHERE time <= ? ${which === 'all' ? '' : 'AND carried IS NOT NULL'}
       ORDER BY time DESC LIMIT ?`,
      [time, count],
    );
    return rows.map((row) => this.shifted(row)).reverse();
  }

  /** The newest point before a moment that alone says where the line stands. */
  async settledBefore(time: number): Promise<Point | undefined> {
    const row = await this.db.get<ReadingRow>(
      `SELECT ${COLUMNS} FROM ${this.table} WHERE time < ? AND carried IS NOT NULL AND open IS NULL
       ORDER BY time DESC LIMIT 1`,
      [time],
    );
    return row && (this.shifted(row) as Point);
  }

  /** Rows after a moment, oldest first. */
  after(time: number, count: number): Promise<ReadingRow[]> {
    return this.between(time + 1, Number.MAX_SAFE_INTEGER, count);
  }

  /** Rows in `from` ≤ t ≤ `to`, oldest first. */
  async between(from: number, to: number, count: number): Promise<ReadingRow[]> {
    const rows = await this.db.all<ReadingRow>(
      `SELECT ${COLUMNS} FROM ${this.table} WHERE time BETWEEN ? AND ? ORDER BY time LIMIT ?`,
      [from, to, count],
    );
    return rows.map((row) => this.shifted(row));
  }

  /** Since when a gauge has had the value of a point; undefined: for longer than `within` ms. */
  async sameSince({ time, value }: Point, within: number): Promise<number | undefined> {
    const from = Number.isFinite(within) ? time - within : Number.MIN_SAFE_INTEGER;
    const { other } = (await this.db.get<{ other: number | null }>(
      `SELECT max(time) AS other FROM (SELECT time, value FROM ${this.table}
         WHERE time <= ? AND time >= coalesce(
           (SELECT max(time) FROM ${this.table} WHERE time <= ? AND carried IS NOT NULL), ?) AND carried IS NOT NULL)
       WHERE value <> ?`,
      [time, from, from, value],
    ))!;
    const { first } = (await this.db.get<{ first: number | null }>(
      `SELECT min(time) AS first FROM ${this.table} WHERE time > ? AND time <= ? AND carried IS NOT NULL`,
      [other ?? from - 1, time],
    ))!;
    const since = first ?? time;
    return other === null && since <= from ? undefined : since;
  }

  /** How many readings are off the line from a moment on until before another one. */
  async countOffLine(from: number, to: number): Promise<number> {
    const { count } = (await this.db.get<{ count: number }>(
      `SELECT count(*) AS count FROM ${this.table} WHERE time >= ? AND time < ? AND carried IS NULL`,
      [from, to],
    ))!;
    return count;
  }

  /** The raw values stored at certain moments. */
  async valuesAt(times: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.db.all<{ time: number; value: number }>(
      `SELECT time, value FROM ${this.table} WHERE time IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(times)],
    );
    return new Map(rows.map(({ time, value }) => [time, value]));
  }

  /**
   * Stores rows, oldest first; of those that are there already the value stays, and what they carry changes.
   * @param change `new`: they are later than all that are there
   */
  async put(rows: readonly ReadingRow[], change: 'new' | 'changed'): Promise<void> {
    if (rows.length === 0) return;
    await this.outbox?.add(this.series, rows[0]!.time, rows.at(-1)!.time, change);
    const shifted = rows.map((row) => {
      if (!isOnLine(row)) return row;
      return { ...row, ...minus(row, this.shifts.at(row.time)) };
    });
    for (let start = 0; start < shifted.length; ) {
      const isPlain = isPlainRow(shifted[start]!);
      let end = start + 1;
      while (end < shifted.length && isPlainRow(shifted[end]!) === isPlain) end += 1;
      await this.insert(shifted.slice(start, end), isPlain);
      start = end;
    }
  }

  /** @param isPlain they carry nothing: only their time and value are handed over, in a third of the time */
  private async insert(rows: readonly ReadingRow[], isPlain: boolean): Promise<void> {
    let start = 0;
    for (const count of ROWS_A_STATEMENT) {
      const row = isPlain ? '(?,?,0,0,0,NULL)' : '(?,?,?,?,?,?)';
      const sql = `INSERT INTO ${this.table} (${COLUMNS}) VALUES ${Array(count).fill(row).join(',')}
        ON CONFLICT (time) DO UPDATE SET carried = excluded.carried, gap = excluded.gap,
          estimated = excluded.estimated, open = excluded.open`;
      for (; start + count <= rows.length; start += count) {
        const values: Value[] = [];
        for (const { time, value, carried, gap, estimated, open } of rows.slice(start, start + count)) {
          if (isPlain) values.push(time, value);
          else values.push(time, value, carried, gap, estimated, open);
        }
        await this.db.run(sql, values);
      }
    }
  }

  /** Only for readings that are kept elsewhere as well. */
  async delete(times: readonly number[]): Promise<void> {
    await this.outbox?.addGone(this.series, times);
    await this.db.run(`DELETE FROM ${this.table} WHERE time IN (SELECT value FROM json_each(?))`, [
      JSON.stringify(times),
    ]);
  }

  /** Takes the points between two moments off the line. */
  async remove(after: number, before: number): Promise<void> {
    await this.outbox?.add(this.series, after, before, 'changed');
    await this.db.run(
      `UPDATE ${this.table} SET carried = NULL, gap = NULL, estimated = NULL, open = NULL WHERE time > ? AND time < ?`,
      [after, before],
    );
  }

  private shifted(row: ReadingRow): ReadingRow {
    return isOnLine(row) ? { ...row, ...plus(row, this.shifts.at(row.time)) } : row;
  }
}
