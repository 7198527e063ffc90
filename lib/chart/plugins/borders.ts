import type { Plugin } from 'chart.js';
import { contextOf } from './context';

/** Dashed lines before the buckets with these indexes, behind the bars. */
export function bordersPlugin(indexes: readonly number[], color: string, scale: number): Plugin {
  return {
    id: 'home-telemetry-borders',
    beforeDatasetsDraw: (chart) => {
      const ctx = contextOf(chart);
      const { top, bottom } = chart.chartArea;
      const axis = chart.scales['x']!;
      ctx.save();
      ctx.strokeStyle = color;
      ctx.lineWidth = scale;
      ctx.setLineDash([3 * scale, 3 * scale]);
      ctx.beginPath();
      for (const index of indexes) {
        const x = (axis.getPixelForValue(index - 1) + axis.getPixelForValue(index)) / 2;
        ctx.moveTo(x, top);
        ctx.lineTo(x, bottom);
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}
