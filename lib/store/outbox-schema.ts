import { RECORD_KINDS, RECORDS } from './records';

export const OUTBOX_TABLE = `
  CREATE TABLE outbox (
    what TEXT NOT NULL,
    series INTEGER NOT NULL REFERENCES series (id),
    start INTEGER NOT NULL,
    until INTEGER NOT NULL,
    change TEXT NOT NULL,
    since INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (what, series, start)
  ) STRICT, WITHOUT ROWID;`;

/** The small tables note by themselves what changes in them, while a remote is known. */
export function outboxTriggers(): string {
  return RECORD_KINDS.filter((kind) => kind !== 'reading')
    .flatMap((kind) => ['INSERT', 'UPDATE'].map((event) => [kind, event, RECORDS[kind].key] as const))
    .map(
      ([kind, event, key]) => `
  DROP TRIGGER IF EXISTS ${kind}_${event.toLowerCase()}_outbox;
  CREATE TRIGGER ${kind}_${event.toLowerCase()}_outbox AFTER ${event} ON ${kind} BEGIN
    UPDATE remote SET sequence = sequence + 1;
    INSERT INTO outbox (what, series, start, until, change, since, sequence)
      SELECT '${kind}', NEW.series, NEW.${key}, NEW.${key}, 'changed', CAST(unixepoch('subsec') * 1000 AS INTEGER), sequence
      FROM remote WHERE true
      ON CONFLICT DO UPDATE SET until = max(until, excluded.until), sequence = excluded.sequence;
  END;`,
    )
    .join('');
}

/** What is not at the remote yet, see ./outbox.ts. */
export const OUTBOX_SCHEMA = `
  CREATE TABLE remote (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    target TEXT NOT NULL,
    file TEXT NOT NULL,
    token TEXT,
    sequence INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE refused (
    what TEXT NOT NULL,
    series INTEGER NOT NULL REFERENCES series (id),
    key INTEGER NOT NULL,
    error TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (what, series, key)
  ) STRICT, WITHOUT ROWID;
  ${OUTBOX_TABLE}
  ${outboxTriggers()}`;
