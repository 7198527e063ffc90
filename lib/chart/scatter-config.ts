import { unitSymbol } from '../language/numbers';
import { withAlpha } from './colors';
import { type Config, configure, type Drawing, numberAxis } from './config';
import { unitsPlugin } from './plugins/units';
import { wordsPlugin } from './plugins/words';
import type { ScatterPlot } from './scene';
import { THEME } from './theme';

type Dataset = Config['data']['datasets'][number];

/** Chart.js' configuration for one series over another. */
export function scatterConfig({ axes, points, trend }: ScatterPlot, drawing: Drawing): Config {
  const { layout, settings } = drawing;
  const theme = THEME[settings.theme];
  const { scale } = layout;
  const datasets: Dataset[] = [];
  if (trend) {
    datasets.push({
      type: 'line',
      yAxisID: 'left',
      order: 0,
      data: [trend.from, trend.to],
      borderColor: withAlpha(trend.color, 0.8),
      borderWidth: 1.5 * scale,
      borderDash: [5 * scale, 3 * scale],
      pointRadius: 0,
      fill: false,
    } as Dataset);
  }
  datasets.push({
    type: 'scatter',
    yAxisID: 'left',
    order: 1,
    data: points.map(({ x, y }) => ({ x, y })),
    backgroundColor: points.map(({ color }) => withAlpha(color, 0.75)),
    borderColor: points.map(({ color }) => color),
    borderWidth: scale,
    pointRadius: 4.5 * scale,
    showLine: false,
  } as Dataset);
  // A trend that runs below zero must not drag the axis along.
  const isPositive = points.every(({ y }) => y >= 0);
  const border = { display: true, color: theme.border, width: scale };
  return configure(
    'scatter',
    drawing,
    { datasets },
    {
      x: numberAxis(drawing, true, { position: 'bottom', border, grace: '3%' }),
      left: numberAxis(drawing, true, { position: 'left', beginAtZero: true, ...(isPositive ? { min: 0 } : {}) }),
    },
    [
      wordsPlugin(layout, theme),
      unitsPlugin(
        [
          { at: 'left', symbol: unitSymbol(axes.left), color: theme.muted },
          { at: 'bottom', symbol: unitSymbol(axes.bottom), color: theme.muted },
        ],
        layout,
      ),
    ],
  );
}
