import type { Plugin, Scale, ScaleOptions } from 'chart.js';
import { unitSymbol } from '../language/numbers';
import { barEdge, barFill, estimateFill } from './bar-style';
import { withAlpha } from './colors';
import { type Config, configure, type Drawing, numberAxis, tickStyle } from './config';
import { font } from './font';
import type { Measure } from './layout';
import { bandPlugin } from './plugins/band';
import { bordersPlugin } from './plugins/borders';
import { levelsPlugin } from './plugins/levels';
import { barRadius, type MarkedBars, marksPlugin } from './plugins/marks';
import { type PlacedUnit, unitsPlugin } from './plugins/units';
import { wordsPlugin } from './plugins/words';
import type { AxisId, Bars, Line, TimePlot, ValueAxis } from './scene';
import { THEME } from './theme';
import { fittingTicks } from './time-axis';

type Dataset = Config['data']['datasets'][number];

const WIDEST_BAR = 40;
const PLACE = { categoryPercentage: 0.82, barPercentage: 0.92 };
/** Points: an edge or a round top would be all that is left of thinner bars. */
const NARROW = 4;
const TICK_GAP = 8;

/** Chart.js' configuration for bars and lines over time. */
export function timeConfig(plot: TimePlot, drawing: Drawing, measure: Measure): Config {
  const { layout, settings } = drawing;
  const theme = THEME[settings.theme];
  const { scale } = layout;
  const count = Math.max(
    0,
    ...[...plot.bars.map(({ measured }) => measured), ...plot.lines.map(({ values }) => values)].map(
      ({ length }) => length,
    ),
  );
  const width = estimateBarWidth(plot, count, layout.width, scale);
  const marked: MarkedBars[] = [];
  const datasets: Dataset[] = [];
  for (const bars of plot.bars) {
    const hasEstimates = bars.estimated.length > 0;
    marked.push({
      measured: datasets.length,
      estimated: hasEstimates ? datasets.length + 1 : undefined,
      color: bars.color,
      states: bars.states,
    });
    datasets.push(measuredBars(bars, width, scale));
    if (hasEstimates) datasets.push(estimatedBars(bars, width, scale));
  }
  for (const line of plot.lines) datasets.push(lineDataset(line, scale));

  const plugins: Plugin[] = [
    wordsPlugin(layout, theme),
    unitsPlugin(units(plot, theme.muted), layout),
    bordersPlugin(plot.time.borders, theme.border, scale),
    marksPlugin(marked, scale),
    levelsPlugin(plot.levels, scale),
    ...plot.lines.filter(({ band }) => band).map(bandPlugin),
  ];
  const { left, right } = plot.axes;
  const scales: Record<string, ScaleOptions> = {
    x: timeScale(plot, drawing, measure),
    left: numberAxis(drawing, true, { position: 'left', ...range(left, plot, 'left') }),
  };
  if (right) scales['right'] = numberAxis(drawing, false, { position: 'right', ...range(right, plot, 'right') });
  return configure(
    'bar',
    drawing,
    { labels: Array.from({ length: count }, (_, index) => index), datasets },
    scales,
    plugins,
  );
}

/** About how wide a bar will be, in pixels. */
function estimateBarWidth({ bars, axes }: TimePlot, count: number, width: number, scale: number): number {
  const plotWidth = width - (axes.right ? 110 : 70) * scale;
  const share = PLACE.categoryPercentage * PLACE.barPercentage;
  return Math.min(WIDEST_BAR * scale, (plotWidth * share) / Math.max(1, count * bars.length));
}

function measuredBars(
  { series, past, axis, color, measured, estimated, states }: Bars,
  width: number,
  scale: number,
): Dataset {
  const isNarrow = width < NARROW * scale;
  const radius = barRadius(width, scale);
  return {
    ...barDataset(past ? `previous ${series}` : series, axis, scale),
    data: measured,
    backgroundColor: states.map((state) => (isNarrow && state === 'whole' ? color : barFill(color, state))),
    borderColor: states.map((state) => barEdge(color, state)),
    borderWidth: isNarrow ? 0 : scale,
    // Where an estimated part stands on top, only that is round.
    borderRadius: isNarrow ? 0 : measured.map((_, index) => (estimated[index] == null ? radius : 0)),
  } as Dataset;
}

function estimatedBars({ series, axis, color, estimated }: Bars, width: number, scale: number): Dataset {
  const isNarrow = width < NARROW * scale;
  return {
    ...barDataset(series, axis, scale),
    data: estimated,
    backgroundColor: estimateFill(color),
    borderColor: color,
    borderWidth: isNarrow ? 0 : scale,
    borderRadius: isNarrow ? 0 : barRadius(width, scale),
  } as Dataset;
}

function barDataset(stack: string, axis: AxisId, scale: number): object {
  return { type: 'bar', yAxisID: axis, stack, order: 1, maxBarThickness: WIDEST_BAR * scale, ...PLACE };
}

function lineDataset({ axis, color, past, values }: Line, scale: number): Dataset {
  const isAlone = (index: number): boolean =>
    (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
  return {
    type: 'line',
    yAxisID: axis,
    order: 0,
    data: values,
    borderColor: color,
    backgroundColor: color,
    borderWidth: (past ? 1.5 : 2.5) * scale,
    ...(past ? { borderDash: [5 * scale, 3 * scale] } : {}),
    borderCapStyle: 'round',
    borderJoinStyle: 'round',
    cubicInterpolationMode: 'monotone',
    spanGaps: false,
    fill: false,
    // A value between two gaps has no line: only a point can show it.
    pointRadius: values.map((value, index) => (value !== null && isAlone(index) ? 2.5 * scale : 0)),
    pointBorderWidth: 0,
  } as Dataset;
}

function timeScale({ time }: TimePlot, drawing: Drawing, measure: Measure): ScaleOptions {
  const { scale } = drawing.layout;
  const tickFont = font(11 * scale);
  let labels = new Map<number, string | string[]>();
  return {
    type: 'category',
    offset: true,
    border: { display: true, color: THEME[drawing.settings.theme].border, width: scale },
    grid: { display: false },
    ticks: {
      ...tickStyle(drawing),
      autoSkip: false,
      callback: (value: string | number) => labels.get(Number(value)) ?? '',
    },
    afterBuildTicks: (axis: Scale) => {
      const space = axis.width / Math.max(1, axis.getLabels().length);
      const ticks = fittingTicks(time.tickSets, space, TICK_GAP * scale, (word) => measure(word, tickFont));
      labels = new Map(ticks.map(({ index, lines }) => [index, lines.length === 1 ? lines[0]! : lines]));
      axis.ticks = ticks.map(({ index }) => ({ value: index }));
    },
  } as unknown as ScaleOptions;
}

/** The range of an axis also takes in what is no bar and no line. */
function range({ fromZero, extent }: ValueAxis, plot: TimePlot, id: AxisId): object {
  const hasBars = plot.bars.some(({ axis }) => axis === id);
  return {
    beginAtZero: fromZero,
    ...(extent.length > 0 ? { suggestedMin: Math.min(...extent), suggestedMax: Math.max(...extent) } : {}),
    ...(hasBars ? {} : { grace: '5%' }),
  };
}

/** With one series an axis, unit and numbers take its colour, so that one sees what belongs together. */
function units({ axes, bars, lines }: TimePlot, muted: string): PlacedUnit[] {
  return (['left', 'right'] as const).flatMap((at) => {
    const axis = axes[at];
    if (!axis) return [];
    const colors = [...bars, ...lines].filter((one) => one.axis === at && !one.past).map(({ color }) => color);
    const isTold = axes.right !== undefined && colors.length === 1;
    return [{ at, symbol: unitSymbol(axis.unit), color: isTold ? withAlpha(colors[0]!, 1) : muted }];
  });
}
