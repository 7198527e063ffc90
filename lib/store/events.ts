import type { NoticedKind } from '../event-list';
import { EVENT_KINDS, type EventKind, type LedgerEvent } from '../ledger/event';
import { isTakenBack } from '../ledger/state';
import type { Unit } from '../reading';
import type { WrongClock } from './aside';
import { type SeriesRow, seriesById } from './series';
import type { Sqlite } from './sqlite';

/** What the store itself notices besides the ledger. `time` and `to` are ms since the epoch. */
export type Noticed =
  | LedgerEvent
  /** Readings that came after later ones: they were put into their place. */
  | { kind: 'late'; time: number; to: number; readings: number }
  /** Another value for a moment that has one: it was not stored. */
  | { kind: 'conflict'; time: number; stored: number; refused: number }
  /** Readings of a clock that was wrong: they were set aside. */
  | { kind: 'clock'; time: number; to: number; why: WrongClock; readings: number }
  /** No reading for longer than expected since `time`; `to` is when that was noticed. */
  | { kind: 'silent'; time: number; to: number }
  /** The first reading after that; `time` is its time. */
  | { kind: 'back'; time: number; silence: number }
  /** The file was damaged and has been put together again: how many readings it has now, how many only a copy had. */
  | { kind: 'rebuilt'; time: number; readings: number; fromBackup: number };

/** An event as it is stored and told: with its number, and the series that it is about. */
export type StoreEvent = Noticed & {
  id: number;
  series: string;
  unit: Unit;
  /** When it was noticed, ms since the epoch. */
  noticed: number;
  /** When a later reading or a decision showed that it is not true. */
  withdrawn?: number;
};

/** All of them are kinds that can be told, and no other is: the compiler sees to it. */
export type StoreEventKind = Noticed['kind'] & NoticedKind;

export interface EventRow {
  id: number;
  kind: string;
  time: number;
  until: number;
  evidence: string;
  noticed: number;
  withdrawn: number | null;
}

const COLUMNS = 'id, kind, time, until, evidence, noticed, withdrawn';
/** A stuck sensor is noticed long after it began. */
const MOMENT = "CASE kind WHEN 'stuck' THEN until ELSE time END";
/** A wrong clock's own time may be 1970 or 2069: it belongs to when it was noticed. */
export const BEGINS = "CASE kind WHEN 'clock' THEN noticed ELSE time END";
export const ENDS = "CASE kind WHEN 'clock' THEN noticed ELSE until END";

/** Stores an event, or what is known of it now. @returns the event, and whether it is news */
export async function putEvent(
  db: Sqlite,
  series: SeriesRow,
  event: Noticed,
  noticed: number,
): Promise<{ event: StoreEvent; isNew: boolean }> {
  const { kind, time, ...evidence } = event;
  const until = 'to' in event ? event.to : time;
  const known = await db.get<EventRow>(`SELECT ${COLUMNS} FROM event WHERE series = ? AND kind = ? AND time = ?`, [
    series.id,
    kind,
    time,
  ]);
  const text = JSON.stringify(evidence);
  if (known && known.withdrawn === null && known.evidence === text) {
    return { event: toEvent(known, series), isNew: false };
  }
  const row = await db.get<EventRow>(
    `INSERT INTO event (series, kind, time, until, evidence, noticed) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (series, kind, time) DO UPDATE SET until = excluded.until, evidence = excluded.evidence, withdrawn = NULL
     RETURNING ${COLUMNS}`,
    [series.id, kind, time, until, text, noticed],
  );
  return { event: toEvent(row!, series), isNew: !known || known.withdrawn !== null };
}

/** Withdraws what the ledger had decided after the point that a step went back to, and before another moment. */
export async function withdrawTakenBack(
  db: Sqlite,
  series: SeriesRow,
  removedAfter: number,
  now: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const events = await ledgerEventsIn(db, series, removedAfter, before);
  const step = { removedAfter };
  for (const event of events) if (isTakenBack(event, step)) await withdraw(db, event.id, now);
}

/** What the ledger has decided in a stretch, `from` ≤ t < `to`, and what holds. */
export async function ledgerEventsIn(
  db: Sqlite,
  series: SeriesRow,
  from: number,
  to: number,
): Promise<(StoreEvent & { kind: EventKind })[]> {
  const rows = await db.all<EventRow>(
    `SELECT ${COLUMNS} FROM event WHERE series = ? AND withdrawn IS NULL AND ${MOMENT} >= ? AND ${MOMENT} < ?
       AND kind IN (SELECT value FROM json_each(?))`,
    [series.id, from, to, JSON.stringify(EVENT_KINDS)],
  );
  return rows.map((row) => toEvent(row, series) as StoreEvent & { kind: EventKind });
}

export async function withdraw(db: Sqlite, id: number, now: number): Promise<void> {
  await db.run('UPDATE event SET withdrawn = ? WHERE id = ?', [now, id]);
}

export async function hasEvent(db: Sqlite, series: SeriesRow, kind: StoreEventKind, time: number): Promise<boolean> {
  const row = await db.get('SELECT 1 FROM event WHERE series = ? AND kind = ? AND time = ? AND withdrawn IS NULL', [
    series.id,
    kind,
    time,
  ]);
  return row !== undefined;
}

/** The one of a kind that was noticed last, and holds. */
export async function newestEvent(
  db: Sqlite,
  series: SeriesRow,
  kind: StoreEventKind,
): Promise<StoreEvent | undefined> {
  const row = await db.get<EventRow>(
    `SELECT ${COLUMNS} FROM event WHERE series = ? AND kind = ? AND withdrawn IS NULL ORDER BY id DESC LIMIT 1`,
    [series.id, kind],
  );
  return row && toEvent(row, series);
}

export async function findEvent(db: Sqlite, id: number): Promise<{ event: StoreEvent; series: SeriesRow } | undefined> {
  const row = await db.get<EventRow & { series: number }>(`SELECT ${COLUMNS}, series FROM event WHERE id = ?`, [id]);
  if (!row) return undefined;
  const series = await seriesById(db, row.series);
  return { event: toEvent(row, series), series };
}

export interface EventSelection {
  /** ms: events that touch `from` ≤ t < `to`. */
  from: number;
  to: number;
  most: number;
  kinds?: readonly string[];
  id?: number;
}

/**
 * The events of some series, the newest first, each with the number of the decision about it that holds. One that a
 * decision put out of force is among them, so that it can be decided anew.
 */
export async function listEvents(
  db: Sqlite,
  series: readonly Pick<SeriesRow, 'id' | 'name' | 'unit'>[],
  { from, to, most, kinds, id }: EventSelection,
): Promise<(StoreEvent & { decidedBy?: number })[]> {
  const byId = new Map(series.map((row) => [row.id, row]));
  const wanted = kinds ? JSON.stringify(kinds) : null;
  const rows = await db.all<EventRow & { series: number; decided: number | null }>(
    `SELECT ${COLUMNS}, event.series,
       (SELECT max(decision.id) FROM decision WHERE decision.event = event.id AND undone IS NULL) AS decided
     FROM event
     WHERE series IN (SELECT value FROM json_each(?)) AND ${BEGINS} < ? AND ${ENDS} >= ?
       AND (withdrawn IS NULL OR decided IS NOT NULL)
       AND (? IS NULL OR kind IN (SELECT value FROM json_each(?))) AND (? IS NULL OR id = ?)
     ORDER BY ${BEGINS} DESC, ${ENDS} DESC, kind LIMIT ?`,
    [JSON.stringify([...byId.keys()]), to, from, wanted, wanted, id ?? null, id ?? null, most],
  );
  return rows.map((row) => ({
    ...toEvent(row, byId.get(row.series)!),
    ...(row.decided === null ? {} : { decidedBy: row.decided }),
  }));
}

export function toEvent(row: EventRow, { name, unit }: Pick<SeriesRow, 'name' | 'unit'>): StoreEvent {
  const { id, kind, time, evidence, noticed, withdrawn } = row;
  const known = JSON.parse(evidence) as object;
  const event = { id, series: name, unit, kind, time, ...known, noticed } as StoreEvent;
  return withdrawn === null ? event : { ...event, withdrawn };
}
