import type { Period, Span } from './calendar/period';
import type { Kind, Unit } from './reading';

/** The figures of one series over one stretch of time. */
export interface Figures {
  /** Counters: consumption, in the series' unit. Absent when no reading tells. */
  total?: number;
  /** Gauges: time-weighted mean, and the extremes. Absent when no reading tells. */
  mean?: number;
  min?: number;
  max?: number;
  /** 0…1: the share of the time that readings back. */
  coverage: number;
  /** Counters: how much of `total` was apportioned over gaps. Absent when none. */
  estimated?: number;
}

export interface ReportBucket extends Figures, Span {}

export interface ReportSeries extends Figures {
  series: string;
  kind: Kind;
  unit: Unit;
  /** The newest reading before the end of the period. */
  last?: { time: number; value: number };
  /** For every counter the buckets' totals add up to `total`. */
  buckets: ReportBucket[];
  /** The same figures for the period before, over the same elapsed time. */
  previous?: Figures & Span;
  /** The same figures for the same days and hours of the local clock one week earlier. */
  weekBefore?: Figures & Span;
}

/** The answer to a question: what one or several series did in a period. Plain JSON. */
export interface Report {
  period: Period;
  series: ReportSeries[];
}
