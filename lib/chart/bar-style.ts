import type { BucketState } from './bucket-state';
import { withAlpha } from './colors';

/** Opacity of a bar's inside and edge: what is only a part of the truth stands back. The edge of gappy bars is dashed. */
const OPACITY: Record<BucketState, { fill: number; edge: number }> = {
  whole: { fill: 0.62, edge: 1 },
  partial: { fill: 0.26, edge: 0.6 },
  gappy: { fill: 0.26, edge: 0 },
};

export function barFill(color: string, state: BucketState): string {
  return withAlpha(color, OPACITY[state].fill);
}

export function barEdge(color: string, state: BucketState): string {
  return withAlpha(color, OPACITY[state].edge);
}

/** Behind the hatch of an estimated part. */
export function estimateFill(color: string): string {
  return withAlpha(color, 0.14);
}
