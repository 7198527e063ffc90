import type { Client } from 'pg';
import type { OutboxPart, RemoteMark } from '../../outbox';
import { RECORD_KINDS, RECORDS, type RecordKind, type RecordRow } from '../../records';
import type { SeriesRow } from '../../series';
import { checkHome } from '../home';
import type { Remote } from '../remote';
import { isRowRefusal, type PostgresAddress, PostgresConnection } from './connection';
import { PostgresCopy } from './copy';

/** Types of the columns; a time of a reading is a moment there, and ms since the epoch in all other tables. */
const COLUMN_TYPES: Readonly<Record<string, string>> = {
  id: 'int8',
  time: 'int8',
  value: 'float8',
  carried: 'float8',
  gap: 'int8',
  estimated: 'float8',
  event: 'int8',
  until: 'int8',
  start: 'int8',
  noticed: 'int8',
  withdrawn: 'int8',
  made: 'int8',
  undone: 'int8',
};

/** What names a row in the remote, besides the home. */
const KEYS: Readonly<Record<RecordKind, readonly string[]>> = {
  reading: ['series', 'time'],
  meter: ['series', 'time'],
  aside: ['series', 'time', 'value'],
  event: ['id'],
  decision: ['id'],
};

/** A PostgreSQL database that gets what a house stores. Rows are put by their keys, so sending twice changes nothing. */
export class PostgresRemote implements Remote {
  private readonly connection: PostgresConnection;
  /** The remote's numbers of the series, by name; as long as the connection lives. */
  private series = new Map<string, number>();
  readonly target: string;
  readonly copy: PostgresCopy;

  /** @throws InputError `bad-address` or `bad-home` */
  constructor(
    address: PostgresAddress,
    private readonly home: string,
  ) {
    checkHome(home);
    this.connection = new PostgresConnection(address);
    this.target = `postgresql ${this.connection.name} ${home}`;
    // A connection of its own: what is compared must not come into a transaction of what is sent.
    this.copy = new PostgresCopy(new PostgresConnection(address), home);
  }

  open(): Promise<RemoteMark | undefined> {
    return this.connection.run(async (client) => {
      this.series.clear();
      const { rows } = await client.query<{ file: string } & Record<'token' | 'before' | 'from', string | null>>(
        'SELECT file, token, token_before AS before, token_from AS "from" FROM home WHERE home = $1',
        [this.home],
      );
      if (!rows[0]) return undefined;
      const { file, token, before, from } = rows[0];
      return {
        file,
        token: token ?? undefined,
        before: before ?? undefined,
        from: from === null ? undefined : Number(from),
      };
    });
  }

  async send(parts: readonly OutboxPart[], { file, token, before, from }: RemoteMark): Promise<void> {
    try {
      await this.connection.transaction(async (client) => {
        await client.query(
          `INSERT INTO home (home, file, token, token_before, token_from) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (home) DO UPDATE SET file = excluded.file, token = excluded.token,
             token_before = excluded.token_before, token_from = excluded.token_from, seen = now()`,
          [this.home, file, token ?? null, before ?? null, from ?? null],
        );
        await this.findSeries(client, parts);
        for (const kind of RECORD_KINDS) {
          const own = parts.filter((part) => part.kind === kind);
          if (own.length > 0) await this.put(client, kind, own);
        }
      });
    } catch (error) {
      // What was put into the map may have been undone.
      this.series.clear();
      throw error;
    }
  }

  isRefusal(error: unknown): boolean {
    return isRowRefusal(error);
  }

  close(): Promise<void> {
    this.series.clear();
    return this.connection.close();
  }

  private async put(client: Client, kind: RecordKind, parts: readonly OutboxPart[]): Promise<void> {
    const { key, columns } = RECORDS[kind];
    const names = [key, ...columns];
    const values: unknown[][] = [[], ...names.map(() => [])];
    const rows = uniqueRows(kind, parts);
    for (const { series, row } of rows) {
      values[0]!.push(this.series.get(series.name)!);
      for (const [index, name] of names.entries()) values[index + 1]!.push(row[name] ?? null);
    }
    if (rows.length > 0) {
      const types = ['int2', ...names.map((name) => COLUMN_TYPES[name] ?? 'text')];
      const arrays = types.map((type, index) => `$${index + 2}::${type}[]`).join(', ');
      const picked = names.map((name) =>
        kind === 'reading' && name === 'time' ? "timestamptz 'epoch' + time * interval '1 ms'" : name,
      );
      const others = ['series', ...names].filter((name) => !KEYS[kind].includes(name));
      const [old, fresh] = [kind, 'excluded'].map(
        (table) => `(${others.map((name) => `${table}.${name}`).join(', ')})`,
      );
      await client.query(
        `INSERT INTO ${kind} (home, series, ${names.join(', ')})
         SELECT $1, series, ${picked.join(', ')} FROM unnest(${arrays}) AS sent (series, ${names.join(', ')})
         ON CONFLICT (home, ${KEYS[kind].join(', ')}) DO UPDATE
           SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
           WHERE ${old} IS DISTINCT FROM ${fresh}`,
        [this.home, ...values],
      );
    }
    for (const { series, gone } of parts) {
      if (gone === undefined) continue;
      await client.query(
        `DELETE FROM reading WHERE home = $1 AND series = $2 AND time = timestamptz 'epoch' + $3::int8 * interval '1 ms'`,
        [this.home, this.series.get(series.name)!, gone],
      );
    }
  }

  /** Finds or makes the remote's numbers of the series. */
  private async findSeries(client: Client, parts: readonly OutboxPart[]): Promise<void> {
    const missing = new Map<string, SeriesRow>();
    for (const { series } of parts) if (!this.series.has(series.name)) missing.set(series.name, series);
    if (missing.size === 0) return;
    const list = [...missing.values()];
    await client.query(
      `INSERT INTO series (home, id, name, kind, unit)
       SELECT $1, (SELECT coalesce(max(id), 0) FROM series WHERE home = $1) + row_number() OVER (), name, kind, unit
       FROM unnest($2::text[], $3::text[], $4::text[]) AS sent (name, kind, unit)
       WHERE NOT EXISTS (SELECT FROM series known WHERE known.home = $1 AND known.name = sent.name)`,
      [this.home, list.map(({ name }) => name), list.map(({ kind }) => kind), list.map(({ unit }) => unit)],
    );
    const { rows } = await client.query<{ id: number; name: string }>('SELECT id, name FROM series WHERE home = $1', [
      this.home,
    ]);
    for (const { id, name } of rows) this.series.set(name, id);
  }
}

/** The rows of several parts, each once: stretches of small tables may overlap. */
function uniqueRows(kind: RecordKind, parts: readonly OutboxPart[]): { series: SeriesRow; row: RecordRow }[] {
  const unique = new Map<string, { series: SeriesRow; row: RecordRow }>();
  for (const { series, rows } of parts) {
    for (const row of rows) {
      const key = KEYS[kind].map((name) => (name === 'series' ? series.id : row[name])).join(' ');
      unique.set(key, { series, row });
    }
  }
  return [...unique.values()];
}
