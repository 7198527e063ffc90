import type { Decision, Verdict } from '../ledger/decision';
import type { Sqlite } from './sqlite';

/** A decision with who made it, and why; kept also when it was undone. Times are ms since the epoch. */
export interface DecisionRow extends Omit<Decision, 'verdict'> {
  verdict: Verdict | Redating;
  series: number;
  /** The event that it is about, if it is about one. */
  event: number | null;
  made: number;
  by: string;
  why: string;
  undone: number | null;
  undoneBy: string | null;
  undoneWhy: string | null;
}

/** Readings of a wrong clock, which were set aside, are put in at another time: `shift` ms later. */
export interface Redating {
  kind: 'redate';
  shift: number;
}

export const DECISION_COLUMNS =
  'id, series, event, start, until, verdict, made, made_by, why, undone, undone_by AS "undoneBy", undone_why AS "undoneWhy"';

export type StoredDecision = Omit<DecisionRow, 'from' | 'to' | 'verdict' | 'by'> & {
  start: number;
  until: number;
  verdict: string;
  made_by: string;
};

export function fromStored({ start, until, verdict, made_by: by, ...row }: StoredDecision): DecisionRow {
  return { ...row, from: start, to: until, verdict: JSON.parse(verdict) as DecisionRow['verdict'], by };
}

/** Those for the ledger of a series that hold, in the order in which they were made. */
export async function listDecisions(db: Sqlite, series: number): Promise<Decision[]> {
  const rows = await db.all<StoredDecision>(
    `SELECT ${DECISION_COLUMNS} FROM decision WHERE series = ? AND undone IS NULL ORDER BY id`,
    [series],
  );
  return rows.map(fromStored).filter((row): row is DecisionRow & Decision => row.verdict.kind !== 'redate');
}

/** Those about stretches of some series in `from` ≤ t < `to` that hold and are about no event, the newest first. */
export async function stretchDecisions(
  db: Sqlite,
  series: readonly number[],
  { from, to, most }: { from: number; to: number; most: number },
): Promise<DecisionRow[]> {
  const rows = await db.all<StoredDecision>(
    `SELECT ${DECISION_COLUMNS} FROM decision
     WHERE series IN (SELECT value FROM json_each(?)) AND event IS NULL AND undone IS NULL AND start < ? AND until >= ?
     ORDER BY start DESC, id DESC LIMIT ?`,
    [JSON.stringify(series), to, from, most],
  );
  return rows.map(fromStored);
}

export async function findDecision(db: Sqlite, id: number): Promise<DecisionRow | undefined> {
  const row = await db.get<StoredDecision>(`SELECT ${DECISION_COLUMNS} FROM decision WHERE id = ?`, [id]);
  return row && fromStored(row);
}

export async function insertDecision(
  db: Sqlite,
  { series, event, from, to, verdict, made, by, why }: Omit<DecisionRow, 'id' | 'undone' | 'undoneBy' | 'undoneWhy'>,
): Promise<DecisionRow> {
  const row = await db.get<{ id: number }>(
    `INSERT INTO decision (series, event, start, until, verdict, made, made_by, why)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [series, event, from, to, JSON.stringify(verdict), made, by, why],
  );
  return (await findDecision(db, row!.id))!;
}

export async function undoDecision(db: Sqlite, id: number, time: number, by: string, why: string): Promise<void> {
  await db.run('UPDATE decision SET undone = ?, undone_by = ?, undone_why = ? WHERE id = ?', [time, by, why, id]);
}
