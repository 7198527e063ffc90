import type { Report, ReportSeries } from '../report';
import { isCovered, partialBuckets } from './bucket-state';
import { mixColors, seriesColors } from './colors';
import type { Point, ScatterPlot } from './scene';
import type { ChartSettings } from './settings';
import { THEME } from './theme';

const FEWEST_FOR_TREND = 8;

export interface Scatter {
  plot: ScatterPlot;
  /** Of the trend, in the left unit for each of the bottom one; undefined when the points are too few. */
  slope: number | undefined;
  /** When the first and the last point begin, ms. */
  span: { from: number; to: number } | undefined;
  newest: string;
}

/** Each bucket that is known as a whole as a point: `energy` over `temperature`; the older, the greyer. */
export function scatterPlot(
  { period }: Report,
  energy: ReportSeries,
  temperature: ReportSeries,
  settings: ChartSettings,
): Scatter {
  const partial = partialBuckets(energy.buckets, period, settings.now);
  const [newest] = seriesColors([energy.series], settings.theme) as [string];
  const oldest = THEME[settings.theme].past;
  const known = energy.buckets.flatMap((bucket, index) => {
    const other = temperature.buckets[index]!;
    const isWhole = !partial[index] && isCovered(bucket) && isCovered(other);
    if (!isWhole || bucket.total === undefined || other.mean === undefined) return [];
    return [{ x: other.mean, y: bucket.total, from: bucket.from }];
  });
  const [first, last] = [known[0], known.at(-1)];
  const points = known.map(({ x, y, from }) => {
    const age = last!.from > first!.from ? (from - first!.from) / (last!.from - first!.from) : 1;
    return { x, y, color: mixColors(oldest, newest, age) };
  });
  const fit = points.length >= FEWEST_FOR_TREND ? leastSquares(points) : undefined;
  const xs = points.map(({ x }) => x);
  const at = (x: number): Point => ({ x, y: fit!.intercept + fit!.slope * x });
  return {
    plot: {
      type: 'scatter',
      axes: { bottom: temperature.unit, left: energy.unit },
      points,
      trend: fit && { from: at(Math.min(...xs)), to: at(Math.max(...xs)), color: THEME[settings.theme].text },
    },
    slope: fit?.slope,
    span: first && last && { from: first.from, to: last.from },
    newest,
  };
}

/** The straight line with the least squares of distances; undefined when all x are the same. */
export function leastSquares(points: readonly Point[]): { slope: number; intercept: number } | undefined {
  const meanX = points.reduce((sum, { x }) => sum + x / points.length, 0);
  const meanY = points.reduce((sum, { y }) => sum + y / points.length, 0);
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const together = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const slope = together / spread;
  return Number.isFinite(slope) ? { slope, intercept: meanY - slope * meanX } : undefined;
}
