import { setTimeout as wait } from 'node:timers/promises';
import type { RecordKind, RecordRow } from '../../records';
import type { SeriesRow } from '../../series';
import { checksumsBetween } from '../checksum';
import type { Checksum, RemoteCopy } from '../remote';
import type { LineServer } from './http';
import { COUNTED } from './lines';

const FIELDS = ['value', 'counted', 'carried', 'gap', 'estimated'] as const;
/** How long what was written is not seen, at most, ms. */
const UNSEEN = 5_000;
type Field = (typeof FIELDS)[number];

interface Exported {
  metric: { __name__: string; series: string; kind: string; unit: string };
  values: number[];
  timestamps: number[];
}

/** What VictoriaMetrics has of one home: its readings, each field a metric of its own. */
export class VictoriaCopy implements RemoteCopy {
  readonly kinds: readonly RecordKind[] = ['reading'];
  /** It keeps numbers as decimals, whose last digits may differ. */
  readonly digits = 12;

  constructor(
    private readonly server: LineServer,
    private readonly home: string,
  ) {}

  async series(): Promise<Pick<SeriesRow, 'name' | 'kind' | 'unit'>[]> {
    await this.flush();
    const text = await this.server.ask('/api/v1/series', {
      'match[]': `reading_value{home="${this.home}"}`,
      start: '0',
    });
    const { data } = JSON.parse(text) as { data: Exported['metric'][] };
    return data.map(
      ({ series: name, kind, unit }) => ({ name, kind, unit }) as Pick<SeriesRow, 'name' | 'kind' | 'unit'>,
    );
  }

  async checksums(series: string, kind: RecordKind, edges: readonly number[]): Promise<Checksum[]> {
    const rows = await this.rows(series, kind, edges[0]!, edges.at(-1)! - 1);
    return checksumsBetween(kind, rows, edges, this.digits);
  }

  async rows(series: string, _kind: RecordKind, from: number, to: number): Promise<RecordRow[]> {
    const fields = await this.export(`{__name__=~"reading_.*",home="${this.home}",series="${series}"}`, from, to);
    const rows = new Map<number, RecordRow>();
    for (const name of FIELDS) {
      for (const [time, value] of fields.get(name) ?? []) {
        const row = rows.get(time) ?? { time, value: null, carried: null, gap: null, estimated: null, counted: null };
        row[name] = value;
        rows.set(time, row);
      }
    }
    return [...rows.values()]
      .sort((a, b) => Number(a['time']) - Number(b['time']))
      .map(({ counted, ...row }) =>
        counted === COUNTED.yes ? row : { ...row, carried: null, gap: null, estimated: null },
      );
  }

  async range(series: string): Promise<{ from: number; to: number } | undefined> {
    const fields = await this.export(
      `reading_value{home="${this.home}",series="${series}"}`,
      0,
      Date.now() + 86_400_000,
    );
    const times = [...(fields.get('value')?.keys() ?? [])].sort((a, b) => a - b);
    return times.length === 0 ? undefined : { from: times[0]!, to: times.at(-1)! };
  }

  async clear(): Promise<void> {}

  async close(): Promise<void> {}

  /** Takes all of a series out: its readings can't be changed, only written anew. */
  async remove(series: string): Promise<void> {
    await this.flush();
    const match = `{home="${this.home}",series="${series}"}`;
    await this.server.ask('/api/v1/admin/tsdb/delete_series', { 'match[]': match }, 'POST');
  }

  /** What was written a moment ago can't be found yet, nor taken out. Where this is not allowed, it can after some seconds. */
  private async flush(): Promise<void> {
    await this.server.ask('/internal/force_flush', {}).catch(() => wait(UNSEEN));
  }

  private async export(match: string, from: number, to: number): Promise<Map<Field, Map<number, number>>> {
    const [start, end] = [from, to].map((time) => String(Math.max(0, Math.min(time, Date.now() + 86_400_000)) / 1000));
    const text = await this.server.ask('/api/v1/export', { 'match[]': match, start: start!, end: end! });
    const fields = new Map<Field, Map<number, number>>();
    for (const line of text.split('\n').filter(Boolean)) {
      const { metric, values, timestamps } = JSON.parse(line) as Exported;
      const name = metric.__name__.replace(/^reading_/, '') as Field;
      const own = fields.get(name) ?? new Map<number, number>();
      for (const [index, time] of timestamps.entries()) own.set(time, values[index]!);
      fields.set(name, own);
    }
    return fields;
  }
}
