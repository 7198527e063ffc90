import { randomUUID } from 'node:crypto';
import { OUTBOX_TABLE, outboxTriggers } from './outbox-schema';
import { RECORD_KINDS, RECORDS, type RecordKind, type RecordRow, readRecords } from './records';
import { listSeries, readingTable, type SeriesRow, seriesById } from './series';
import type { Sqlite } from './sqlite';

/**
 * How a stretch differs from what the remote has: rows that it can't have yet, rows that it may have otherwise, or (a
 * single reading) a row that was taken out.
 */
export type Change = 'new' | 'changed' | 'gone';

/** A part of a stretch, ready to be sent. */
export interface OutboxPart {
  kind: RecordKind;
  series: SeriesRow;
  change: Change;
  rows: RecordRow[];
  /** The time of a reading that is to be taken out. */
  gone?: number;
  /** Which stretch it is, and how far the rows go in it. */
  stretch: Stretch;
  reached: number;
  /** Whether the rows begin with the first of the series. */
  isFirst: boolean;
}

interface Stretch {
  what: RecordKind | 'gone';
  series: number;
  start: number;
  until: number;
  change: Change;
  sequence: number;
}

/** A row that the remote does not take. */
export interface RefusedRow {
  kind: RecordKind;
  series: SeriesRow;
  key: number;
  error: string;
}

/** What is known once the remote has taken parts. */
export interface Acknowledgement {
  /** Names what was sent, see RemoteMark. */
  token: string;
  /** The remote took out what it had of the series, so that it has nothing of the rest. */
  isRestNew: boolean;
}

/** What a house and its remote know of each other. */
export interface RemoteMark {
  /** Names the file of the house: a copy has the same, another one not. */
  file: string;
  /** Names what was sent last; undefined before anything was. */
  token?: string | undefined;
  /** The one before it: its answer may have got lost. */
  before?: string | undefined;
  /** The time of the oldest reading that was sent last, ms since the epoch. */
  from?: number | undefined;
}

export interface OutboxState {
  /** Rows that the remote does not have yet. */
  waiting: number;
  /** When the oldest of them was stored or changed, ms since the epoch. */
  oldest?: number | undefined;
  /** Rows that the remote did not take. */
  refused: number;
  /** The last one's error. */
  refusal?: string | undefined;
}

const STRETCHES_A_BATCH = 500;

/**
 * What the remote database does not have yet. It holds no copies, but which stretches of which series are to be sent: so
 * it stays small however long the remote is away, and what is sent is always what the house says now. An entry is made in
 * the transaction that changes the rows.
 *
 * Every entry has a number of its own. One that grows backwards or is changed inside gets a new number: what was sent of
 * it before is then not taken for all of it.
 */
export class Outbox {
  private tracked: boolean | undefined;

  constructor(private readonly db: Sqlite) {}

  /** Forgets what it knows of the file: another process may have changed it. */
  refresh(): void {
    this.tracked = undefined;
  }

  /**
   * Begins to keep what `target` does not have: everything, when it is not the one of before.
   * @param target says which remote and home it is, without secrets
   */
  async track(target: string): Promise<RemoteMark> {
    const known = await this.db.get<{ target: string }>('SELECT target FROM remote');
    this.tracked = true;
    if (!known) {
      await this.db.run('INSERT INTO remote (id, target, file, sequence) VALUES (1, ?, ?, 0)', [target, randomUUID()]);
      await this.addAll();
    } else if (known.target !== target) {
      await this.db.run('UPDATE remote SET target = ?, token = NULL', [target]);
      await this.addAll();
    }
    return (await this.mark())!;
  }

  async mark(): Promise<RemoteMark | undefined> {
    const row = await this.db.get<{ file: string; token: string | null }>('SELECT file, token FROM remote');
    return row && { file: row.file, token: row.token ?? undefined };
  }

  /** Makes this file the one of the home at its remote. */
  async adopt({ file, token }: RemoteMark): Promise<void> {
    await this.db.run('UPDATE remote SET file = ?, token = ?', [file, token ?? null]);
  }

  /** Notes, inside the transaction that changes them, that the readings of a stretch are to be sent; ms since the epoch. */
  async add(series: Pick<SeriesRow, 'id'>, from: number, to: number, change: 'new' | 'changed'): Promise<void> {
    if (!(await this.isTracked())) return;
    const touching = await this.db.all<{ start: number; until: number; change: Change; since: number }>(
      `SELECT start, until, change, since FROM outbox
       WHERE what = 'reading' AND series = ? AND start <= ? AND until >= ?`,
      [series.id, to, from],
    );
    if (touching.length === 0 && change === 'new' && (await this.extend(series, from, to))) return;
    let [start, until, since, isNew] = [Math.max(from, Number.MIN_SAFE_INTEGER), to, Date.now(), change === 'new'];
    for (const other of touching) {
      start = Math.min(start, other.start);
      until = Math.max(until, other.until);
      since = Math.min(since, other.since);
      isNew &&= other.change === 'new';
    }
    await this.db.run(`DELETE FROM outbox WHERE what = 'reading' AND series = ? AND start <= ? AND until >= ?`, [
      series.id,
      to,
      from,
    ]);
    await this.insert('reading', series, start, until, isNew ? 'new' : 'changed', since);
  }

  /** Notes the same of all readings from a moment on. */
  async addFrom(series: Pick<SeriesRow, 'id'>, from: number): Promise<void> {
    if (!(await this.isTracked())) return;
    const { last } = (await this.db.get<{ last: number | null }>(
      `SELECT max(time) AS last FROM ${readingTable(series)}`,
    ))!;
    await this.add(series, from, last ?? from, 'changed');
  }

  /** Notes that readings were taken out. */
  async addGone(series: Pick<SeriesRow, 'id'>, times: readonly number[]): Promise<void> {
    if (!(await this.isTracked())) return;
    for (const time of times) await this.insert('gone', series, time, time, 'gone', Date.now());
  }

  /** Notes that every row of a series and kind is to be sent again. */
  async addWhole(kind: Exclude<RecordKind, 'reading'>, series: Pick<SeriesRow, 'id'>): Promise<void> {
    const { key } = RECORDS[kind];
    const { from, to } = (await this.db.get<{ from: number | null; to: number | null }>(
      `SELECT min(${key}) AS "from", max(${key}) AS "to" FROM ${kind} WHERE series = ?`,
      [series.id],
    ))!;
    if (from === null || to === null) return;
    await this.db.run('DELETE FROM outbox WHERE what = ? AND series = ?', [kind, series.id]);
    await this.insert(kind, series, from, to, 'changed', Date.now());
  }

  /** What is to be sent next, of one moment; undefined when there is nothing. @param most rows */
  async next(most: number): Promise<OutboxPart[] | undefined> {
    const stretches = await this.db.all<Stretch>(
      `SELECT what, series, start, until, change, sequence FROM outbox ORDER BY sequence LIMIT ${STRETCHES_A_BATCH}`,
    );
    const parts: OutboxPart[] = [];
    let left = most;
    for (const stretch of stretches) {
      if (left <= 0) break;
      const part = await this.read(stretch, left);
      parts.push(part);
      left -= part.rows.length;
    }
    return parts.length > 0 ? parts : undefined;
  }

  /** Strikes out what was sent, and sets aside what the remote does not take. */
  async acknowledge(
    parts: readonly OutboxPart[],
    refused: readonly RefusedRow[],
    { token, isRestNew }: Acknowledgement,
  ): Promise<void> {
    for (const { stretch, reached } of parts) {
      const { what, series, start, until, sequence } = stretch;
      const which = [what, series, start, sequence];
      if (reached >= until) {
        // It may have grown at its end meanwhile.
        await this.db.run(
          'DELETE FROM outbox WHERE what = ? AND series = ? AND start = ? AND sequence = ? AND until <= ?',
          [...which, reached],
        );
      }
      await this.db.run(
        `UPDATE OR REPLACE outbox SET start = ?, change = CASE WHEN ? THEN 'new' ELSE change END
         WHERE what = ? AND series = ? AND start = ? AND sequence = ?`,
        [reached + 1, isRestNew ? 1 : 0, ...which],
      );
    }
    const hasRefused = await this.db.get('SELECT 1 FROM refused LIMIT 1');
    if (hasRefused) {
      for (const { kind, series, stretch, reached } of parts)
        await this.db.run('DELETE FROM refused WHERE what = ? AND series = ? AND key BETWEEN ? AND ?', [
          kind,
          series.id,
          stretch.start,
          reached,
        ]);
    }
    for (const { kind, series, key, error } of refused) {
      await this.db.run('INSERT OR REPLACE INTO refused (what, series, key, error, time) VALUES (?, ?, ?, ?, ?)', [
        kind,
        series.id,
        key,
        error,
        Date.now(),
      ]);
    }
    await this.db.run('UPDATE remote SET token = ?', [token]);
  }

  async state(): Promise<OutboxState> {
    const stretches = await this.db.all<Stretch & { since: number }>('SELECT * FROM outbox');
    let waiting = 0;
    for (const { what, series, start, until } of stretches) waiting += await this.count(what, series, start, until);
    const { refused } = (await this.db.get<{ refused: number }>('SELECT count(*) AS refused FROM refused'))!;
    const last = await this.db.get<{ error: string }>('SELECT error FROM refused ORDER BY time DESC LIMIT 1');
    const oldest = waiting > 0 ? Math.min(...stretches.map(({ since }) => since)) : undefined;
    return { waiting, oldest, refused, refusal: last?.error };
  }

  /** Whether rows of a stretch wait to be sent, or to be taken out. */
  async isWaiting(kind: RecordKind, series: Pick<SeriesRow, 'id'>, from: number, to: number): Promise<boolean> {
    if (kind === 'reading' && (await this.gone(series, from, to)).length > 0) return true;
    const row = await this.db.get(
      'SELECT 1 FROM outbox WHERE what = ? AND series = ? AND start <= ? AND until >= ? LIMIT 1',
      [kind, series.id, to, from],
    );
    return row !== undefined;
  }

  /** The times of readings that wait to be taken out. */
  async gone(series: Pick<SeriesRow, 'id'>, from: number, to: number): Promise<number[]> {
    const rows = await this.db.all<{ time: number }>(
      "SELECT start AS time FROM outbox WHERE what = 'gone' AND series = ? AND start BETWEEN ? AND ?",
      [series.id, from, to],
    );
    return rows.map(({ time }) => time);
  }

  /** Begins anew after the table was damaged: what it said is lost, so everything is sent again. */
  async renew(): Promise<void> {
    const { count } = (await this.db.get<{ count: number }>(
      "SELECT count(*) AS count FROM sqlite_schema WHERE name LIKE 'outbox_damaged%'",
    ))!;
    // A damaged table may not let itself be dropped; a new name only changes the table of contents.
    await this.db.exec(`ALTER TABLE outbox RENAME TO outbox_damaged_${count + 1}`);
    await this.db.exec(OUTBOX_TABLE);
    await this.db.exec(outboxTriggers());
    this.refresh();
    if (await this.isTracked()) await this.addAll();
  }

  private async isTracked(): Promise<boolean> {
    this.tracked ??= (await this.db.get('SELECT 1 FROM remote')) !== undefined;
    return this.tracked;
  }

  /** Readings that follow the newest of a stretch without another between them only make it longer. */
  private async extend(series: Pick<SeriesRow, 'id'>, from: number, to: number): Promise<boolean> {
    const changed = await this.db.run(
      `UPDATE outbox SET until = ? WHERE what = 'reading' AND series = ? AND change = 'new'
         AND until = (SELECT max(time) FROM ${readingTable(series)} WHERE time < ?)`,
      [to, series.id, from],
    );
    return changed > 0;
  }

  private async insert(
    what: Stretch['what'],
    series: Pick<SeriesRow, 'id'>,
    start: number,
    until: number,
    change: Change,
    since: number,
  ): Promise<void> {
    await this.db.run('UPDATE remote SET sequence = sequence + 1');
    await this.db.run(
      `INSERT OR REPLACE INTO outbox (what, series, start, until, change, since, sequence)
       SELECT ?, ?, ?, ?, ?, ?, sequence FROM remote`,
      [what, series.id, start, until, change, since],
    );
  }

  private async addAll(): Promise<void> {
    await this.db.run('DELETE FROM outbox');
    await this.db.run('DELETE FROM refused');
    for (const series of await listSeries(this.db)) {
      const { from, to } = (await this.db.get<{ from: number | null; to: number | null }>(
        `SELECT min(time) AS "from", max(time) AS "to" FROM ${readingTable(series)}`,
      ))!;
      if (from !== null && to !== null) await this.insert('reading', series, from, to, 'changed', Date.now());
      for (const kind of RECORD_KINDS) if (kind !== 'reading') await this.addWhole(kind, series);
    }
  }

  private async read(stretch: Stretch, most: number): Promise<OutboxPart> {
    const { what, start, until, change } = stretch;
    const series = await seriesById(this.db, stretch.series);
    const kind = what === 'gone' ? 'reading' : what;
    const { rows, isWhole } = await readRecords(this.db, series, kind, { from: start, to: until, most });
    const reached = isWhole ? until : (rows.at(-1)![RECORDS[kind].key] as number);
    const isFirst = kind === 'reading' && (await this.isFirst(series, start));
    const part: OutboxPart = { kind, series, change, rows, stretch, reached, isFirst };
    // Somebody may have put it in again.
    return what === 'gone' && rows.length === 0 ? { ...part, gone: start } : part;
  }

  private async isFirst(series: SeriesRow, from: number): Promise<boolean> {
    return (await this.db.get(`SELECT 1 FROM ${readingTable(series)} WHERE time < ? LIMIT 1`, [from])) === undefined;
  }

  private async count(what: Stretch['what'], series: number, start: number, until: number): Promise<number> {
    if (what === 'gone') return 1;
    const { key } = RECORDS[what];
    const [table, own] = what === 'reading' ? [readingTable({ id: series }), ''] : [what, `series = ${series} AND`];
    const row = await this.db.get<{ count: number }>(
      `SELECT count(*) AS count FROM ${table} WHERE ${own} ${key} BETWEEN ? AND ?`,
      [start, until],
    );
    return row!.count;
  }
}
