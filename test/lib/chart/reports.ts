import fc from 'fast-check';
import { type Bucket, bucketEdges } from '../../../lib/calendar/bucket';
import type { Kind, Unit } from '../../../lib/reading';
import type { Figures, Report, ReportSeries } from '../../../lib/report';

export const ZONE = 'Europe/Warsaw';

/** One series of a report for tests: what each bucket knows. */
export interface TestSeries {
  series: string;
  kind: Kind;
  unit: Unit;
  buckets: Partial<Figures>[];
  total?: Partial<Figures>;
  previous?: ReportSeries['previous'];
}

/** A report of a period whose buckets lie where the calendar puts them; what is not given is whole and unknown. */
export function reportOf(
  from: number,
  to: number,
  bucket: Bucket,
  series: readonly TestSeries[],
  label = '7d',
): Report {
  const edges = bucketEdges(from, to, bucket, ZONE);
  return {
    period: { from, to, label, bucket, timeZone: ZONE },
    series: series.map(({ buckets, total, previous, ...one }) => ({
      ...one,
      coverage: 1,
      ...total,
      buckets: edges.slice(1).map((edge, index) => ({ from: edges[index]!, to: edge, coverage: 1, ...buckets[index] })),
      ...(previous ? { previous } : {}),
    })),
  };
}

export const water = (totals: (number | undefined)[], more: Partial<TestSeries> = {}): TestSeries => ({
  series: 'water.volume',
  kind: 'counter',
  unit: 'dm3',
  buckets: totals.map((total) => (total === undefined ? {} : { total })),
  total: { total: totals.reduce<number>((sum, total) => sum + (total ?? 0), 0) },
  ...more,
});

export const energy = (totals: number[], more: Partial<TestSeries> = {}): TestSeries => ({
  ...water(totals),
  series: 'heat_pump.energy',
  unit: 'kWh',
  ...more,
});

export const outdoor = (means: (number | undefined)[], more: Partial<TestSeries> = {}): TestSeries => ({
  series: 'heat_pump.outdoor_temperature',
  kind: 'gauge',
  unit: '°C',
  buckets: means.map((mean) => (mean === undefined ? {} : { mean, min: mean - 2, max: mean + 3 })),
  total: { mean: 1, min: -4, max: 6 },
  ...more,
});

/** 16 to 22 November 2026, seven whole days in Warsaw. */
export const WEEK = { from: Date.UTC(2026, 10, 15, 23), to: Date.UTC(2026, 10, 22, 23) };
/** After it. */
export const NOW = Date.UTC(2026, 10, 23, 13);

/** Any figures whose numbers are of this kind. */
export const anyFigures = (value: fc.Arbitrary<number>) =>
  fc.record(
    {
      total: value,
      mean: value,
      min: value,
      max: value,
      estimated: value,
      coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['coverage'] },
  );
