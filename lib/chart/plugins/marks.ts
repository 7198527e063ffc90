import type { Chart, Plugin } from 'chart.js';
import type { BucketState } from '../bucket-state';
import { hatchPath } from '../hatch';
import { contextOf } from './context';

/** The datasets of one series' bars: the estimated part stands on the measured one. */
export interface MarkedBars {
  measured: number;
  estimated: number | undefined;
  color: string;
  states: readonly BucketState[];
}

/** Hatches what was estimated and dashes the edges of bars in which readings are missing. */
export function marksPlugin(marked: readonly MarkedBars[], scale: number): Plugin {
  return {
    id: 'home-telemetry-marks',
    afterDatasetDraw: (chart, { index }) => {
      const hatched = marked.find(({ estimated }) => estimated === index);
      if (hatched) hatch(chart, index, hatched.color, scale);
      const dashed = marked.find(({ measured }) => measured === index);
      if (dashed?.states.includes('gappy')) dash(chart, dashed, scale);
    },
  };
}

function hatch(chart: Chart, dataset: number, color: string, scale: number): void {
  const ctx = contextOf(chart);
  ctx.beginPath();
  for (const bar of barsOf(chart, dataset)) {
    const { x, y, base, width } = bar;
    if (y !== base) ctx.roundRect(x - width / 2, Math.min(y, base), width, Math.abs(base - y), topRadii(width, scale));
  }
  hatchPath(ctx, color, scale, chart.chartArea);
}

function dash(chart: Chart, { measured, estimated, color, states }: MarkedBars, scale: number): void {
  const ctx = contextOf(chart);
  const upper = estimated === undefined ? [] : barsOf(chart, estimated);
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = scale;
  ctx.setLineDash([3 * scale, 2.5 * scale]);
  ctx.beginPath();
  for (const [index, { x, y, base, width }] of barsOf(chart, measured).entries()) {
    if (states[index] !== 'gappy' || width < 3 * scale) continue;
    const top = Math.min(y, upper[index]?.y ?? y);
    if (top < base) ctx.roundRect(x - width / 2, top, width, base - top, topRadii(width, scale));
  }
  ctx.stroke();
  ctx.restore();
}

/** Where a bar stands, in pixels: its middle, its end, its foot and its width. */
interface Bar {
  x: number;
  y: number;
  base: number;
  width: number;
}

function barsOf(chart: Chart, dataset: number): Bar[] {
  return chart.getDatasetMeta(dataset).data as unknown as Bar[];
}

/** Of the corners of a bar, clockwise from the upper left. */
function topRadii(width: number, scale: number): number[] {
  const radius = barRadius(width, scale);
  return [radius, radius, 0, 0];
}

/** How round a bar's top is. */
export function barRadius(width: number, scale: number): number {
  return Math.min(3 * scale, width / 3);
}
