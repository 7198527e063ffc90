import { stat } from 'node:fs/promises';
import type { Ledgers } from './ledgers';
import { Sqlite } from './sqlite';

/** What a database has open of its file. */
export interface Connections {
  writer: Sqlite;
  ledgers: Ledgers;
  reader: Sqlite;
  /** What is sent is read here, so that no question waits for it. */
  courier: Sqlite | undefined;
  /** Which file on the disk these are: a file that was deleted can still be written to, but not found again. */
  identity: string;
}

export async function closeAll(connections: Connections | undefined): Promise<void> {
  for (const one of [connections?.reader, connections?.courier, connections?.writer])
    await one?.close().catch(() => {});
}

/** A connection that can't write. */
export async function openReader(file: string): Promise<Sqlite> {
  const reader = await Sqlite.open(file, 'existing');
  await reader.exec('PRAGMA query_only = ON');
  return reader;
}

/** Names the file that is there now; undefined when there is none. */
export async function fileIdentity(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}
