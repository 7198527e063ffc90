import { isOnLine, Points } from './points';
import type { SeriesRow } from './series';
import { Shifts } from './shifts';
import type { Sqlite } from './sqlite';

/** What travels to the remote database, each kind in rows that a whole number in a series names. */
export const RECORD_KINDS = ['reading', 'meter', 'aside', 'event', 'decision'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** A row as it is sent; plain data. */
export type RecordRow = Record<string, number | string | null>;

/** The whole number that names a row, and what else of it travels. */
export const RECORDS: Readonly<Record<RecordKind, { key: 'time' | 'id'; columns: readonly string[] }>> = {
  reading: { key: 'time', columns: ['value', 'carried', 'gap', 'estimated'] },
  meter: { key: 'time', columns: ['manufacturer', 'serial', 'medium'] },
  aside: { key: 'time', columns: ['value', 'meter', 'event'] },
  event: { key: 'id', columns: ['kind', 'time', 'until', 'evidence', 'noticed', 'withdrawn'] },
  decision: {
    key: 'id',
    columns: ['event', 'start', 'until', 'verdict', 'made', 'made_by', 'why', 'undone', 'undone_by', 'undone_why'],
  },
};

/** The rows of a series and kind in `from` ≤ key ≤ `to`, the oldest first, at most so many. */
export async function readRecords(
  db: Sqlite,
  series: SeriesRow,
  kind: RecordKind,
  { from, to, most }: { from: number; to: number; most: number },
): Promise<{ rows: RecordRow[]; isWhole: boolean }> {
  if (kind === 'reading') {
    const points = new Points(db, series, await Shifts.load(db, series.id));
    const rows = await points.between(from, to, most);
    // Beside a reading that does not count the total stands where it was.
    const [before] = rows[0] && !isOnLine(rows[0]) ? await points.upTo(rows[0].time, 1) : [];
    let running = before && isOnLine(before) ? before.carried + (series.kind === 'counter' ? before.value : 0) : null;
    return {
      rows: rows.map((row) => {
        const { time, value } = row;
        if (!isOnLine(row)) return { time, value, carried: null, gap: null, estimated: null, running };
        running = series.kind === 'counter' ? row.carried + value : row.carried;
        return { time, value, carried: row.carried, gap: row.gap, estimated: row.estimated, running };
      }),
      isWhole: rows.length < most,
    };
  }
  const { key, columns } = RECORDS[kind];
  const rows = await db.all<RecordRow>(
    `SELECT ${[key, ...columns].join(', ')} FROM ${kind} WHERE series = ? AND ${key} BETWEEN ? AND ? ORDER BY ${key}
     LIMIT ?`,
    [series.id, from, to, most],
  );
  const last = rows.at(-1)?.[key];
  // Several readings of a wrong clock can have one time: those of the last one are read with the next rows.
  const isCut = rows.length === most && kind === 'aside' && rows[0]?.[key] !== last;
  return { rows: isCut ? rows.filter((row) => row[key] !== last) : rows, isWhole: rows.length < most };
}
