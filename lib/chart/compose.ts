import { InputError } from '../input-error';
import type { Language } from '../language/language';
import { periodName, seriesName } from '../language/names';
import { formatQuantity } from '../language/numbers';
import { reasons } from '../language/reasons';
import type { Unit } from '../reading';
import type { Report, ReportSeries } from '../report';
import { periodSpan, quality, seriesChange, seriesFigure } from './figures';
import { namesFigures, scatterLegend, timeLegend } from './legend';
import { scatterPlot } from './scatter-plot';
import type { NoPlot, Scene, TimePlot } from './scene';
import { type Selection, selectSeries } from './selection';
import type { ChartKind, ChartSettings } from './settings';
import { text } from './texts';
import { THEME } from './theme';
import { bucketsEach, thin } from './thin';
import { timePlot } from './time-plot';

/**
 * What a picture of a report shows.
 * @throws InputError `bad-report` when the report does not have what the kind of picture needs
 */
export function compose(report: Report, settings: ChartSettings): Scene {
  const each = bucketsEach(report);
  const thinned = thin(report, each);
  const previous = settings.previous && thin(settings.previous, each);
  const scene =
    resolveKind(report, settings) === 'scatter'
      ? composeScatter(thinned, settings)
      : composeTime(thinned, { ...settings, previous }, each);
  if (each === 1 || scene.plot.type === 'none') return scene;
  return { ...scene, lines: [...scene.lines, text(settings.language, 'thinned', { count: each })] };
}

function resolveKind({ series }: Report, { kind, previous }: ChartSettings): ChartKind {
  if (kind !== 'auto') return kind;
  const compares = series.length === 1 && (series[0]!.previous !== undefined || previous !== undefined);
  return compares ? 'comparison' : 'bars';
}

function composeTime(report: Report, settings: ChartSettings, each: number): Scene {
  const { language } = settings;
  const kind = resolveKind(report, settings);
  const compare = kind === 'comparison';
  if (compare && settings.previous) checkPrevious(report, settings.previous);
  const selection = selectSeries(kind === 'range' ? gaugesOf(report) : report.series);
  const { shown } = selection;
  if (compare && !settings.previous && !shown.some(({ previous }) => previous)) {
    throw unfit(kind, 'the figures of the period before; let the query compare');
  }
  const plot = timePlot(report, selection, settings, { compare, each });
  const words = frame(report, selection, settings, compare);
  if (isEmpty(plot)) return { ...words, lines: [], legend: [], plot: noPlot('no-data-detail', language) };
  return { ...words, legend: timeLegend(plot, shown, language, THEME[settings.theme]), plot };
}

function composeScatter(report: Report, settings: ChartSettings): Scene {
  const { language } = settings;
  const energy = report.series.find(({ kind }) => kind === 'counter');
  const temperature = gaugesOf(report).find(({ unit }) => unit === '°C') ?? gaugesOf(report)[0];
  if (!energy || !temperature) throw unfit('scatter', 'a counter and a gauge');
  const scatter = scatterPlot(report, energy, temperature, settings);
  const { slope, plot } = scatter;
  const trend = slope === undefined ? undefined : formatSlope(slope, energy.unit, temperature.unit, language);
  const shown = [energy, temperature];
  const notShown = report.series.filter((one) => !shown.includes(one));
  return {
    ...frame(report, { shown, notShown }, settings, false),
    legend: scatterLegend(scatter, trend, report.period.timeZone, language, THEME[settings.theme]),
    plot: plot.points.length === 0 ? noPlot('no-pairs-detail', language) : plot,
  };
}

/** `−0.8 kWh/°C` */
function formatSlope(slope: number, top: Unit, bottom: Unit, language: Language): string {
  return `${formatQuantity(slope, top, language)}/${bottom}`;
}

/** Title, figures and footer, the same in every picture. */
function frame(
  { period }: Report,
  { shown, notShown }: Pick<Selection, 'shown' | 'notShown'>,
  { language, title }: ChartSettings,
  compare: boolean,
): Pick<Scene, 'title' | 'lines' | 'footer'> {
  const names = (series: readonly ReportSeries[]): string =>
    series.map((one) => seriesName(one.series, language)).join(', ');
  const lines = shown.length > 0 ? [figuresLine(shown, language, compare)] : [];
  if (notShown.length > 0) lines.push(text(language, 'not-shown', { names: names(notShown) }));
  const why = shown.flatMap(({ events = [] }) => reasons(events, period, language));
  if (why.length > 0) lines.push([...new Set(why)].join(' · '));
  return {
    title: title ? { what: title, when: '' } : { what: names(shown), when: periodName(period, language) },
    lines,
    footer: periodSpan(period, language),
  };
}

/** Figures of several series with one unit are told apart in the legend, beside the names. */
function figuresLine(shown: readonly ReportSeries[], language: Language, compare: boolean): string {
  const figures = namesFigures(shown)
    ? []
    : shown.flatMap((one) => [seriesFigure(one, language), compare ? seriesChange(one, language) : undefined]);
  return [...figures.filter((figure) => figure !== undefined), ...quality(shown, language)].join(' · ');
}

function checkPrevious({ period }: Report, previous: Report): void {
  if (previous.period.bucket === period.bucket) return;
  throw new InputError(
    'bad-report',
    `The report of the period before has a bucket of one ${previous.period.bucket}, but this one of one ${period.bucket}.`,
  );
}

function gaugesOf({ series }: Report): ReportSeries[] {
  return series.filter(({ kind }) => kind === 'gauge');
}

function isEmpty({ bars, lines }: TimePlot): boolean {
  const values = [...bars.flatMap(({ measured }) => measured), ...lines.flatMap((line) => line.values)];
  return values.every((value) => value === null);
}

function noPlot(detail: string, language: Language): NoPlot {
  return { type: 'none', head: text(language, 'no-data'), detail: text(language, detail) };
}

function unfit(kind: ChartKind, needs: string): InputError {
  return new InputError('bad-report', `A picture of the kind "${kind}" needs a report with ${needs}.`, { kind });
}
