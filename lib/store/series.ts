import { InputError } from '../input-error';
import type { Kind, Reading, Unit } from '../reading';
import type { Sqlite } from './sqlite';

/** A series as the database knows it. */
export interface SeriesRow {
  id: number;
  name: string;
  kind: Kind;
  unit: Unit;
  /** The ledger's settings that its line was made with, as JSON. */
  settings: string | null;
}

const COLUMNS = 'id, name, kind, unit, settings';

/**
 * The table with the readings of a series. One table a series keeps any moment a single look-up by rowid, and a cycle
 * appends at the end of each table, which SQLite does with the fewest page writes (docs/decisions.md).
 */
export function readingTable({ id }: Pick<SeriesRow, 'id'>): string {
  return `reading_${id}`;
}

/**
 * The raw `value` never changes; what it carries (lib/ledger/line.ts) does when a late reading takes its place. That is
 * null while a reading is not on the line. `open` is 1 where the ledger remembers more than the point.
 */
function createReadingTable(db: Sqlite, series: SeriesRow): Promise<void> {
  return db.exec(`CREATE TABLE ${readingTable(series)} (
    time INTEGER PRIMARY KEY,
    value REAL NOT NULL,
    carried REAL,
    gap INTEGER,
    estimated REAL,
    open INTEGER
  ) STRICT`);
}

export function findSeries(db: Sqlite, name: string): Promise<SeriesRow | undefined> {
  return db.get<SeriesRow>(`SELECT ${COLUMNS} FROM series WHERE name = ?`, [name]);
}

export async function listSeries(db: Sqlite): Promise<SeriesRow[]> {
  return db.all<SeriesRow>(`SELECT ${COLUMNS} FROM series ORDER BY name`);
}

/** The series that a reading names, created by its first one. */
export async function ensureSeries(db: Sqlite, { series, kind, unit }: Reading): Promise<SeriesRow> {
  let row = await findSeries(db, series);
  if (!row) {
    await db.run('INSERT INTO series (name, kind, unit) VALUES (?, ?, ?)', [series, kind, unit]);
    row = (await findSeries(db, series))!;
    await createReadingTable(db, row);
  }
  return row;
}

export async function seriesById(db: Sqlite, id: number): Promise<SeriesRow> {
  return (await db.get<SeriesRow>(`SELECT ${COLUMNS} FROM series WHERE id = ?`, [id]))!;
}

/** @throws InputError `series-mismatch` when the series has another kind or unit than the reading */
export function checkSameSeries(
  row: SeriesRow,
  { series, kind, unit }: Pick<Reading, 'series' | 'kind' | 'unit'>,
): void {
  if (row.kind === kind && row.unit === unit) return;
  throw new InputError(
    'series-mismatch',
    `${series} is a ${row.kind} in ${row.unit}, but this reading is a ${kind} in ${unit}. ` +
      'Give the other meter a name of its own.',
    { series },
  );
}
