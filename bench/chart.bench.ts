import { setImmediate as nextTurn } from 'node:timers/promises';
import { Chart } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { bucketEdges } from '../lib/calendar/bucket';
import { parsePeriod } from '../lib/calendar/period';
import { drawChart } from '../lib/chart/chart';
import { compose } from '../lib/chart/compose';
import { type Prepared, prepare } from '../lib/chart/draw';
import { parseSettings } from '../lib/chart/settings';
import type { Report, ReportBucket } from '../lib/report';
import { figure, medianTimes } from './measure';

const NOW = Date.UTC(2026, 10, 23, 12);
const TIME_ZONE = 'Europe/Warsaw';
const ROUNDS = 101;
const CHARTS = 1000;
const WARM = 50;

/** The picture that is asked for most: 30 days of a heat pump's energy and the outdoor temperature, with a gap. */
function headline(): Report {
  const { period } = parsePeriod('30d', { now: NOW, timeZone: TIME_ZONE });
  const edges = bucketEdges(period.from, period.to, period.bucket, TIME_ZONE);
  const spans = edges.slice(1).map((to, index) => ({ from: edges[index]!, to, coverage: index === 18 ? 0.4 : 1 }));
  const wave = (index: number): number => Math.sin(index / 4);
  const energy = spans.map(
    (span, index): ReportBucket => ({
      ...span,
      total: 16 + 9 * wave(index),
      ...(index === 18 ? { estimated: 6 } : {}),
    }),
  );
  const outdoor = spans.map((span, index): ReportBucket => {
    const mean = 4 - 8 * wave(index);
    return { ...span, mean, min: mean - 3, max: mean + 4 };
  });
  const total = energy.reduce((sum, bucket) => sum + bucket.total!, 0);
  return {
    period,
    series: [
      {
        series: 'heat_pump.energy',
        kind: 'counter',
        unit: 'kWh',
        total,
        estimated: 6,
        coverage: 0.98,
        buckets: energy,
      },
      {
        series: 'heat_pump.outdoor_temperature',
        kind: 'gauge',
        unit: '°C',
        mean: 4,
        min: -7,
        max: 16,
        coverage: 0.98,
        buckets: outdoor,
      },
    ],
  };
}

/** The figures of the charts: time, how long the event loop is held, memory. @returns whether every bar is met */
export async function benchChart(): Promise<boolean> {
  console.log('Chart (960 × 540, 31 bars and a line)');
  const report = headline();
  const settings = parseSettings({ now: NOW });
  const prepared = (): Prepared => prepare(compose(report, settings), settings);
  const draw = (): Promise<unknown> => drawChart(report, { now: NOW });
  return [
    await benchTime(draw, prepared),
    await benchEventLoop(draw, prepared, settings.width, settings.height),
    await benchMemory(draw),
  ].every(Boolean);
}

/** Against Chart.js and the encoder alone, with the configuration given. */
async function benchTime(draw: () => Promise<unknown>, prepared: () => Prepared): Promise<boolean> {
  const ready = Array.from({ length: ROUNDS + 1 }, prepared);
  const [ours, bare] = await medianTimes(ROUNDS, [
    draw,
    async () => {
      const { canvas, config } = ready.pop()!;
      const chart = new Chart(canvas as never, config as never);
      await canvas.encode('png');
      chart.destroy();
    },
  ]);
  figure('a chart', `${ours!.toFixed(1)} ms`);
  figure('bare Chart.js and PNG encoding of the same', `${bare!.toFixed(1)} ms`);
  const ratio = ours! / bare!;
  return figure('a chart against bare Chart.js', `${ratio.toFixed(2)} x`, { met: ratio <= 1.2, text: '<= 1.2 x' });
}

/**
 * How long other work has to wait while a chart is made: ours, through chartjs-node-canvas, and the bare drawing. The
 * wrapper can only encode on the event loop here: its asynchronous call needs what this canvas does not have.
 */
async function benchEventLoop(
  draw: () => Promise<unknown>,
  prepared: () => Prepared,
  width: number,
  height: number,
): Promise<boolean> {
  const wrapper = new ChartJSNodeCanvas({ width, height });
  const foreign = { legend: false, title: false, tooltip: false };
  const ours: number[] = [];
  const wrapped: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    ours.push(await longestWait(draw));
    const { config } = prepared();
    config!.options = { ...config!.options, plugins: { ...config!.options?.plugins, ...foreign } as object };
    wrapped.push(await longestWait(async () => wrapper.renderToBufferSync(config as never)));
    const other = prepared();
    let chart: Chart | undefined;
    bare.push(
      await longestWait(async () => {
        chart = new Chart(other.canvas as never, other.config as never);
      }),
    );
    chart?.destroy();
  }
  const [oursMedian, wrappedMedian, bareMedian] = [ours, wrapped, bare].map(median) as [number, number, number];
  figure('longest wait of other work: a chart', `${oursMedian.toFixed(1)} ms`);
  figure('longest wait: the same through chartjs-node-canvas', `${wrappedMedian.toFixed(1)} ms`);
  figure('bare drawing alone', `${bareMedian.toFixed(1)} ms`);
  const against = oursMedian / wrappedMedian;
  const share = oursMedian / bareMedian;
  return [
    figure('longest wait against chartjs-node-canvas', `${against.toFixed(2)} x`, { met: against < 1, text: '< 1 x' }),
    figure('longest wait against the bare drawing', `${share.toFixed(2)} x`, { met: share <= 1.25, text: '<= 1.25 x' }),
  ].every(Boolean);
}

/** The longest time between two turns of the event loop until `work` is done, in ms. */
async function longestWait(work: () => Promise<unknown>): Promise<number> {
  await nextTurn();
  let done = false;
  let longest = 0;
  let before = performance.now();
  const finished = work().finally(() => {
    done = true;
  });
  while (!done) {
    await nextTurn();
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }
  await finished;
  return longest;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function benchMemory(draw: () => Promise<unknown>): Promise<boolean> {
  for (let count = 0; count < WARM; count++) await draw();
  const before = process.memoryUsage().rss;
  for (let count = WARM; count < CHARTS; count++) await draw();
  const grown = (process.memoryUsage().rss - before) / 1e6;
  return figure(`memory (RSS) after ${CHARTS} charts against after ${WARM}`, `${grown.toFixed(0)} MB`, {
    met: grown <= 60,
    text: '<= 60 MB',
  });
}
