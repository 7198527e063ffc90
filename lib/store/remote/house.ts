import type { Meter, Reading } from '../../reading';
import { insertDecision } from '../decisions';
import type { Ledgers } from '../ledgers';
import { type Acknowledgement, Outbox, type OutboxPart, type RefusedRow, type RemoteMark } from '../outbox';
import { RECORDS, type RecordKind, type RecordRow, readRecords } from '../records';
import { findSeries, listSeries, readingTable, type SeriesRow } from '../series';
import type { Sqlite } from '../sqlite';
import { checksum } from './checksum';
import type { Checksum } from './remote';
import type { SendingHouse } from './sender';

/** How the house's file is reached. */
export interface HouseFile {
  /** Runs something in one transaction of the writer. */
  transaction<T>(work: (ledgers: Ledgers) => Promise<T>): Promise<T>;
  /** Runs questions that all see the file as it is at one moment. */
  read<T>(work: (db: Sqlite) => Promise<T>): Promise<T>;
  /** Stores readings from elsewhere. */
  bring(readings: readonly Reading[]): Promise<unknown>;
}

/** Rows read at a time. */
const CHUNK = 5_000;
const EVER = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** The house's side of sending and of comparing. */
export class House implements SendingHouse {
  private tracking: Promise<unknown> | undefined;

  /** @param target says which remote and home it is, without secrets */
  constructor(
    private readonly file: HouseFile,
    private readonly target: string,
    readonly recover: (from: number | undefined) => Promise<void>,
  ) {}

  /** Begins to keep what the remote does not have. */
  async track(): Promise<void> {
    this.tracking ??= this.file.transaction(({ outbox }) => outbox.track(this.target));
    await this.tracking.catch((error: unknown) => {
      this.tracking = undefined;
      throw error;
    });
  }

  async mark(): Promise<RemoteMark> {
    await this.track();
    return (await this.file.read((db) => new Outbox(db).mark()))!;
  }

  adopt(mark: RemoteMark): Promise<void> {
    return this.file.transaction(({ outbox }) => outbox.adopt(mark));
  }

  next(most: number): Promise<OutboxPart[] | undefined> {
    return this.file.read((db) => new Outbox(db).next(most));
  }

  acknowledge(parts: readonly OutboxPart[], refused: readonly RefusedRow[], mark: Acknowledgement): Promise<void> {
    return this.file.transaction(({ outbox }) => outbox.acknowledge(parts, refused, mark));
  }

  find(name: string): Promise<SeriesRow | undefined> {
    return this.file.read((db) => findSeries(db, name));
  }

  series(): Promise<SeriesRow[]> {
    return this.file.read(listSeries);
  }

  range(series: SeriesRow, kind: RecordKind): Promise<{ from: number; to: number } | undefined> {
    const { key } = RECORDS[kind];
    const table = kind === 'reading' ? readingTable(series) : `${kind} WHERE series = ${series.id}`;
    return this.file.read(async (db) => {
      const row = await db.get<{ from: number | null; to: number | null }>(
        `SELECT min(${key}) AS "from", max(${key}) AS "to" FROM ${table}`,
      );
      return row?.from == null || row.to === null ? undefined : { from: row.from, to: row.to };
    });
  }

  /** @param edges ascending; rows of a day are held in memory at once, not more */
  async checksums(series: SeriesRow, kind: RecordKind, edges: readonly number[], digits?: number): Promise<Checksum[]> {
    const sums: Checksum[] = [];
    for (const [index, from] of edges.slice(0, -1).entries()) {
      sums.push(checksum(kind, await this.rows(series, kind, from, edges[index + 1]! - 1), digits));
    }
    return sums;
  }

  async rows(series: SeriesRow, kind: RecordKind, from: number, to: number): Promise<RecordRow[]> {
    const all: RecordRow[] = [];
    for (let start = from; ; ) {
      const { rows, isWhole } = await this.file.read((db) =>
        readRecords(db, series, kind, { from: start, to, most: CHUNK }),
      );
      all.push(...rows);
      if (isWhole) break;
      start = (rows.at(-1)![RECORDS[kind].key] as number) + 1;
    }
    return kind === 'aside'
      ? all.sort((a, b) => Number(a['time']) - Number(b['time']) || Number(a['value']) - Number(b['value']))
      : all;
  }

  isWaiting(series: SeriesRow, kind: RecordKind, { from, to } = EVER): Promise<boolean> {
    return this.file.read((db) => new Outbox(db).isWaiting(kind, series, from, to));
  }

  gone(series: SeriesRow, { from, to }: { from: number; to: number }): Promise<number[]> {
    return this.file.read((db) => new Outbox(db).gone(series, from, to));
  }

  /** Puts all readings of a series into the outbox once more. */
  async resendWhole(series: SeriesRow): Promise<void> {
    const range = await this.range(series, 'reading');
    if (range) await this.resend(series, 'reading', range.from, range.to);
  }

  /** Puts rows into the outbox once more. */
  resend(series: SeriesRow, kind: RecordKind, from: number, to: number): Promise<void> {
    return this.file.transaction(({ outbox }) =>
      kind === 'reading' ? outbox.add(series, from, to, 'changed') : outbox.addWhole(kind, series),
    );
  }

  /** Stores readings that only the remote still has. */
  async bring(series: Named, rows: readonly RecordRow[], meters: readonly RecordRow[]): Promise<void> {
    await this.file.bring(toReadings(series, rows, meters));
  }

  /** Takes over decisions that only the remote still has. @returns how many */
  bringDecisions(name: string, decisions: readonly RecordRow[], events: readonly RecordRow[]): Promise<number> {
    return this.file.transaction((ledgers) => bringDecisions(ledgers, name, decisions, events));
  }
}

type Named = Pick<SeriesRow, 'name' | 'kind' | 'unit'>;

/** Rows of a series as readings, each with the device that gave it. @param meters the oldest first */
export function toReadings(
  { name, kind, unit }: Named,
  rows: readonly RecordRow[],
  meters: readonly RecordRow[],
): Reading[] {
  return rows.map((row) => {
    const time = row['time'] as number;
    const meter = meterOf(row['meter']) ?? meterOfRow(meters.findLast((one) => (one['time'] as number) <= time));
    return { series: name, kind, unit, time, value: row['value'] as number, ...(meter ? { meter } : {}) };
  });
}

/**
 * Takes over decisions of another copy of a series, and lets the totals follow.
 * @param events of that copy, where a decision is about one: this copy may number them otherwise
 * @returns how many were not known
 */
export async function bringDecisions(
  ledgers: Ledgers,
  name: string,
  decisions: readonly RecordRow[],
  events: readonly RecordRow[],
): Promise<number> {
  const { db } = ledgers;
  const series = await findSeries(db, name);
  if (!series) return 0;
  let count = 0;
  for (const row of decisions) {
    const known = await db.get(
      'SELECT 1 FROM decision WHERE series = ? AND made = ? AND made_by = ? AND start = ? AND verdict = ?',
      [series.id, row['made']!, row['made_by']!, row['start']!, row['verdict']!],
    );
    if (known) continue;
    const about = events.find(({ id }) => id === row['event']);
    const event =
      about &&
      (await db.get<{ id: number }>('SELECT id FROM event WHERE series = ? AND kind = ? AND time = ?', [
        series.id,
        about['kind']!,
        about['time']!,
      ]));
    const verdict = JSON.parse(String(row['verdict'])) as Parameters<typeof insertDecision>[1]['verdict'];
    const [from, to] = [row['start'] as number, row['until'] as number];
    const decision = await insertDecision(db, {
      series: series.id,
      event: event?.id ?? null,
      from,
      to,
      verdict,
      made: row['made'] as number,
      by: String(row['made_by']),
      why: String(row['why']),
    });
    await db.run('UPDATE decision SET undone = ?, undone_by = ?, undone_why = ? WHERE id = ?', [
      row['undone']!,
      row['undone_by']!,
      row['undone_why']!,
      decision.id,
    ]);
    count += 1;
    if (row['undone'] !== null || verdict.kind === 'redate') continue;
    const { ledger } = await ledgers.forSeries(series);
    await ledger.decide(from, Math.min(to, Number.MAX_SAFE_INTEGER - 1));
  }
  return count;
}

function meterOf(text: unknown): Meter | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Meter) : undefined;
}

function meterOfRow(row: RecordRow | undefined): Meter | undefined {
  if (!row) return undefined;
  const known = (['manufacturer', 'serial', 'medium'] as const).filter((name) => typeof row[name] === 'string');
  return known.length > 0 ? Object.fromEntries(known.map((name) => [name, row[name] as string])) : undefined;
}
