import { type Bucket, bucketEdges } from '../calendar/bucket';
import { parsePeriod, type Span } from '../calendar/period';
import { HOUR } from '../calendar/zone';
import { type Point, type Running, runningAt } from '../ledger/line';
import type { Kind } from '../reading';
import { type Figures, REPORT_EVENT_KINDS, type Report, type ReportEvent, type ReportSeries } from '../report';
import { listEvents } from './events';
import { Points } from './points';
import { listSeries, readingTable, type SeriesRow } from './series';
import { pickSeries } from './series-pattern';
import { plus, Shifts } from './shifts';
import type { Sqlite } from './sqlite';
import { type KnownHour, UsualWeek } from './usual-week';

/** What a gap's consumption is spread by: the usual week of so long before it, when readings back most of that. */
const HISTORY = 28 * 24 * HOUR;
const LEAST_COVERAGE = 0.5;
/** In a longer gap no usual week helps. */
const LONGEST_SPREAD = 100 * 24 * HOUR;
const MOST_EVENTS = 20;

/** What a Report is asked for. */
export interface Query {
  /** Series' names and patterns, see ./series-pattern.ts. */
  series: string[];
  /** Period in words, see lib/calendar/period.ts. */
  period: string;
  /** Undefined: what shows the period at a glance. */
  bucket?: Bucket | undefined;
  /** True: the figures of the period before are added; `week`: those of the week before as well. */
  compare?: boolean | 'week' | undefined;
}

/**
 * Answers a question with a Report.
 * @param now ms since the epoch: where a running period ends
 * @throws InputError what `pickSeries`, `parsePeriod` and `bucketEdges` throw
 */
export async function queryReport(db: Sqlite, query: Query, now: number, timeZone: string): Promise<Report> {
  const { period, previous, weekBefore } = parsePeriod(query.period, { now, timeZone, bucket: query.bucket });
  const edges = bucketEdges(period.from, period.to, period.bucket, timeZone);
  const rows = pickSeries(query.series, await listSeries(db));
  const series: ReportSeries[] = [];
  for (const row of rows) {
    const line = await SeriesLine.load(db, row, timeZone);
    const { all, parts } = await line.spans(edges);
    const last = await line.lastBefore(period.to);
    const events = await eventsOf(db, row, period);
    series.push({
      series: row.name,
      kind: row.kind,
      unit: row.unit,
      ...all,
      ...(last ? { last } : {}),
      buckets: parts.map((figures, index) => ({ from: edges[index]!, to: edges[index + 1]!, ...figures })),
      ...(query.compare ? { previous: await line.span(previous) } : {}),
      ...(query.compare === 'week' ? { weekBefore: await line.span(weekBefore) } : {}),
      ...(events.length > 0 ? { events } : {}),
    });
  }
  return { period, series };
}

/** What a Report says of a period's readings, the newest first. */
async function eventsOf(db: Sqlite, row: SeriesRow, { from, to }: Span): Promise<ReportEvent[]> {
  const events = await listEvents(db, [row], { from, to, most: MOST_EVENTS, kinds: REPORT_EVENT_KINDS });
  return events
    .filter(({ withdrawn }) => withdrawn === undefined)
    .map((event) => ({
      id: event.id,
      kind: event.kind as ReportEvent['kind'],
      time: event.kind === 'clock' ? event.noticed : event.time,
      ...('to' in event && event.kind !== 'clock' ? { to: event.to } : {}),
    }));
}

interface SpanFigures {
  all: Figures;
  parts: Figures[];
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

interface Neighbours {
  time: number;
  before: Point | undefined;
  after: Point | undefined;
}

/** How a counter's consumption was spread between two points: the part of it before a moment, 0…1. */
type Spread = (time: number) => number;

/** The line of one series, for questions. */
export class SeriesLine {
  private readonly spreads = new Map<number, Promise<Spread | undefined>>();

  private constructor(
    private readonly db: Sqlite,
    private readonly series: SeriesRow,
    private readonly shifts: Shifts,
    private readonly timeZone: string,
  ) {}

  static async load(db: Sqlite, series: SeriesRow, timeZone: string): Promise<SeriesLine> {
    return new SeriesLine(db, series, await Shifts.load(db, series.id), timeZone);
  }

  /** The newest point before a moment. */
  async lastBefore(time: number): Promise<ReportSeries['last']> {
    const [point] = await new Points(this.db, this.series, this.shifts).upTo(time - 1, 1);
    return point && { time: point.time, value: point.value };
  }

  async span(span: Span): Promise<Figures & Span> {
    const { all } = await this.spans([span.from, span.to]);
    return { ...span, ...all };
  }

  /** The figures between the first and the last edge, and between each edge and the next. */
  async spans(edges: readonly number[]): Promise<SpanFigures> {
    const { kind } = this.series;
    const line = await this.at(edges);
    const extremes = kind === 'gauge' ? await extremesOf(this.db, this.series, edges) : undefined;
    const parts = edges.slice(1).map((_, index) => figures(kind, line[index]!, line[index + 1]!, extremes?.[index]));
    return { all: figures(kind, line[0]!, line.at(-1)!, extremes && widest(extremes)), parts };
  }

  private async at(times: readonly number[]): Promise<LineAt[]> {
    const { kind } = this.series;
    const neighbours = await this.neighbours(times);
    return Promise.all(
      neighbours.map(async ({ time, before, after }) => {
        const spread =
          kind === 'counter' && isInGap(time, before, after) ? await this.spread(before!, after!) : undefined;
        return {
          time,
          known: before && after ? time : (before ?? after)?.time,
          running: runningAt(kind, time, before, after, spread?.(time)),
        };
      }),
    );
  }

  /**
   * The points around each moment: two look-ups a moment. They come packed in one JSON text, which takes the driver half
   * the time of a row a moment; its 15 digits keep every register as it is.
   */
  private async neighbours(times: readonly number[]): Promise<Neighbours[]> {
    const table = readingTable(this.series);
    const packed = (point: string): string =>
      `json_array(${['time', 'value', 'carried', 'gap', 'estimated'].map((column) => `${point}.${column}`).join(', ')})`;
    const row = await this.db.get<{ packed: string }>(
      `SELECT json_group_array(json_array(edge.value, ${packed('p')}, ${packed('n')})) AS packed
       FROM json_each(?) AS edge
       LEFT JOIN ${table} AS p ON p.time = (
         SELECT time FROM ${table} WHERE time <= edge.value AND carried IS NOT NULL ORDER BY time DESC LIMIT 1)
       LEFT JOIN ${table} AS n ON n.time = (
         SELECT time FROM ${table} WHERE time > edge.value AND carried IS NOT NULL ORDER BY time LIMIT 1)`,
      [JSON.stringify(times)],
    );
    const found = JSON.parse(row!.packed) as [time: number, before: PackedPoint, after: PackedPoint][];
    return found
      .map(([time, before, after]) => ({ time, before: this.unpack(before), after: this.unpack(after) }))
      .sort((a, b) => a.time - b.time);
  }

  private unpack([time, value, carried, gap, estimated]: PackedPoint): Point | undefined {
    if (time === null) return undefined;
    return { time, value, ...plus({ carried, gap, estimated }, this.shifts.at(time)) };
  }

  /** How the consumption in a gap was spread: by the house's usual week, when the four weeks before it are known. */
  private spread(before: Point, after: Point): Promise<Spread | undefined> {
    let spread = this.spreads.get(before.time);
    if (!spread) {
      spread = this.readSpread(before, after);
      this.spreads.set(before.time, spread);
    }
    return spread;
  }

  private async readSpread(before: Point, after: Point): Promise<Spread | undefined> {
    if (after.time - before.time > LONGEST_SPREAD) return undefined;
    const from = before.time - HISTORY;
    const ends = await this.neighbours([from, before.time]);
    const isKnown = ends[0]!.before && before.gap - ends[0]!.before.gap < HISTORY * (1 - LEAST_COVERAGE);
    if (!isKnown) return undefined;
    const edges = bucketEdges(from, before.time, 'hour', this.timeZone);
    const line = await this.neighbours(edges);
    const hours: KnownHour[] = [];
    for (const [index, end] of line.slice(1).entries()) {
      const start = line[index]!;
      const [a, b] = [start, end].map(({ time, ...points }) => runningAt('counter', time, points.before, points.after));
      const isWhole = end.time - start.time === HOUR && b!.measured - a!.measured === HOUR;
      if (isWhole) hours.push({ from: start.time, used: b!.total - a!.total });
    }
    const week = UsualWeek.of(hours, this.timeZone);
    const whole = week?.between(before.time, after.time);
    if (!week || !whole) return undefined;
    return (time) => week.between(before.time, time) / whole;
  }
}

function isInGap(time: number, before: Point | undefined, after: Point | undefined): boolean {
  return before !== undefined && after !== undefined && after.gap > before.gap && time > before.time;
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
