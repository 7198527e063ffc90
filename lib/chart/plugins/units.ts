import type { Plugin } from 'chart.js';
import { font } from '../font';
import type { Layout } from '../layout';
import { contextOf } from './context';

/** A unit at an end of the plot: above the left or right axis, or under the end of the bottom one. */
export interface PlacedUnit {
  at: 'left' | 'right' | 'bottom';
  symbol: string;
  color: string;
}

const SIZE = 11;

/** Writes each axis's unit once, where its numbers are. */
export function unitsPlugin(units: readonly PlacedUnit[], { width, scale }: Layout): Plugin {
  return {
    id: 'home-telemetry-units',
    afterDraw: (chart) => {
      const ctx = contextOf(chart);
      const { top, bottom, right } = chart.chartArea;
      ctx.save();
      ctx.font = font(SIZE * scale, 600);
      ctx.textBaseline = 'middle';
      for (const { at, symbol, color } of units) {
        ctx.fillStyle = color;
        ctx.textAlign = at === 'left' ? 'left' : 'right';
        if (at === 'left') ctx.fillText(symbol, 14 * scale, top - 13 * scale);
        else if (at === 'right') ctx.fillText(symbol, width - 14 * scale, top - 13 * scale);
        else ctx.fillText(symbol, right, bottom - 9 * scale);
      }
      ctx.restore();
    },
  };
}
