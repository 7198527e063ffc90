import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../input-error';
import { checkOwnFile } from './schema';
import { readingTable } from './series';
import { Sqlite } from './sqlite';

export interface BackupOptions {
  /** The folder that gets the copies. */
  folder: string;
  /** How many copies stay; the oldest go once a new one is complete. */
  keep: number;
  /** ms since the epoch */
  now?: number;
}

export interface BackupResult {
  file: string;
  bytes: number;
  readings: number;
  removed: string[];
}

/**
 * Copies a database while it is in use: as it is at one moment, checked by SQLite before it takes its name. The copy needs
 * as much room as the database.
 * @throws InputError `damaged`, or what the disk says; then no copy was made and none removed
 */
export async function backup(file: string, { folder, keep, now = Date.now() }: BackupOptions): Promise<BackupResult> {
  const name = `${baseName(file)}-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.sqlite`;
  const target = join(folder, name);
  const making = `${target}.incomplete`;
  await mkdir(folder, { recursive: true });
  await rm(making, { force: true });
  try {
    const db = await Sqlite.open(file, 'existing');
    try {
      await db.exec(`VACUUM INTO '${making.replaceAll("'", "''")}'`);
    } finally {
      await db.close();
    }
    const readings = await checkBackup(making);
    await flush(making);
    await rename(making, target);
    const { size } = await stat(target);
    return { file: target, bytes: size, readings, removed: await removeOld(file, folder, keep) };
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  }
}

/** The copies of a database in a folder, the newest first. */
export async function listBackups(file: string, folder: string): Promise<string[]> {
  const pattern = new RegExp(`^${baseName(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}-\\d{8}T\\d{6}Z\\.sqlite$`);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** The newest copy of a database that is whole. */
export async function newestWhole(file: string, folder: string): Promise<string | undefined> {
  for (const copy of await listBackups(file, folder)) {
    const isWhole = await checkBackup(copy).then(
      () => true,
      () => false,
    );
    if (isWhole) return copy;
  }
  return undefined;
}

/** Where the copies of a database are if nobody says otherwise. */
export function backupFolder(file: string, named?: string): string {
  return named ? resolve(dirname(file), named) : join(dirname(file), 'backups');
}

/**
 * Whether a file is a whole database of readings.
 * @returns how many readings it has
 * @throws InputError `damaged`, `foreign-database` or `newer-database`
 */
export async function checkBackup(file: string): Promise<number> {
  const db = await Sqlite.open(file, 'existing');
  try {
    await checkOwnFile(db, file);
    const problems = await db.all<{ integrity_check: string }>('PRAGMA integrity_check(3)');
    if (problems[0]?.integrity_check !== 'ok') {
      const said = problems.map(({ integrity_check: text }) => text).join('; ');
      throw new InputError('damaged', `The database ${file} is damaged: ${said}.`, { file });
    }
    let readings = 0;
    // The schema of before has fewer columns: only what all have is asked for.
    for (const series of await db.all<{ id: number }>('SELECT id FROM series')) {
      readings += (await db.get<{ count: number }>(`SELECT count(*) AS count FROM ${readingTable(series)}`))!.count;
    }
    return readings;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('damaged', `The database ${file} can't be read: ${(error as Error).message}.`, { file });
  } finally {
    await db.close().catch(() => {});
  }
}

/**
 * Puts a copy in the place of a database, which may be in use: what was there stays beside it under another name.
 * @returns where the old database is now; undefined when there was none
 * @throws InputError when the copy is no whole database; nothing was changed then
 */
export async function restore(copy: string, file: string, now = Date.now()): Promise<string | undefined> {
  await checkBackup(copy);
  const making = `${file}.restoring`;
  await rm(making, { force: true });
  const source = await Sqlite.open(copy, 'existing');
  try {
    await source.exec(`VACUUM INTO '${making.replaceAll("'", "''")}'`);
  } finally {
    await source.close();
  }
  await flush(making);
  const old = await putAside(file, 'before-restore', now);
  await rename(making, file);
  return old;
}

/**
 * Gives a database another name. Its write-ahead log goes along: beside another database it would spoil that.
 * @returns the new name; undefined when there was no file
 */
export async function putAside(file: string, why: string, now = Date.now()): Promise<string | undefined> {
  const aside = `${file}.${why}-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  let moved: string | undefined;
  for (const ending of ['', '-wal', '-shm']) {
    try {
      await rename(`${file}${ending}`, `${aside}${ending}`);
      if (ending === '') moved = aside;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return moved;
}

async function removeOld(file: string, folder: string, keep: number): Promise<string[]> {
  const old = (await listBackups(file, folder)).slice(keep);
  for (const path of old) await rm(path);
  return old;
}

function baseName(file: string): string {
  return basename(file).replace(/\.[^.]*$/, '');
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
