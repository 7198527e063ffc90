import { setImmediate } from 'node:timers/promises';
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
} from 'chart.js';
import type { Config, Drawing } from './config';
import { registerFont } from './font';
import { layoutScene, type Measure } from './layout';
import { scatterConfig } from './scatter-config';
import type { Scene } from './scene';
import type { ChartSettings } from './settings';
import { THEME } from './theme';
import { timeConfig } from './time-config';
import { drawNoPlot, drawPanel, drawWords } from './words';

// Only building blocks: plugins registered here would show in the charts of every other package in this process.
Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
);

/** A canvas with its words placed; `config` is absent when there is nothing to plot. */
export interface Prepared {
  canvas: Canvas;
  drawing: Drawing;
  config: Config | undefined;
}

/** Places a scene on a new canvas, without drawing yet. */
export function prepare(scene: Scene, settings: ChartSettings): Prepared {
  registerFont();
  const canvas = createCanvas(settings.width, settings.height);
  const ctx = canvas.getContext('2d');
  const measure: Measure = (text, font) => {
    ctx.font = font;
    return ctx.measureText(text).width;
  };
  const drawing = { layout: layoutScene(scene, settings.width, settings.height, measure), settings };
  const { plot } = scene;
  if (plot.type === 'none') return { canvas, drawing, config: undefined };
  return {
    canvas,
    drawing,
    config: plot.type === 'time' ? timeConfig(plot, drawing, measure) : scatterConfig(plot, drawing),
  };
}

/** A scene as PNG. Other work gets its turn between the steps; the encoding is not on the event loop. */
export async function drawScene(scene: Scene, settings: ChartSettings): Promise<Buffer> {
  const { canvas, drawing, config } = prepare(scene, settings);
  await setImmediate();
  try {
    if (config) new Chart(canvas as never, config as never);
    else drawEmpty(canvas.getContext('2d'), scene, drawing);
    await setImmediate();
    return await canvas.encode('png');
  } finally {
    // By its canvas: Chart.js keeps a chart whose drawing threw as well. Only now: this clears the canvas.
    Chart.getChart(canvas as never)?.destroy();
  }
}

function drawEmpty(ctx: SKRSContext2D, { plot }: Scene, { layout, settings }: Drawing): void {
  const theme = THEME[settings.theme];
  drawPanel(ctx, layout, theme);
  drawWords(ctx, layout, theme);
  if (plot.type === 'none') drawNoPlot(ctx, plot, layout, theme);
}
