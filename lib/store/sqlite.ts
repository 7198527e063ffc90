import sqlite3 from 'sqlite3';

export type Row = Record<string, number | string | null>;
export type Value = number | string | null;

/** How long a statement waits for another process that writes to the same file, in ms. */
const BUSY_TIMEOUT = 10_000;

/**
 * One connection of the `sqlite3` package with promises instead of callbacks. Statements are prepared once and kept.
 * Its errors carry SQLite's `code`, such as `SQLITE_FULL`.
 */
export class Sqlite {
  private readonly statements = new Map<string, Promise<sqlite3.Statement>>();

  private constructor(private readonly database: sqlite3.Database) {}

  static async open(file: string, mode: 'create' | 'existing'): Promise<Sqlite> {
    const flags = sqlite3.OPEN_READWRITE | sqlite3.OPEN_FULLMUTEX | (mode === 'create' ? sqlite3.OPEN_CREATE : 0);
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(file, flags, (error) => (error ? reject(error) : resolve(opened)));
      // Without a listener the package throws what it can't hand to a callback.
      opened.on('error', () => {});
    });
    database.configure('busyTimeout', BUSY_TIMEOUT);
    return new Sqlite(database);
  }

  /** Runs statements that are used once: schema, pragmas, transactions. */
  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.exec(sql, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** @returns the number of rows changed */
  async run(sql: string, values: Value[] = []): Promise<number> {
    const statement = await this.prepare(sql);
    return new Promise((resolve, reject) => {
      statement.run(values, function (this: sqlite3.RunResult, error: Error | null) {
        if (error) reject(error);
        else resolve(this.changes);
      });
    });
  }

  async all<T = Row>(sql: string, values: Value[] = []): Promise<T[]> {
    const statement = await this.prepare(sql);
    return new Promise((resolve, reject) => {
      statement.all(values, (error: Error | null, rows: unknown[]) => (error ? reject(error) : resolve(rows as T[])));
    });
  }

  async get<T = Row>(sql: string, values: Value[] = []): Promise<T | undefined> {
    return (await this.all<T>(sql, values))[0];
  }

  /** Runs `work` in one transaction that takes the write lock at once; undone as a whole when anything fails. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.exec('BEGIN IMMEDIATE');
    try {
      const result = await work();
      await this.exec('COMMIT');
      return result;
    } catch (error) {
      // A failed write may have ended the transaction already.
      await this.exec('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  /** Runs questions that all see the file as it is now, whatever is written meanwhile. */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    await this.exec('BEGIN');
    try {
      return await work();
    } finally {
      await this.exec('COMMIT').catch(() => {});
    }
  }

  async close(): Promise<void> {
    const statements = await Promise.allSettled(this.statements.values());
    this.statements.clear();
    for (const prepared of statements) {
      if (prepared.status === 'fulfilled')
        await new Promise<void>((resolve) => prepared.value.finalize(() => resolve()));
    }
    await new Promise<void>((resolve, reject) => this.database.close((error) => (error ? reject(error) : resolve())));
  }

  /** The promise is kept, not the statement: two that ask at once share one, so that none stays open. */
  private prepare(sql: string): Promise<sqlite3.Statement> {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      prepared = new Promise((resolve, reject) => {
        const statement = this.database.prepare(sql, (error) => (error ? reject(error) : resolve(statement)));
      });
      this.statements.set(sql, prepared);
      prepared.catch(() => this.statements.delete(sql));
    }
    return prepared;
  }
}

/** SQLite's code of an error, or undefined for an error that is not SQLite's. */
export function sqliteCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}
