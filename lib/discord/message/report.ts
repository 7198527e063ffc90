import { bucketName } from '../../language/dates';
import type { Language } from '../../language/language';
import { periodName, seriesName } from '../../language/names';
import { formatQuantity, formatShare } from '../../language/numbers';
import { reasons } from '../../language/reasons';
import type { Report, ReportBucket, ReportSeries } from '../../report';
import { cut, LIMITS } from '../limits';
import { text } from '../texts';
import { joinLines } from './lines';
import type { Embed } from './message';
import { comparisonLines, figuresLine, mainFigure, SEPARATOR } from './quality';

/** A period that ended this long ago, in ms, is over; until then its answer may have been on its way. */
const ENDED = 600_000;
const MOST_BUCKET_LINES = 5;
const MOST_SERIES_A_LINE = 3;

/** The figures of a Report: every series with its quality and what it is compared with, and the newest buckets. */
export function reportEmbed(report: Report, language: Language, now: number): Embed {
  const { period } = report;
  const series = report.series.some(({ home }) => home !== undefined) ? largestFirst(report.series) : report.series;
  const names = series.map((one) => [one.home, seriesName(one.series, language)].filter(Boolean).join(SEPARATOR));
  const kinds = [...new Set(series.map((one) => seriesName(one.series, language)))];
  const several = series.length > 1;
  // How old the last reading of a period is says something about its meter only while the period goes on.
  const isOver = now - period.to > ENDED;
  const lines = series.flatMap((one, index) => [
    figuresLine(one, several ? names[index]! : '', language, isOver ? undefined : now),
    ...reasonLine(one, report, language),
    ...comparisonLines(one, language),
    ...ownUseLine(one, series, language),
  ]);
  if (lines.length === 0) lines.push(text(language, 'figures.nothing'));
  const buckets = bucketLines(report, language);
  return {
    title: cut([kinds.join(', '), periodName(period, language)].filter(Boolean).join(SEPARATOR), LIMITS.embedTitle),
    description: joinLines([...lines, ...(buckets.length > 0 ? ['', ...buckets] : [])], language),
  };
}

/** Of many houses those come first that used most. */
function largestFirst(series: readonly ReportSeries[]): ReportSeries[] {
  return [...series].sort((a, b) => (mainFigure(b) ?? 0) - (mainFigure(a) ?? 0));
}

/** `Gap of 6 h on Tuesday · Meter replaced on 3 May` */
function reasonLine({ events = [] }: ReportSeries, { period }: Report, language: Language): string[] {
  return events.length > 0 ? [reasons(events, period, language).join(SEPARATOR)] : [];
}

/** What of the panels' energy stayed in the house, where the meter at the grid is in the report too. */
function ownUseLine({ series, total, unit }: ReportSeries, all: readonly ReportSeries[], language: Language): string[] {
  if (!series.endsWith('.energy') || !total) return [];
  const name = series.replace(/energy$/, 'grid_export');
  const exported = all.find((one) => one.series === name)?.total;
  // Two meters round, and may be read at other moments.
  if (exported === undefined || exported > total) return [];
  const quantity = formatQuantity(total - exported, unit, language);
  return [text(language, 'figures.ownUse', { quantity, share: formatShare((total - exported) / total, language) })];
}

/** The newest buckets that are known, the newest first. */
function bucketLines({ period, series }: Report, language: Language): string[] {
  const shown = series.slice(0, MOST_SERIES_A_LINE);
  const buckets = shown[0]?.buckets ?? [];
  if (buckets.length < 2) return [];
  return buckets
    .map((bucket, index) => ({ bucket, figures: shown.map((one) => bucketFigure(one, one.buckets[index], language)) }))
    .filter(({ figures }) => figures.some(Boolean))
    .slice(-MOST_BUCKET_LINES)
    .reverse()
    .map(({ bucket, figures }) => {
      const name = bucketName(bucket, period.bucket, period.timeZone, language);
      return `${name}: ${figures.map((figure) => figure || '–').join(SEPARATOR)}`;
    });
}

function bucketFigure({ unit }: ReportSeries, bucket: ReportBucket | undefined, language: Language): string {
  const figure = bucket && mainFigure(bucket);
  if (figure === undefined) return '';
  // What is estimated in part is marked where there is no room to say how much.
  return `${bucket?.estimated ? '≈ ' : ''}${formatQuantity(figure, unit, language)}`;
}
