import type { Reading } from '../lib/reading';
import { Sqlite, type Value } from '../lib/store/sqlite';

/** The baseline: a table as people write it by hand, filled and asked through the same driver. */
export class PlainTable {
  private constructor(private readonly db: Sqlite) {}

  static async open(file: string): Promise<PlainTable> {
    const db = await Sqlite.open(file, 'create');
    await db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE plain (series TEXT NOT NULL, time INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (series, time)) WITHOUT ROWID`);
    return new PlainTable(db);
  }

  insert(readings: readonly Reading[]): Promise<void> {
    return this.db.transaction(async () => {
      for (let start = 0; start < readings.length; start += 200) {
        const part = readings.slice(start, start + 200);
        const values: Value[] = part.flatMap(({ series, time, value }) => [series, time, value]);
        await this.db.run(`INSERT INTO plain VALUES ${Array(part.length).fill('(?,?,?)').join(',')}`, values);
      }
    });
  }

  /** Day totals the usual way: scan the period and group by the local date. */
  groupByDay(series: string, from: number, to: number): Promise<unknown[]> {
    return this.db.all(
      `SELECT date(time / 1000, 'unixepoch', 'localtime') AS day, max(value) - min(value) AS total
       FROM plain WHERE series = ? AND time >= ? AND time < ? GROUP BY day`,
      [series, from, to],
    );
  }

  /** The bare two look-ups a bucket: the value at its start and at its end. */
  lookUps(series: string, edges: readonly number[]): Promise<unknown[]> {
    return this.db.all(
      `SELECT
         (SELECT value FROM plain WHERE series = ?1 AND time <= span.stop ORDER BY time DESC LIMIT 1) -
         (SELECT value FROM plain WHERE series = ?1 AND time <= span.start ORDER BY time DESC LIMIT 1) AS total
       FROM (SELECT value AS start, lead(value) OVER (ORDER BY key) AS stop FROM json_each(?2)) AS span`,
      [series, JSON.stringify(edges)],
    );
  }

  close(): Promise<void> {
    return this.db.close();
  }
}
