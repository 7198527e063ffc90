import type { Plugin } from 'chart.js';
import type { TimePlot } from '../scene';
import { contextOf } from './context';

/** Dashed lines across the plot, over the bars. */
export function levelsPlugin(levels: TimePlot['levels'], scale: number): Plugin {
  return {
    id: 'home-telemetry-levels',
    afterDatasetsDraw: (chart) => {
      const ctx = contextOf(chart);
      const { left, right } = chart.chartArea;
      ctx.save();
      ctx.lineWidth = 1.5 * scale;
      ctx.setLineDash([6 * scale, 4 * scale]);
      for (const { axis, value, color } of levels) {
        const y = chart.scales[axis]!.getPixelForValue(value);
        ctx.strokeStyle = color;
        ctx.beginPath();
        ctx.moveTo(left, y);
        ctx.lineTo(right, y);
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
