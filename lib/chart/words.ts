import type { SKRSContext2D } from '@napi-rs/canvas';
import { barEdge, barFill, estimateFill } from './bar-style';
import { mixColors, withAlpha } from './colors';
import { font } from './font';
import { hatchPath } from './hatch';
import type { Layout, PlacedText } from './layout';
import type { LegendEntry, NoPlot } from './scene';
import type { Theme } from './theme';

const SIGN = { width: 18, height: 9 };

export function drawPanel(ctx: SKRSContext2D, { width, height }: Layout, { panel }: Theme): void {
  ctx.fillStyle = panel;
  ctx.fillRect(0, 0, width, height);
}

/** Title, figures, legend and footer. */
export function drawWords(ctx: SKRSContext2D, layout: Layout, theme: Theme): void {
  ctx.save();
  drawText(ctx, layout.title, theme.text);
  for (const line of layout.lines) drawText(ctx, line, theme.muted);
  for (const { entry, sign, text } of layout.legend) {
    drawSign(ctx, entry, sign.x, sign.y, layout.scale, theme);
    drawText(ctx, text, theme.muted);
  }
  if (layout.footer) drawText(ctx, layout.footer, theme.muted, 'right');
  ctx.restore();
}

/** What stands in place of the plot when nothing is known. */
export function drawNoPlot(ctx: SKRSContext2D, { head, detail }: NoPlot, layout: Layout, theme: Theme): void {
  const { width, height, top, bottom, scale } = layout;
  const middle = (top + height - bottom) / 2;
  const room = width - 20 * scale;
  ctx.save();
  ctx.strokeStyle = theme.grid;
  ctx.lineWidth = scale;
  ctx.setLineDash([6 * scale, 5 * scale]);
  ctx.beginPath();
  const left = 14 * scale;
  ctx.roundRect(left, top - 8 * scale, width - 2 * left, height - bottom - top + 4 * scale, 8 * scale);
  ctx.stroke();
  ctx.restore();
  ctx.save();
  ctx.textAlign = 'center';
  for (const [text, size, weight, color, shift] of [
    [head, 18, 600, theme.text, -12],
    [detail, 12, 400, theme.muted, 12],
  ] as const) {
    ctx.font = font(size * scale, weight);
    ctx.textBaseline = 'middle';
    ctx.fillStyle = color;
    ctx.fillText(text, width / 2, middle + shift * scale, room);
  }
  ctx.restore();
}

function drawText(ctx: SKRSContext2D, placed: PlacedText, color: string, align: 'left' | 'right' = 'left'): void {
  ctx.font = placed.font;
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = color;
  ctx.fillText(placed.text, placed.x, placed.y);
}

type DrawSign = (ctx: SKRSContext2D, color: string, box: Box, scale: number, theme: Theme) => void;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const SIGNS: Record<LegendEntry['sign'], DrawSign> = {
  bar: (ctx, color, box, scale) => {
    ctx.fillStyle = barFill(color, 'whole');
    ctx.strokeStyle = color;
    drawBox(ctx, box, scale);
  },
  'light-bar': (ctx, color, box, scale) => {
    ctx.fillStyle = barFill(color, 'partial');
    ctx.strokeStyle = barEdge(color, 'partial');
    drawBox(ctx, box, scale);
  },
  'dashed-bar': (ctx, color, box, scale) => {
    ctx.fillStyle = barFill(color, 'gappy');
    ctx.strokeStyle = color;
    ctx.setLineDash([3 * scale, 2 * scale]);
    drawBox(ctx, box, scale);
  },
  hatch: (ctx, color, box, scale) => {
    ctx.fillStyle = estimateFill(color);
    ctx.strokeStyle = color;
    drawBox(ctx, box, scale);
    hatchPath(ctx, color, scale, { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height });
  },
  'line-in-band': (ctx, color, box, scale) => {
    ctx.fillStyle = withAlpha(color, 0.25);
    ctx.fillRect(box.x, box.y, box.width, box.height);
    drawLine(ctx, color, box, 2.5 * scale);
  },
  line: (ctx, color, box, scale) => drawLine(ctx, color, box, 2.5 * scale),
  'dashed-line': (ctx, color, box, scale) => {
    ctx.setLineDash([5 * scale, 3 * scale]);
    drawLine(ctx, color, box, 1.5 * scale);
  },
  ages: (ctx, color, box, scale, theme) => {
    for (const place of [0, 0.5, 1]) {
      ctx.fillStyle = mixColors(theme.past, color, place);
      ctx.beginPath();
      ctx.arc(box.x + (3 + place * 12) * scale, box.y + box.height / 2, 3 * scale, 0, 2 * Math.PI);
      ctx.fill();
    }
  },
};

function drawSign(ctx: SKRSContext2D, entry: LegendEntry, x: number, y: number, scale: number, theme: Theme): void {
  const height = SIGN.height * scale;
  ctx.save();
  ctx.lineWidth = scale;
  SIGNS[entry.sign](ctx, entry.color, { x, y: y - height / 2, width: SIGN.width * scale, height }, scale, theme);
  ctx.restore();
}

function drawBox(ctx: SKRSContext2D, { x, y, width, height }: Box, scale: number): void {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 2 * scale);
  ctx.fill();
  ctx.stroke();
}

function drawLine(ctx: SKRSContext2D, color: string, { x, y, width, height }: Box, thickness: number): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = thickness;
  ctx.beginPath();
  ctx.moveTo(x, y + height / 2);
  ctx.lineTo(x + width, y + height / 2);
  ctx.stroke();
}
