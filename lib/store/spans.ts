import { bucketEdges } from '../calendar/bucket';
import type { Span } from '../calendar/period';
import { HOUR } from '../calendar/zone';
import { type Point, type Running, runningAt } from '../ledger/line';
import type { Kind } from '../reading';
import type { Figures } from '../report';
import type { Extremes, Neighbours, Source, SourceSeries } from './source';
import { type KnownHour, UsualWeek } from './usual-week';

/** What a gap's consumption is spread by: the usual week of so long before it, when readings back most of that. */
const HISTORY = 28 * 24 * HOUR;
const LEAST_COVERAGE = 0.5;
/** In a longer gap no usual week helps. */
const LONGEST_SPREAD = 100 * 24 * HOUR;

/** The figures of a stretch as a whole, and of its parts. */
export interface SpanFigures {
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

/** How a counter's consumption was spread between two points: the part of it before a moment, 0…1. */
type Spread = (time: number) => number;

/** The figures of one series in a stretch of time. */
export async function figuresOf(source: Source, row: SourceSeries, span: Span, timeZone: string): Promise<Figures> {
  const { figures } = await readSpans(source, [row], [[span.from, span.to]], timeZone);
  return figures[0]![0]!.all;
}

/**
 * The figures of several series in several stretches, each cut at its edges (ms since the epoch, ascending): for each
 * series, for each stretch, those between its first and last edge, and those between each edge and the next. Besides, for
 * each series, the newest point until the end of the first stretch.
 */
export async function readSpans(
  source: Source,
  rows: readonly SourceSeries[],
  stretches: readonly (readonly number[])[],
  timeZone: string,
): Promise<{ figures: SpanFigures[][]; newest: (Point | undefined)[] }> {
  const times = [...new Set(stretches.flat())].sort((a, b) => a - b);
  const points = await source.neighbours(rows, times);
  const gauges = rows.filter(({ kind }) => kind === 'gauge');
  const extremes = await Promise.all(
    stretches.map((edges) => (gauges.length > 0 ? source.extremes(gauges, edges) : [])),
  );
  const end = times.indexOf(stretches[0]!.at(-1)!);
  const newest = points.map((own) => own[end]!.before);
  const figuresOfRows = rows.map(async (row, index) => {
    const line = new Map((await lineAt(source, row, points[index]!, timeZone)).map((at) => [at.time, at]));
    return stretches.map((edges, stretch) => {
      const own = row.kind === 'gauge' ? extremes[stretch]![gauges.indexOf(row)] : undefined;
      const at = edges.map((edge) => line.get(edge)!);
      const parts = at.slice(1).map((to, part) => figures(row.kind, at[part]!, to, own?.[part]));
      return { all: figures(row.kind, at[0]!, at.at(-1)!, own && widest(own)), parts };
    });
  });
  return { figures: await Promise.all(figuresOfRows), newest };
}

function lineAt(source: Source, row: SourceSeries, points: readonly Neighbours[], timeZone: string): Promise<LineAt[]> {
  const { kind } = row;
  const spreads = new Map<number, Promise<Spread | undefined>>();
  const spreadOf = (before: Point, after: Point): Promise<Spread | undefined> => {
    let spread = spreads.get(before.time);
    if (!spread) {
      spread = readSpread(source, row, before, after, timeZone);
      spreads.set(before.time, spread);
    }
    return spread;
  };
  return Promise.all(
    points.map(async ({ time, before, after }) => {
      const spread = kind === 'counter' && isInGap(time, before, after) ? await spreadOf(before!, after!) : undefined;
      return {
        time,
        known: before && after ? time : (before ?? after)?.time,
        running: runningAt(kind, time, before, after, spread?.(time)),
      };
    }),
  );
}

/** How the consumption in a gap was spread: by the house's usual week, when the four weeks before it are known. */
async function readSpread(
  source: Source,
  row: SourceSeries,
  before: Point,
  after: Point,
  timeZone: string,
): Promise<Spread | undefined> {
  if (after.time - before.time > LONGEST_SPREAD) return undefined;
  const from = before.time - HISTORY;
  const [start] = (await source.neighbours([row], [from]))[0]!;
  const isKnown = start!.before && before.gap - start!.before.gap < HISTORY * (1 - LEAST_COVERAGE);
  if (!isKnown) return undefined;
  const edges = bucketEdges(from, before.time, 'hour', timeZone);
  const line = (await source.neighbours([row], edges))[0]!;
  const hours: KnownHour[] = [];
  for (const [index, end] of line.slice(1).entries()) {
    const begin = line[index]!;
    const [a, b] = [begin, end].map(({ time, ...points }) => runningAt('counter', time, points.before, points.after));
    const isWhole = end.time - begin.time === HOUR && b!.measured - a!.measured === HOUR;
    if (isWhole) hours.push({ from: begin.time, used: b!.total - a!.total });
  }
  const week = UsualWeek.of(hours, timeZone);
  const whole = week?.between(before.time, after.time);
  if (!week || !whole) return undefined;
  return (time) => week.between(before.time, time) / whole;
}

function isInGap(time: number, before: Point | undefined, after: Point | undefined): boolean {
  return before !== undefined && after !== undefined && after.gap > before.gap && time > before.time;
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
