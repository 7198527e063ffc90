import type { SKRSContext2D } from '@napi-rs/canvas';

const SPACING = 5;
const THICKNESS = 1.4;

/** Slanting lines over the current path, which is cleared; `scale` is pixels a point. */
export function hatchPath(ctx: SKRSContext2D, color: string, scale: number, area: Area): void {
  ctx.save();
  ctx.clip();
  ctx.beginPath();
  const height = area.bottom - area.top;
  for (let x = area.left - height; x < area.right; x += SPACING * scale) {
    ctx.moveTo(x, area.bottom);
    ctx.lineTo(x + height, area.top);
  }
  ctx.strokeStyle = color;
  ctx.lineWidth = THICKNESS * scale;
  ctx.stroke();
  ctx.restore();
}

/** A part of the picture, in pixels. */
export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
