import { formatDuration, formatMoment } from '../../language/dates';
import type { Language } from '../../language/language';
import { meterName, seriesName } from '../../language/names';
import { formatQuantity } from '../../language/numbers';
import type { Report, ReportSeries } from '../../report';
import { text } from '../texts';
import { deviceLines } from './devices';
import { joinLines } from './lines';
import type { Embed } from './message';
import { ageText, SEPARATOR } from './quality';
import { remoteLines } from './remote';

const MINUTE = 60_000;

type Freshness = 'fresh' | 'late' | 'silent';

/** By age of the newest reading: polls come every 5 minutes, so one may be missed before a source is late. */
const FRESHNESS: [state: Freshness, upTo: number, mark: string][] = [
  ['fresh', 11 * MINUTE, '🟢'],
  ['late', 30 * MINUTE, '🟡'],
  ['silent', Number.POSITIVE_INFINITY, '🔴'],
];

/** The present reading of every series and its age. */
export function readingsEmbed({ series }: Report, language: Language, now: number): Embed {
  const lines = series.flatMap(({ series: name, unit, last }) => {
    if (!last) return [];
    const age = now - last.time;
    const ago =
      age < MINUTE / 2 ? text(language, 'readings.now') : text(language, 'readings.line', { age: formatDuration(age) });
    return [[`**${formatQuantity(last.value, unit, language)}**`, seriesName(name, language), ago].join(SEPARATOR)];
  });
  return {
    title: text(language, 'readings.title'),
    description: joinLines(lines.length > 0 ? lines : [text(language, 'readings.none')], language),
  };
}

/**
 * Which source is fresh, late or silent: a line a meter, or a line a series where a meter's series differ; and which
 * device does not answer.
 */
export function sourcesEmbed(
  { period, series }: Report,
  language: Language,
  now: number,
  { devices, remote }: { devices?: unknown; remote?: unknown } = {},
): Embed {
  const byMeter = Map.groupBy(
    series.filter(({ last }) => last),
    ({ series: name }) => name.slice(0, name.lastIndexOf('.')),
  );
  const lines = [...byMeter].flatMap(([meter, all]) => {
    const states = new Set(all.map((one) => stateOf(one, now)[0]));
    const shown = states.size === 1 ? [newest(all)] : all;
    return shown.map((one) => {
      const [state, , mark] = stateOf(one, now);
      const name = shown.length === 1 ? meterName(meter, language) : seriesName(one.series, language);
      return `${mark} **${name}**${SEPARATOR}${text(language, `sources.${state}`, sinceLast(one, period, language, now))}`;
    });
  });
  lines.unshift(...deviceLines(devices, period.timeZone, language, now));
  lines.push(...remoteLines(remote, period.timeZone, language, now));
  return {
    title: text(language, 'sources.title'),
    description: joinLines(lines.length > 0 ? lines : [text(language, 'sources.none')], language),
  };
}

/** A warning: which series of the Report have become silent, and which are back. */
export function changesEmbed({ period, series }: Report, language: Language, now: number): Embed {
  const lines = series
    .filter(({ last }) => last)
    .map((one) => {
      const isSilent = stateOf(one, now)[0] === 'silent';
      const state = text(language, isSilent ? 'sources.silent' : 'sources.back', sinceLast(one, period, language, now));
      return {
        isSilent,
        line: `${isSilent ? '🔴' : '🟢'} **${seriesName(one.series, language)}**${SEPARATOR}${state}`,
      };
    });
  const title = lines.some(({ isSilent }) => isSilent) ? 'sources.titleSilent' : 'sources.titleBack';
  return {
    title: text(language, title),
    description: joinLines(
      lines.map(({ line }) => line),
      language,
    ),
  };
}

function sinceLast({ last }: ReportSeries, { timeZone }: Report['period'], language: Language, now: number) {
  const { time } = last!;
  return {
    age: formatDuration(now - time),
    moment: formatMoment(time, timeZone, language),
    last: ageText(time, language, now),
  };
}

function stateOf({ last }: ReportSeries, now: number): (typeof FRESHNESS)[number] {
  return FRESHNESS.find(([, upTo]) => now - last!.time <= upTo)!;
}

function newest(series: readonly ReportSeries[]): ReportSeries {
  return series.reduce((best, one) => (one.last!.time > best.last!.time ? one : best));
}
