import type { Plugin } from 'chart.js';
import type { Layout } from '../layout';
import type { Theme } from '../theme';
import { drawPanel, drawWords } from '../words';
import { contextOf } from './context';

/** Fills the panel under the plot and writes the words around it. */
export function wordsPlugin(layout: Layout, theme: Theme): Plugin {
  return {
    id: 'home-telemetry-words',
    beforeDraw: (chart) => drawPanel(contextOf(chart), layout, theme),
    afterDraw: (chart) => drawWords(contextOf(chart), layout, theme),
  };
}
