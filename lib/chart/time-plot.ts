import type { Unit } from '../reading';
import type { Report, ReportBucket, ReportSeries } from '../report';
import { bucketState, partialBuckets } from './bucket-state';
import { seriesColors } from './colors';
import type { AxisId, Bars, Line, TimePlot, ValueAxis } from './scene';
import type { Selection } from './selection';
import type { ChartSettings } from './settings';
import { THEME } from './theme';
import { timeAxis } from './time-axis';

/** Units whose zero means something: their axis starts there. */
const FROM_ZERO: readonly Unit[] = ['dm3', 'dm3/h', 'kWh', 'W', '%', 'A'];

interface Way {
  /** Whether the period before shows too. */
  compare: boolean;
  /** How many buckets of the original report each bucket here stands for. */
  each: number;
}

/** Counters as bars, gauges as lines, over the report's buckets. */
export function timePlot(
  { period }: Report,
  { shown, left, right }: Selection,
  settings: ChartSettings,
  { compare, each }: Way,
): TimePlot {
  const buckets = shown[0]?.buckets ?? [];
  const partial = partialBuckets(buckets, period, settings.now);
  const colors = seriesColors(
    shown.map(({ series }) => series),
    settings.theme,
  );
  const past = THEME[settings.theme].past;
  const axes: TimePlot['axes'] = { left: valueAxis(left ?? 'W', shown) };
  if (right) axes.right = valueAxis(right, shown);
  const plot: TimePlot = {
    type: 'time',
    time: timeAxis(buckets, period, settings.language),
    axes,
    bars: [],
    lines: [],
    levels: [],
  };
  const gauges = shown.filter(({ kind }) => kind === 'gauge');

  for (const [index, one] of shown.entries()) {
    const axis: AxisId = one.unit === left ? 'left' : 'right';
    const color = colors[index]!;
    const before = compare ? settings.previous?.series.find(({ series }) => series === one.series) : undefined;
    if (one.kind === 'counter') {
      if (before) plot.bars.push(pastBars(before, buckets.length, axis, past));
      plot.bars.push(bars(one, partial, axis, color));
    } else {
      if (before) plot.lines.push(pastLine(before, buckets.length, axis, past));
      plot.lines.push(line(one, axis, color, gauges.length === 1));
    }
    const level = compare && !before ? previousLevel(one, partial, each) : undefined;
    if (level !== undefined) {
      plot.levels.push({ axis, value: level, color: shown.length > 1 ? color : past });
      axes[axis]!.extent.push(level);
    }
  }
  for (const { axis, band } of plot.lines) {
    if (band) axes[axis]!.extent.push(...ends([...band.low, ...band.high]));
  }
  return plot;
}

function valueAxis(unit: Unit, shown: readonly ReportSeries[]): ValueAxis {
  const hasBars = shown.some((one) => one.unit === unit && one.kind === 'counter');
  return { unit, fromZero: hasBars || FROM_ZERO.includes(unit), extent: [] };
}

function bars({ series, buckets }: ReportSeries, partial: readonly boolean[], axis: AxisId, color: string): Bars {
  const parts = buckets.map(splitTotal);
  const anyEstimated = parts.some(({ estimated }) => estimated !== null);
  return {
    series,
    past: false,
    axis,
    color,
    measured: parts.map(({ measured }) => measured),
    estimated: anyEstimated ? parts.map(({ estimated }) => estimated) : [],
    states: buckets.map((bucket, index) => bucketState(bucket, partial[index]!)),
  };
}

/** The measured and the estimated part of a bar; an estimate can't be more than the bar. */
function splitTotal({ total, estimated = 0 }: ReportBucket): { measured: number | null; estimated: number | null } {
  if (total === undefined) return { measured: null, estimated: null };
  const part = Math.min(estimated, total);
  return part > 0 ? { measured: total - part, estimated: part } : { measured: total, estimated: null };
}

function pastBars({ series, buckets }: ReportSeries, count: number, axis: AxisId, color: string): Bars {
  return {
    series,
    past: true,
    axis,
    color,
    measured: Array.from({ length: count }, (_, index) => buckets[index]?.total ?? null),
    estimated: [],
    states: Array(count).fill('whole'),
  };
}

function pastLine({ series, buckets }: ReportSeries, count: number, axis: AxisId, color: string): Line {
  const values = Array.from({ length: count }, (_, index) => buckets[index]?.mean ?? null);
  return { series, past: true, axis, color, values };
}

function line({ series, buckets }: ReportSeries, axis: AxisId, color: string, withBand: boolean): Line {
  const values = buckets.map(({ mean }) => mean ?? null);
  const low = buckets.map(({ min }) => min ?? null);
  const high = buckets.map(({ max }) => max ?? null);
  const isWide = low.some((value, index) => value !== null && high[index] !== null && value < high[index]!);
  return { series, past: false, axis, color, values, ...(withBand && isWide ? { band: { low, high } } : {}) };
}

/** What the period before came to a bucket on average: there are no buckets of it in a report. */
function previousLevel(
  { kind, buckets, previous }: ReportSeries,
  partial: readonly boolean[],
  each: number,
): number | undefined {
  if (kind === 'gauge') return previous?.mean;
  const whole = buckets.filter((_, index) => !partial[index]);
  if (previous?.total === undefined || previous.to <= previous.from || whole.length === 0) return undefined;
  const length = whole.reduce((sum, { from, to }) => sum + to - from, 0) / whole.length / each;
  return (previous.total * length) / (previous.to - previous.from);
}

function ends(values: readonly (number | null)[]): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [];
}
