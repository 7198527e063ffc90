import type { RecordKind, RecordRow } from '../../records';
import type { SeriesRow } from '../../series';
import { checksumsBetween } from '../checksum';
import type { Checksum, RemoteCopy } from '../remote';
import type { LineServer } from './http';
import { COUNTED } from './lines';

interface Answer {
  results: { error?: string; series?: { columns: string[]; values: (number | string | null)[][] }[] }[];
}

/** What a database that answers InfluxQL has of one home: its readings. */
export class InfluxCopy implements RemoteCopy {
  readonly kinds: readonly RecordKind[] = ['reading'];

  constructor(
    private readonly server: LineServer,
    private readonly home: string,
  ) {}

  async series(): Promise<Pick<SeriesRow, 'name' | 'kind' | 'unit'>[]> {
    const rows = await this.query(`SHOW SERIES FROM "reading" WHERE home = '${this.home}'`);
    return rows.map(([key]) => {
      const tags = Object.fromEntries(
        String(key)
          .split(/(?<!\\),/)
          .slice(1)
          .map((tag) => tag.split('=')),
      );
      const { series: name, kind, unit } = tags as Record<string, string>;
      return { name, kind, unit: unit?.replace(/\\(.)/g, '$1') } as Pick<SeriesRow, 'name' | 'kind' | 'unit'>;
    });
  }

  async checksums(series: string, kind: RecordKind, edges: readonly number[]): Promise<Checksum[]> {
    const rows = await this.rows(series, kind, edges[0]!, edges.at(-1)! - 1);
    return checksumsBetween(kind, rows, edges);
  }

  async rows(series: string, _kind: RecordKind, from: number, to: number): Promise<RecordRow[]> {
    const rows = await this.query(
      `SELECT value, counted, carried, gap, estimated FROM "reading" WHERE home = '${this.home}' AND "series" = '${series}'
       AND time >= ${from}ms AND time <= ${to}ms`,
    );
    return rows
      .filter(([, , counted]) => counted !== COUNTED.gone)
      .map(([time, value, counted, carried, gap, estimated]) => {
        const isCounted = counted === COUNTED.yes;
        const figure = (one: number | string | null | undefined): number | null => (isCounted ? Number(one) : null);
        return {
          time: time!,
          value: value!,
          carried: figure(carried),
          gap: figure(gap),
          estimated: figure(estimated),
        };
      });
  }

  async range(series: string): Promise<{ from: number; to: number } | undefined> {
    const where = `FROM "reading" WHERE home = '${this.home}' AND "series" = '${series}'`;
    const [[first] = [], [last] = []] = [
      ...(await this.query(`SELECT first(value) ${where}`)),
      ...(await this.query(`SELECT last(value) ${where}`)),
    ];
    return first === undefined || last === undefined ? undefined : { from: Number(first), to: Number(last) };
  }

  async clear(): Promise<void> {}

  async close(): Promise<void> {}

  private async query(q: string): Promise<(number | string | null)[][]> {
    const { db, bucket } = Object.fromEntries(this.server.url.searchParams);
    const text = await this.server.ask('/query', { db: db ?? bucket ?? '', q, epoch: 'ms' });
    const { results } = JSON.parse(text) as Answer;
    const error = results[0]?.error;
    if (error) throw new Error(`The remote can't be asked: ${error}`);
    return results[0]?.series?.flatMap(({ values }) => values) ?? [];
  }
}
