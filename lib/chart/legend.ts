import { formatTimeRange } from '../language/dates';
import type { Language } from '../language/language';
import { seriesName } from '../language/names';
import type { ReportSeries } from '../report';
import { shortFigure } from './figures';
import type { Scatter } from './scatter-plot';
import type { LegendEntry, TimePlot } from './scene';
import { text } from './texts';
import type { Theme } from './theme';

/** What the signs of a picture mean. A series that is alone is named by the title already. */
export function timeLegend(
  { bars, lines, levels }: TimePlot,
  shown: readonly ReportSeries[],
  language: Language,
  theme: Theme,
): LegendEntry[] {
  const withFigures = namesFigures(shown);
  const entryOf = (
    sign: 'bar' | 'line' | 'line-in-band',
    { series: name, color }: { series: string; color: string },
  ): LegendEntry => {
    const figure = withFigures ? shortFigure(shown.find(({ series }) => series === name)!, language) : undefined;
    return { sign, color, text: [seriesName(name, language), ...(figure ? [figure] : [])].join(' ') };
  };
  const say = (key: string): string => text(language, `legend.${key}`);
  const series = [
    ...bars.filter(({ past }) => !past).map((one): LegendEntry => entryOf('bar', one)),
    ...lines.filter(({ past }) => !past).map((one): LegendEntry => entryOf(one.band ? 'line-in-band' : 'line', one)),
  ];
  const states = new Set(bars.filter(({ past }) => !past).flatMap((one) => one.states));
  const color = bars.find(({ past }) => !past)?.color ?? theme.muted;
  const pastBars = bars.find(({ past }) => past);
  const pastLine = lines.find(({ past }) => past);
  const candidates: [boolean, LegendEntry][] = [
    [pastBars !== undefined, { sign: 'bar', color: theme.past, text: say('previous') }],
    [pastLine !== undefined, { sign: 'dashed-line', color: theme.past, text: say('previous') }],
    [levels.length > 0, { sign: 'dashed-line', color: levels[0]?.color ?? theme.past, text: say('previous-mean') }],
    [bars.some(({ estimated }) => estimated.length > 0), { sign: 'hatch', color, text: say('estimated') }],
    [states.has('partial'), { sign: 'light-bar', color, text: say('partial') }],
    [states.has('gappy'), { sign: 'dashed-bar', color, text: say('gappy') }],
  ];
  const others = candidates.filter(([occurs]) => occurs).map(([, entry]) => entry);
  return series.length > 1 || pastBars || pastLine ? [...series, ...others] : others;
}

/** Whether figures need their series' names beside them: when two have the same unit. */
export function namesFigures(shown: readonly ReportSeries[]): boolean {
  return new Set(shown.map(({ unit }) => unit)).size < shown.length;
}

/** @param trend the slope in words, when the picture has a trend */
export function scatterLegend(
  { span, newest }: Scatter,
  trend: string | undefined,
  timeZone: string,
  language: Language,
  theme: Theme,
): LegendEntry[] {
  const entries: LegendEntry[] = [];
  if (span) {
    const style = { day: 'numeric', month: 'short', year: 'numeric' } as const;
    entries.push({ sign: 'ages', color: newest, text: formatTimeRange(span.from, span.to, timeZone, language, style) });
  }
  if (trend) {
    entries.push({ sign: 'dashed-line', color: theme.text, text: text(language, 'legend.trend', { slope: trend }) });
  }
  return entries;
}
