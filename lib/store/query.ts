import { type Bucket, bucketEdges } from '../calendar/bucket';
import { parsePeriod } from '../calendar/period';
import { type Point, type Running, runningAt } from '../ledger/line';
import type { Kind } from '../reading';
import type { Figures, Report, ReportSeries } from '../report';
import { newestPoint } from './points';
import { listSeries, readingTable, type SeriesRow } from './series';
import { pickSeries } from './series-pattern';
import type { Sqlite } from './sqlite';

/** What a Report is asked for. */
export interface Query {
  /** Series' names and patterns, see ./series-pattern.ts. */
  series: string[];
  /** Period in words, see lib/calendar/period.ts. */
  period: string;
  /** Undefined: what shows the period at a glance. */
  bucket?: Bucket | undefined;
  /** Whether the figures of the period before are added. */
  compare?: boolean | undefined;
}

/**
 * Answers a question with a Report.
 * @param now ms since the epoch: where a running period ends
 * @throws InputError what `pickSeries`, `parsePeriod` and `bucketEdges` throw
 */
export async function queryReport(db: Sqlite, query: Query, now: number, timeZone: string): Promise<Report> {
  const { period, previous } = parsePeriod(query.period, { now, timeZone, bucket: query.bucket });
  const edges = bucketEdges(period.from, period.to, period.bucket, timeZone);
  const rows = pickSeries(query.series, await listSeries(db));
  const series = await Promise.all(
    rows.map(async (row): Promise<ReportSeries> => {
      const [whole, before, last] = await Promise.all([
        spansOf(db, row, edges),
        query.compare ? spansOf(db, row, [previous.from, previous.to]) : undefined,
        lastReading(db, row, period.to),
      ]);
      return {
        series: row.name,
        kind: row.kind,
        unit: row.unit,
        ...whole.all,
        ...(last ? { last } : {}),
        buckets: whole.parts.map((figures, index) => ({ from: edges[index]!, to: edges[index + 1]!, ...figures })),
        ...(before ? { previous: { ...previous, ...before.all } } : {}),
      };
    }),
  );
  return { period, series };
}

async function lastReading(db: Sqlite, series: SeriesRow, before: number): Promise<ReportSeries['last']> {
  const point = await newestPoint(db, series, before);
  return point && { time: point.time, value: point.value };
}

interface SpanFigures {
  all: Figures;
  parts: Figures[];
}

/** The figures between the first and the last edge, and between each edge and the next. */
async function spansOf(db: Sqlite, series: SeriesRow, edges: readonly number[]): Promise<SpanFigures> {
  const [line, extremes] = await Promise.all([
    lineAt(db, series, edges),
    series.kind === 'gauge' ? extremesOf(db, series, edges) : undefined,
  ]);
  const parts = edges
    .slice(1)
    .map((_, index) => figures(series.kind, line[index]!, line[index + 1]!, extremes?.[index]));
  const all = figures(series.kind, line[0]!, line.at(-1)!, extremes && widest(extremes));
  return { all, parts };
}

/** The line at one moment. */
interface LineAt {
  time: number;
  /** The moment itself, or the nearest end of the line when that has not begun yet or goes no further. */
  known: number | undefined;
  running: Running;
}

/** A point as the query below packs it; nulls where there is none. */
type PackedPoint = [time: number | null, value: number, carried: number, gap: number, estimated: number];

/**
 * The points around each edge: two look-ups an edge. They come packed in one JSON text, which takes the driver half
 * the time of a row an edge; its 15 digits keep every register as it is.
 */
function neighboursSql(series: SeriesRow): string {
  const table = readingTable(series);
  const packed = (point: string): string =>
    `json_array(${['time', 'value', 'carried', 'gap', 'estimated'].map((column) => `${point}.${column}`).join(', ')})`;
  return `
    SELECT json_group_array(json_array(edge.value, ${packed('p')}, ${packed('n')})) AS packed
    FROM json_each(?) AS edge
    LEFT JOIN ${table} AS p ON p.time = (
      SELECT time FROM ${table} WHERE time <= edge.value AND carried IS NOT NULL ORDER BY time DESC LIMIT 1)
    LEFT JOIN ${table} AS n ON n.time = (
      SELECT time FROM ${table} WHERE time > edge.value AND carried IS NOT NULL ORDER BY time LIMIT 1)`;
}

async function lineAt(db: Sqlite, series: SeriesRow, edges: readonly number[]): Promise<LineAt[]> {
  const row = await db.get<{ packed: string }>(neighboursSql(series), [JSON.stringify(edges)]);
  const neighbours = JSON.parse(row!.packed) as [edge: number, before: PackedPoint, after: PackedPoint][];
  return neighbours
    .map(([time, packedBefore, packedAfter]) => {
      const before = unpack(packedBefore);
      const after = unpack(packedAfter);
      return {
        time,
        known: before && after ? time : (before ?? after)?.time,
        running: runningAt(series.kind, time, before, after),
      };
    })
    .sort((a, b) => a.time - b.time);
}

function unpack([time, value, carried, gap, estimated]: PackedPoint): Point | undefined {
  return time === null ? undefined : { time, value, carried, gap, estimated };
}

interface Extremes {
  min: number | null;
  max: number | null;
}

async function extremesOf(db: Sqlite, series: SeriesRow, edges: readonly number[]): Promise<Extremes[]> {
  const table = readingTable(series);
  const within = `FROM ${table} WHERE carried IS NOT NULL AND time >= span.start AND time < span.stop`;
  const rows = await db.all<Extremes>(
    `SELECT (SELECT min(value) ${within}) AS min, (SELECT max(value) ${within}) AS max
     FROM (SELECT value AS start, lead(value) OVER (ORDER BY key) AS stop FROM json_each(?)) AS span`,
    [JSON.stringify(edges)],
  );
  return rows.slice(0, -1);
}

function widest(parts: readonly Extremes[]): Extremes {
  const of = (values: (number | null)[], pick: (...all: number[]) => number): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length ? known.reduce((a, b) => pick(a, b)) : null;
  };
  return {
    min: of(
      parts.map(({ min }) => min),
      Math.min,
    ),
    max: of(
      parts.map(({ max }) => max),
      Math.max,
    ),
  };
}

const HOUR = 3_600_000;

function figures(kind: Kind, from: LineAt, to: LineAt, extremes?: Extremes): Figures {
  const duration = to.time - from.time;
  const measured = to.running.measured - from.running.measured;
  const coverage = duration > 0 ? round(measured / duration) : 0;
  if (kind === 'gauge') {
    return {
      ...(measured > 0 ? { mean: round((to.running.total - from.running.total) / (measured / HOUR)) } : {}),
      ...(extremes && extremes.min !== null ? { min: extremes.min } : {}),
      ...(extremes && extremes.max !== null ? { max: extremes.max } : {}),
      coverage,
    };
  }
  // Before the first reading and after the last nothing is known, and nothing known is not 0.
  if (from.known === to.known) return { coverage };
  const estimated = round(to.running.estimated - from.running.estimated);
  return {
    total: round(to.running.total - from.running.total),
    coverage,
    ...(estimated > 0 ? { estimated } : {}),
  };
}

/** Takes off the binary dust of a difference: 5431.1 − 5430.8 is 0.3. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
