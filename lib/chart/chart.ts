import { parseReport, type Report } from '../report';
import { describe } from './alt';
import { compose } from './compose';
import { drawScene } from './draw';
import { type ChartOptions, parseSettings } from './settings';

export { CHART_KINDS, type ChartKind, type ChartOptions } from './settings';

export interface Picture {
  png: Buffer;
  /** What the picture shows, in words, for people who don't see it: at most 1,000 characters. */
  alt: string;
}

/** Pictures are drawn one after another: each holds the event loop for some ms, and together they would for long. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Draws a report, which may come from anywhere, as PNG.
 * @throws InputError `bad-report` for what is no report or lacks what the kind of picture needs, `bad-setting`
 */
export function drawChart(report: Report, options: ChartOptions = {}): Promise<Picture> {
  const result = turn.then(() => draw(report, options));
  turn = result.catch(() => {});
  return result;
}

async function draw(input: unknown, options: ChartOptions): Promise<Picture> {
  const settings = parseSettings(options);
  const parsed = parseReport(input);
  const timeZone = settings.timeZone ?? parsed.period.timeZone;
  const report = { ...parsed, period: { ...parsed.period, timeZone } };
  const scene = compose(report, settings);
  const alt = describe(report, scene, settings);
  return { png: await drawScene(scene, settings), alt };
}
