import type { Client } from 'pg';
import type { Span } from '../../../calendar/period';
import { InputError } from '../../../input-error';
import type { Point } from '../../../ledger/line';
import { DECISION_COLUMNS, type DecisionRow, fromStored, type StoredDecision } from '../../decisions';
import { BEGINS, ENDS, type EventRow, type EventSelection, toEvent } from '../../events';
import type { Extremes, ListedEvent, Neighbours, Source, SourceSeries } from '../../source';
import { moment, ms } from './columns';

/** A series of one of the homes. */
type HomeSeries = SourceSeries & { home: string };

type Figure = number | null;
type NeighbourRow = Record<'before_value' | 'before_carried' | 'before_estimated', Figure> &
  Record<'after_value' | 'after_carried' | 'after_estimated', Figure> &
  Record<'place' | 'edge' | 'before_time' | 'before_gap' | 'after_time' | 'after_gap', string | null>;

/**
 * Questions to a remote that has the readings of houses. Many series cost no more statements than one.
 * @param homes names, or `*` for all that the role may see
 * @param isNamed whether each series of a Report says its home
 */
export class PostgresSource implements Source {
  private readonly homes = new Map<SourceSeries, string>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly asked: readonly string[],
    private readonly isNamed: boolean,
  ) {}

  async series(asked: readonly string[]): Promise<SourceSeries[]> {
    const patterns = asked.map((name) =>
      name
        .replace(/\?$/, '')
        .replace(/[\\%_]/g, '\\$&')
        .replaceAll('*', '%'),
    );
    const rows = await this.all<HomeSeries>(
      `SELECT home, id, name, kind, unit FROM series
       WHERE ($1 OR home = ANY ($2)) AND name LIKE ANY ($3) ORDER BY name, home`,
      [this.asked.includes('*'), this.asked, patterns],
    );
    await this.checkHomes();
    return rows.map(({ home, ...row }) => {
      const series: SourceSeries = this.isNamed ? { home, ...row } : row;
      this.homes.set(series, home);
      return series;
    });
  }

  async seriesNames(): Promise<string[]> {
    const rows = await this.all<{ name: string }>(
      'SELECT DISTINCT name FROM series WHERE $1 OR home = ANY ($2) ORDER BY name',
      [this.asked.includes('*'), this.asked],
    );
    return rows.map(({ name }) => name);
  }

  async neighbours(rows: readonly SourceSeries[], times: readonly number[]): Promise<Neighbours[][]> {
    const point = (order: 'DESC' | 'ASC'): string =>
      `SELECT time, value, carried, gap, estimated FROM reading
       WHERE home = wanted.home AND series = wanted.series AND carried IS NOT NULL
         AND time ${order === 'DESC' ? '<=' : '>'} edge.moment ORDER BY time ${order} LIMIT 1`;
    const columns = (name: string): string =>
      `${ms(name)} AS ${name}_time, ${['value', 'carried', 'gap', 'estimated']
        .map((column) => `${name}.${column} AS ${name}_${column}`)
        .join(', ')}`;
    const found = await this.all<NeighbourRow>(
      `SELECT wanted.place, edge.ms AS edge, ${columns('before')}, ${columns('after')}
       FROM unnest($1::text[], $2::int2[]) WITH ORDINALITY AS wanted (home, series, place)
       CROSS JOIN (SELECT ms, ${moment('ms')} AS moment FROM unnest($3::int8[]) AS ms) AS edge
       LEFT JOIN LATERAL (${point('DESC')}) AS before ON true
       LEFT JOIN LATERAL (${point('ASC')}) AS after ON true
       ORDER BY wanted.place, edge.ms`,
      [...this.named(rows), times],
    );
    const all = rows.map((): Neighbours[] => []);
    for (const row of found) {
      all[Number(row.place) - 1]!.push({
        time: Number(row.edge),
        before: toPoint(row.before_time, row.before_value, row.before_carried, row.before_gap, row.before_estimated),
        after: toPoint(row.after_time, row.after_value, row.after_carried, row.after_gap, row.after_estimated),
      });
    }
    return all;
  }

  async extremes(rows: readonly SourceSeries[], edges: readonly number[]): Promise<Extremes[][]> {
    const found = await this.all<Extremes & { place: string; span: number }>(
      `SELECT wanted.place, found.* FROM unnest($1::text[], $2::int2[]) WITH ORDINALITY AS wanted (home, series, place)
       CROSS JOIN LATERAL (
         SELECT width_bucket(time, ARRAY(SELECT ${moment('ms')} FROM unnest($3::int8[]) AS ms)) AS span,
           min(value) AS min, max(value) AS max
         FROM reading WHERE home = wanted.home AND series = wanted.series AND carried IS NOT NULL
           AND time >= ${moment('$4')} AND time < ${moment('$5')}
         GROUP BY span) AS found`,
      [...this.named(rows), edges, edges[0], edges.at(-1)],
    );
    const all = rows.map(() => edges.slice(1).map((): Extremes => ({ min: null, max: null })));
    for (const { place, span, min, max } of found) all[Number(place) - 1]![span - 1] = { min, max };
    return all;
  }

  async last(
    rows: readonly SourceSeries[],
    before: number,
    known: readonly (Point | undefined)[],
  ): Promise<({ time: number; value: number } | undefined)[]> {
    const all = known.map((point) => point && { time: point.time, value: point.value });
    // Where a reading is right at the moment, the one before it counts.
    const places = [...rows.keys()].filter((index) => known[index]?.time === before);
    if (places.length === 0) return all;
    for (const index of places) all[index] = undefined;
    const found = await this.all<{ place: string; time: string; value: number }>(
      `SELECT wanted.place, ${ms('found')} AS time, found.value
       FROM unnest($1::text[], $2::int2[]) WITH ORDINALITY AS wanted (home, series, place)
       CROSS JOIN LATERAL (
         SELECT time, value FROM reading WHERE home = wanted.home AND series = wanted.series AND carried IS NOT NULL
           AND time < ${moment('$3')} ORDER BY time DESC LIMIT 1) AS found`,
      [...this.named(places.map((index) => rows[index]!)), before],
    );
    for (const { place, time, value } of found) all[places[Number(place) - 1]!] = { time: Number(time), value };
    return all;
  }

  async events(rows: readonly SourceSeries[], { from, to, most, kinds, id }: EventSelection): Promise<ListedEvent[][]> {
    const found = await this.all<StoredEvent>(
      `SELECT wanted.place, found.* FROM unnest($1::text[], $2::int2[]) WITH ORDINALITY AS wanted (home, series, place)
       CROSS JOIN LATERAL (
         SELECT id, kind, time, until, evidence, noticed, withdrawn, decided FROM event
         LEFT JOIN LATERAL (
           SELECT max(decision.id) AS decided FROM decision
           WHERE decision.home = wanted.home AND decision.event = event.id AND undone IS NULL) AS own ON true
         WHERE event.home = wanted.home AND event.series = wanted.series AND ${BEGINS} < $3 AND ${ENDS} >= $4
           AND (withdrawn IS NULL OR decided IS NOT NULL)
           AND ($5::text[] IS NULL OR kind = ANY ($5)) AND ($6::int8 IS NULL OR id = $6)
         ORDER BY ${BEGINS} DESC, ${ENDS} DESC, kind LIMIT $7) AS found`,
      [...this.named(rows), to, from, kinds ?? null, id ?? null, most],
    );
    const all = rows.map((): ListedEvent[] => []);
    for (const { place, decided, ...row } of found) {
      const index = Number(place) - 1;
      all[index]!.push({
        ...toEvent(
          withNumbers(row, ['id', 'time', 'until', 'noticed', 'withdrawn']) as unknown as EventRow,
          rows[index]!,
        ),
        ...(decided === null ? {} : { decidedBy: Number(decided) }),
      });
    }
    return all;
  }

  async decision(row: SourceSeries, id: number): Promise<DecisionRow | undefined> {
    const [found] = await this.all<StoredDecision>(
      `SELECT ${DECISION_COLUMNS} FROM decision WHERE home = $1 AND id = $2`,
      [this.homes.get(row), id],
    );
    return found && toDecision(found);
  }

  async stretchDecisions(
    rows: readonly SourceSeries[],
    { from, to, most }: Span & { most: number },
  ): Promise<DecisionRow[]> {
    const [homes, ids] = this.named(rows);
    const found = await this.all<StoredDecision>(
      `SELECT ${DECISION_COLUMNS} FROM decision
       JOIN unnest($1::text[], $2::int2[]) AS wanted (home, series) USING (home, series)
       WHERE event IS NULL AND undone IS NULL AND start < $3 AND until >= $4 ORDER BY start DESC, id DESC LIMIT $5`,
      [homes, ids, to, from, most],
    );
    return found.map(toDecision);
  }

  /** @throws InputError `unknown-home` */
  private async checkHomes(): Promise<void> {
    if (this.asked.includes('*')) return;
    const known = await this.all<{ home: string }>('SELECT home FROM home WHERE home = ANY ($1)', [this.asked]);
    const missing = this.asked.find((home) => !known.some((row) => row.home === home));
    if (missing === undefined) return;
    throw new InputError(
      'unknown-home',
      `There is no home "${missing}" in this database, or its role may not see it.`,
      {
        home: missing,
      },
    );
  }

  private named(rows: readonly SourceSeries[]): [homes: string[], ids: number[]] {
    return [rows.map((row) => this.homes.get(row)!), rows.map(({ id }) => id)];
  }

  /** A connection takes one statement at a time. */
  private async all<T extends object>(sql: string, values: unknown[]): Promise<T[]> {
    const result = this.turn.then(() => this.client.query<T>(sql, values));
    this.turn = result.catch(() => {});
    return (await result).rows;
  }
}

type StoredEvent = Record<string, string | null> & { place: string; decided: string | null };

/** Whole numbers of 8 bytes come as texts. */
function withNumbers<T extends object>(row: T, names: readonly string[]): T {
  const numbers = names.map((name) => [name, (row as Record<string, unknown>)[name]] as const);
  return {
    ...row,
    ...Object.fromEntries(numbers.map(([name, value]) => [name, value === null ? null : Number(value)])),
  };
}

function toDecision(row: StoredDecision): DecisionRow {
  return fromStored(withNumbers(row, ['id', 'event', 'start', 'until', 'made', 'undone']));
}

function toPoint(
  time: string | null,
  value: Figure,
  carried: Figure,
  gap: string | null,
  estimated: Figure,
): Point | undefined {
  if (time === null) return undefined;
  return { time: Number(time), value: value!, carried: carried!, gap: Number(gap), estimated: estimated! };
}
