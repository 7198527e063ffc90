import { bucketName } from '../language/dates';
import type { Language } from '../language/language';
import { seriesName } from '../language/names';
import { formatQuantity } from '../language/numbers';
import type { Report, ReportSeries } from '../report';
import { quality, seriesFigure } from './figures';
import type { Scene } from './scene';
import type { ChartSettings } from './settings';
import { text } from './texts';

const LONGEST = 1000;

/** What a picture shows, in words: title, dates, each series with its figure and its highest bucket, the quality. */
export function describe(report: Report, scene: Scene, { language }: ChartSettings): string {
  const { what, when } = scene.title;
  const trend = scene.plot.type === 'scatter' ? scene.legend.find(({ sign }) => sign === 'dashed-line') : undefined;
  const sentences = [
    [what, when].filter(Boolean).join(' · '),
    scene.footer,
    ...(scene.plot.type === 'none'
      ? [scene.plot.head]
      : [
          ...report.series.map((one) => summary(one, report, language)),
          quality(report.series, language).join(' · '),
          ...(trend ? [trend.text] : []),
        ]),
  ];
  const whole = sentences.map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`)).join(' ');
  const characters = [...whole];
  return characters.length <= LONGEST ? whole : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/** `Water: 1 234 dm³, highest 96 dm³ (Sat, 21 Nov)` */
function summary(series: ReportSeries, { period }: Report, language: Language): string {
  const figure = seriesFigure(series, language) ?? text(language, 'no-data');
  let highest: ReportSeries['buckets'][number] | undefined;
  for (const bucket of series.buckets) {
    if (bucket.total !== undefined && bucket.total > (highest?.total ?? 0)) highest = bucket;
  }
  const peak =
    highest &&
    text(language, 'alt.highest', {
      value: formatQuantity(highest.total!, series.unit, language),
      bucket: bucketName(highest, period.bucket, period.timeZone, language),
    });
  return `${seriesName(series.series, language)}: ${peak ? `${figure}, ${peak}` : figure}`;
}
