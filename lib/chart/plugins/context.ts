import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Chart } from 'chart.js';

/** The context of a chart's canvas: Chart.js has the browser's types for it. */
export function contextOf({ ctx }: Chart): SKRSContext2D {
  return ctx as unknown as SKRSContext2D;
}
