import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Plugin, Scale } from 'chart.js';
import { withAlpha } from '../colors';
import type { Line } from '../scene';
import { contextOf } from './context';

const OPACITY = 0.18;

/** A faint area from the lowest to the highest value of each bucket, interrupted where they are not known. */
export function bandPlugin({ axis, band, color }: Line): Plugin {
  return {
    id: `home-telemetry-band-${axis}`,
    beforeDatasetsDraw: (chart) => {
      const ctx = contextOf(chart);
      ctx.save();
      ctx.fillStyle = withAlpha(color, OPACITY);
      for (const stretch of stretches(band!.low, band!.high)) {
        fillStretch(ctx, stretch, chart.scales['x']!, chart.scales[axis]!);
      }
      ctx.restore();
    },
  };
}

interface Extremes {
  index: number;
  low: number;
  high: number;
}

/** Runs of buckets without a gap. */
function stretches(low: readonly (number | null)[], high: readonly (number | null)[]): Extremes[][] {
  const all: Extremes[][] = [];
  let open: Extremes[] | undefined;
  for (const [index, value] of low.entries()) {
    const upper = high[index] ?? null;
    if (value === null || upper === null) {
      open = undefined;
      continue;
    }
    if (!open) {
      open = [];
      all.push(open);
    }
    open.push({ index, low: value, high: upper });
  }
  return all;
}

function fillStretch(ctx: SKRSContext2D, stretch: readonly Extremes[], x: Scale, y: Scale): void {
  // A bucket alone has no neighbour to draw to: it is as wide as its own place.
  const half = stretch.length === 1 ? (x.getPixelForValue(1) - x.getPixelForValue(0)) / 3 || 4 : 0;
  ctx.beginPath();
  for (const { index, high } of stretch) {
    const at = x.getPixelForValue(index);
    ctx.lineTo(at - half, y.getPixelForValue(high));
    if (half) ctx.lineTo(at + half, y.getPixelForValue(high));
  }
  for (const { index, low } of [...stretch].reverse()) {
    const at = x.getPixelForValue(index);
    ctx.lineTo(at + half, y.getPixelForValue(low));
    if (half) ctx.lineTo(at - half, y.getPixelForValue(low));
  }
  ctx.closePath();
  ctx.fill();
}
