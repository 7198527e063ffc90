import { RECORDS, type RecordKind, type RecordRow } from '../../records';
import type { SeriesRow } from '../../series';
import { DOUBLES } from '../checksum';
import type { Checksum, RemoteCopy } from '../remote';
import { moment, ms } from './columns';
import type { PostgresConnection } from './connection';

const WHOLE = /^(id|time|gap|event|until|start|noticed|withdrawn|made|undone)$/;

/** What a PostgreSQL remote has of one home. */
export class PostgresCopy implements RemoteCopy {
  constructor(
    private readonly connection: PostgresConnection,
    private readonly home: string,
  ) {}

  async series(): Promise<Pick<SeriesRow, 'name' | 'kind' | 'unit'>[]> {
    return this.all<SeriesRow>('SELECT name, kind, unit FROM series WHERE home = $1 ORDER BY name', [this.home]);
  }

  async checksums(series: string, kind: RecordKind, edges: readonly number[]): Promise<Checksum[]> {
    const { key, columns } = RECORDS[kind];
    const bytes = [key, ...columns].map((name) => `coalesce(${bytesOf(kind, name)}, '')`).join(' || ');
    const rows = await this.all<{ span: string; rows: string; sum: string }>(
      `SELECT width_bucket(${keyOf(kind)}, $3::int8[]) AS span, count(*) AS rows,
         encode(sha256(string_agg(${bytes}, '' ORDER BY ${kind}.${key}${kind === 'aside' ? ', value' : ''})), 'hex') AS sum
       FROM ${kind} JOIN series ON series.home = ${kind}.home AND series.id = ${kind}.series
       WHERE ${kind}.home = $1 AND series.name = $2 AND ${within(kind, '$4', '$5')}
       GROUP BY span`,
      [this.home, series, edges, edges[0], edges.at(-1)! - 1],
    );
    const sums = Array.from({ length: edges.length - 1 }, (): Checksum => ({ rows: 0, sum: '' }));
    for (const { span, rows: count, sum } of rows) sums[Number(span) - 1] = { rows: Number(count), sum };
    return sums;
  }

  async rows(series: string, kind: RecordKind, from: number, to: number, most: number): Promise<RecordRow[]> {
    const { key, columns } = RECORDS[kind];
    const picked = [key, ...columns].map((name) => (name === key ? `${keyOf(kind)} AS ${name}` : `${kind}.${name}`));
    const rows = await this.all<RecordRow>(
      `SELECT ${picked.join(', ')} FROM ${kind} JOIN series ON series.home = ${kind}.home AND series.id = ${kind}.series
       WHERE ${kind}.home = $1 AND series.name = $2 AND ${within(kind, '$3', '$4')} ORDER BY ${kind}.${key} LIMIT $5`,
      [this.home, series, from, to, most],
    );
    // Whole numbers of 8 bytes come as texts.
    for (const row of rows)
      for (const name of Object.keys(row)) if (WHOLE.test(name) && row[name] !== null) row[name] = Number(row[name]);
    return rows;
  }

  async range(series: string, kind: RecordKind): Promise<{ from: number; to: number } | undefined> {
    const [row] = await this.all<{ from: string | null; to: string | null }>(
      `SELECT min(${keyOf(kind)}) AS "from", max(${keyOf(kind)}) AS "to"
       FROM ${kind} JOIN series ON series.home = ${kind}.home AND series.id = ${kind}.series
       WHERE ${kind}.home = $1 AND series.name = $2`,
      [this.home, series],
    );
    return row?.from == null || row.to === null ? undefined : { from: Number(row.from), to: Number(row.to) };
  }

  async clear(series: string, kind: Exclude<RecordKind, 'reading'>): Promise<void> {
    await this.all(
      `DELETE FROM ${kind} USING series WHERE series.home = ${kind}.home AND series.id = ${kind}.series
         AND ${kind}.home = $1 AND series.name = $2`,
      [this.home, series],
    );
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private all<T extends object>(sql: string, values: unknown[]): Promise<T[]> {
    return this.connection.run(async (client) => (await client.query<T>(sql, values)).rows);
  }
}

function keyOf(kind: RecordKind): string {
  return kind === 'reading' ? ms('reading') : `${kind}.${RECORDS[kind].key}`;
}

function within(kind: RecordKind, from: string, to: string): string {
  return kind === 'reading'
    ? `reading.time BETWEEN ${moment(from)} AND ${moment(to)}`
    : `${kind}.${RECORDS[kind].key} BETWEEN ${from} AND ${to}`;
}

function bytesOf(kind: RecordKind, name: string): string {
  if (name === RECORDS[kind].key) return `int8send(${keyOf(kind)})`;
  if (DOUBLES.includes(name)) return `float8send(${kind}.${name} + 0)`;
  return WHOLE.test(name) ? `int8send(${kind}.${name})` : `convert_to(${kind}.${name}, 'UTF8')`;
}
