import { InputError } from '../input-error';
import { OUTBOX_SCHEMA } from './outbox-schema';
import { readingTable } from './series';
import type { Sqlite } from './sqlite';

/** Marks a SQLite file as ours ("HTel"), so that nobody else's is written to. */
const APPLICATION_ID = 0x4854656c;

/**
 * Every version of the schema, the oldest first: what leads to it from the one before. The readings of a series are in
 * a table of its own (`readingTable`).
 */
const MIGRATIONS: readonly (string | ((db: Sqlite) => Promise<void>))[] = [
  `CREATE TABLE series (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     unit TEXT NOT NULL
   ) STRICT;
   CREATE TABLE meter (
     series INTEGER NOT NULL REFERENCES series (id),
     time INTEGER NOT NULL,
     manufacturer TEXT,
     serial TEXT,
     medium TEXT,
     PRIMARY KEY (series, time)
   ) STRICT, WITHOUT ROWID;`,
  addLedger,
  OUTBOX_SCHEMA,
];

/** Events, decisions, and what follows from them, see ./events.ts, ./decisions.ts, ./shifts.ts and ./aside.ts. */
async function addLedger(db: Sqlite): Promise<void> {
  await db.exec(`
    ALTER TABLE series ADD COLUMN settings TEXT;
    CREATE TABLE event (
      id INTEGER PRIMARY KEY,
      series INTEGER NOT NULL REFERENCES series (id),
      kind TEXT NOT NULL,
      time INTEGER NOT NULL,
      until INTEGER NOT NULL,
      evidence TEXT NOT NULL,
      noticed INTEGER NOT NULL,
      withdrawn INTEGER,
      UNIQUE (series, kind, time)
    ) STRICT;
    CREATE TABLE decision (
      id INTEGER PRIMARY KEY,
      series INTEGER NOT NULL REFERENCES series (id),
      event INTEGER REFERENCES event (id),
      start INTEGER NOT NULL,
      until INTEGER NOT NULL,
      verdict TEXT NOT NULL,
      made INTEGER NOT NULL,
      made_by TEXT NOT NULL,
      why TEXT NOT NULL,
      undone INTEGER,
      undone_by TEXT,
      undone_why TEXT
    ) STRICT;
    CREATE TABLE shift (
      series INTEGER NOT NULL REFERENCES series (id),
      time INTEGER NOT NULL,
      carried REAL NOT NULL,
      gap INTEGER NOT NULL,
      estimated REAL NOT NULL,
      PRIMARY KEY (series, time)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE aside (
      series INTEGER NOT NULL REFERENCES series (id),
      time INTEGER NOT NULL,
      value REAL NOT NULL,
      meter TEXT,
      event INTEGER NOT NULL REFERENCES event (id),
      PRIMARY KEY (series, time, value)
    ) STRICT, WITHOUT ROWID;`);
  const tables = await db.all<{ id: number }>('SELECT id FROM series');
  for (const row of tables) await db.exec(`ALTER TABLE ${readingTable(row)} ADD COLUMN open INTEGER`);
}

/**
 * Bytes of a database page. A cycle writes one page a series, so small pages wear a memory card least; the figures are
 * in docs/decisions.md.
 */
export const PAGE_SIZE = 512;

/**
 * Makes the file ready: creates the schema in an empty one, migrates an older one.
 * @param mayCreate whether an empty file is a new database, or one that was lost
 * @throws InputError `foreign-database` (not ours), `newer-database` (written by a newer version of this package) or
 *   `database-gone` (empty, and that is not expected)
 */
export async function prepareSchema(db: Sqlite, file: string, mayCreate: boolean): Promise<void> {
  // Before anything that writes to the file.
  if ((await version(db, file)) === 0 && !mayCreate) {
    throw new InputError(
      'database-gone',
      `The database file ${file} is empty now. Bring the old one back; readings wait in memory. ` +
        'To start with an empty one, deploy again.',
      { file },
    );
  }
  await db.exec(`PRAGMA page_size = ${PAGE_SIZE}`);
  await db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  // Copying the log into the file every 2 MB instead of 0.5 MB writes less: pages that changed often are copied once.
  await db.exec('PRAGMA wal_autocheckpoint = 4000');
  if ((await version(db, file)) === MIGRATIONS.length) return;
  await db.transaction(async () => {
    // Another process may have done it while this one waited for the lock.
    for (const migration of MIGRATIONS.slice(await version(db, file))) {
      if (typeof migration === 'string') await db.exec(migration);
      else await migration(db);
    }
    await db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length};`);
  });
}

/**
 * Whether a file is a database of ours, without writing to it.
 * @throws InputError `foreign-database` or `newer-database`
 */
export async function checkOwnFile(db: Sqlite, file: string): Promise<void> {
  if ((await version(db, file)) > 0) return;
  throw new InputError('foreign-database', `The file ${file} is no database of readings.`, { file });
}

async function version(db: Sqlite, file: string): Promise<number> {
  const { application_id: application } = (await db.get<{ application_id: number }>('PRAGMA application_id'))!;
  const { user_version: current } = (await db.get<{ user_version: number }>('PRAGMA user_version'))!;
  const { count } = (await db.get<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema'))!;
  if (application !== APPLICATION_ID && count > 0) {
    throw new InputError(
      'foreign-database',
      `The file ${file} is another program's SQLite database. Nothing was written to it; choose another file name.`,
      { file },
    );
  }
  if (current > MIGRATIONS.length) {
    throw new InputError(
      'newer-database',
      `The file ${file} was written by a newer version of these nodes (schema ${current}, known here: ` +
        `${MIGRATIONS.length}). Update the nodes; nothing was changed.`,
      { file },
    );
  }
  return current;
}
