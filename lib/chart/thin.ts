import type { Report, ReportBucket, ReportSeries } from '../report';

/** More are thinner than a pixel, and would hold the event loop for a second. */
const MOST_BUCKETS = 1000;

/** How many neighbouring buckets of a report one bar or point stands for. */
export function bucketsEach({ series }: Report): number {
  return Math.max(1, Math.ceil((series[0]?.buckets.length ?? 0) / MOST_BUCKETS));
}

/** A report with each `count` neighbouring buckets as one that has their means, so that values keep their size. */
export function thin(report: Report, count: number): Report {
  if (count === 1) return report;
  return { ...report, series: report.series.map((one) => ({ ...one, buckets: mergeBuckets(one, count) })) };
}

function mergeBuckets({ buckets }: ReportSeries, count: number): ReportBucket[] {
  return Array.from({ length: Math.ceil(buckets.length / count) }, (_, group) =>
    merge(buckets.slice(group * count, (group + 1) * count)),
  );
}

function merge(buckets: readonly ReportBucket[]): ReportBucket {
  const known = (name: 'total' | 'mean' | 'min' | 'max'): number[] =>
    buckets.map((bucket) => bucket[name]).filter((value) => value !== undefined);
  const [totals, means, lows, highs] = [known('total'), known('mean'), known('min'), known('max')];
  const estimated = buckets.reduce((sum, bucket) => sum + (bucket.estimated ?? 0), 0);
  return {
    from: buckets[0]!.from,
    to: buckets.at(-1)!.to,
    coverage: meanOf(buckets.map(({ coverage }) => coverage)),
    ...(totals.length > 0 ? { total: meanOf(totals) } : {}),
    ...(means.length > 0 ? { mean: meanOf(means) } : {}),
    ...(lows.length > 0 ? { min: Math.min(...lows) } : {}),
    ...(highs.length > 0 ? { max: Math.max(...highs) } : {}),
    ...(estimated > 0 && totals.length > 0 ? { estimated: estimated / totals.length } : {}),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
