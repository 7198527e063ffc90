import type { Unit } from '../reading';
import type { BucketState } from './bucket-state';
import type { TimeAxis } from './time-axis';

/** Everything that a picture shows, in words, numbers and colours, before anything has a place in it. */
export interface Scene {
  /** What is shown, and of when; a title of the user's own has no `when`. */
  title: { what: string; when: string };
  /** Lines under the title: figures and how good they are, and what does not fit in. */
  lines: string[];
  legend: LegendEntry[];
  /** Dates and time zone. */
  footer: string;
  plot: TimePlot | ScatterPlot | NoPlot;
}

export interface LegendEntry {
  sign: 'bar' | 'line' | 'dashed-line' | 'hatch' | 'light-bar' | 'dashed-bar' | 'line-in-band' | 'ages';
  color: string;
  text: string;
}

export type AxisId = 'left' | 'right';

export interface ValueAxis {
  unit: Unit;
  fromZero: boolean;
  /** The least and the greatest value besides those of bars and lines. */
  extent: number[];
}

/** Values over buckets of time; null where nothing is known. */
export interface TimePlot {
  type: 'time';
  time: TimeAxis;
  axes: { left: ValueAxis; right?: ValueAxis };
  bars: Bars[];
  lines: Line[];
  /** Levels across the whole plot. */
  levels: { axis: AxisId; value: number; color: string }[];
}

export interface Bars {
  series: string;
  /** Of the period before. */
  past: boolean;
  axis: AxisId;
  color: string;
  measured: (number | null)[];
  /** Stands on top of what was measured; empty when nothing was estimated. */
  estimated: (number | null)[];
  states: BucketState[];
}

export interface Line {
  series: string;
  /** Of the period before. */
  past: boolean;
  axis: AxisId;
  color: string;
  values: (number | null)[];
  /** Lowest and highest value of each bucket. */
  band?: { low: (number | null)[]; high: (number | null)[] };
}

/** A point for each bucket: one series over another. */
export interface ScatterPlot {
  type: 'scatter';
  axes: { bottom: Unit; left: Unit };
  points: { x: number; y: number; color: string }[];
  trend: { from: Point; to: Point; color: string } | undefined;
}

export interface Point {
  x: number;
  y: number;
}

/** Nothing is known: what to say instead. */
export interface NoPlot {
  type: 'none';
  head: string;
  detail: string;
}
