import type { ChartConfiguration, Plugin, ScaleOptions } from 'chart.js';
import { registry } from 'chart.js';
import { axisNumber } from './axis-numbers';
import { FONT_FAMILY } from './font';
import type { Layout } from './layout';
import type { ChartSettings } from './settings';
import { THEME } from './theme';

export type Config = ChartConfiguration<'bar' | 'line' | 'scatter', unknown[], unknown>;

/** What the parts of a configuration are drawn with. */
export interface Drawing {
  layout: Layout;
  settings: ChartSettings;
}

const TICK_SIZE = 11;
const MOST_TICKS = 6;
const MARGIN = 14;

/** What all pictures have in common; nothing is left to Chart.js' defaults that other packages may have changed. */
export function configure(
  type: 'bar' | 'scatter',
  { layout, settings }: Drawing,
  data: Config['data'],
  scales: Record<string, ScaleOptions>,
  plugins: Plugin[],
): Config {
  const { scale, top, bottom } = layout;
  return {
    type,
    data,
    options: {
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      devicePixelRatio: 1,
      events: [],
      color: THEME[settings.theme].muted,
      font: { family: FONT_FAMILY, size: TICK_SIZE * scale, weight: 400, lineHeight: 1.2 },
      layout: { padding: { left: MARGIN * scale, right: MARGIN * scale, top, bottom } },
      scales,
      plugins: withoutForeignPlugins(),
    },
    plugins,
  } as Config;
}

/** Plugins that other packages in this process registered for all charts, legends and titles among them. */
function withoutForeignPlugins(): Record<string, false> {
  const { items } = registry.plugins as unknown as { items: object };
  return Object.fromEntries(Object.keys(items).map((id) => [id, false]));
}

/** Labels at an axis. */
export function tickStyle({ layout, settings }: Drawing): object {
  return {
    color: THEME[settings.theme].muted,
    font: { family: FONT_FAMILY, size: TICK_SIZE * layout.scale, weight: 400, lineHeight: 1.2 },
    padding: 5 * layout.scale,
    maxRotation: 0,
    showLabelBackdrop: false,
  };
}

/** An axis of numbers. @param options what is special about it, such as `position` */
export function numberAxis(drawing: Drawing, withGrid: boolean, options: object): ScaleOptions {
  const { layout, settings } = drawing;
  return {
    type: 'linear',
    border: { display: false },
    grid: { display: withGrid, color: THEME[settings.theme].grid, lineWidth: layout.scale, drawTicks: false },
    ticks: {
      ...tickStyle(drawing),
      maxTicksLimit: MOST_TICKS,
      callback: (value: number | string, _index: number, ticks: { value: number }[]) => {
        const step = ticks.length > 1 ? Math.abs(ticks[1]!.value - ticks[0]!.value) : 0;
        return axisNumber(Number(value), step, settings.language);
      },
    },
    ...options,
  } as ScaleOptions;
}
