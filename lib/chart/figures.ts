import type { Period } from '../calendar/period';
import { localTime } from '../calendar/zone';
import { formatTimeRange } from '../language/dates';
import type { Language } from '../language/language';
import { formatChange, formatQuantity, formatShare } from '../language/numbers';
import type { ReportSeries } from '../report';
import { text } from './texts';

/** A series' figure over the whole period: `123.4 kWh`, `mean 3.2 °C (−5.1 °C to 8.2 °C)`; undefined when not known. */
export function seriesFigure(series: ReportSeries, language: Language): string | undefined {
  const { total, mean, min, max, unit } = series;
  if (total !== undefined || mean === undefined || min === undefined || max === undefined) {
    return shortFigure(series, language);
  }
  const say = (value: number): string => formatQuantity(value, unit, language);
  return text(language, 'mean-range', { mean: say(mean), min: say(min), max: say(max) });
}

/** The same without the range: `123.4 kWh`, `mean 3.2 °C`. */
export function shortFigure({ total, mean, unit }: ReportSeries, language: Language): string | undefined {
  if (total !== undefined) return formatQuantity(total, unit, language);
  return mean === undefined ? undefined : text(language, 'mean', { mean: formatQuantity(mean, unit, language) });
}

/** `+12 % against the period before (110.2 kWh)`; undefined when there is nothing to compare. */
export function seriesChange({ total, previous, unit }: ReportSeries, language: Language): string | undefined {
  if (total === undefined || previous?.total === undefined) return undefined;
  const change = formatChange(total, previous.total, language);
  return change && text(language, 'change', { change, value: formatQuantity(previous.total, unit, language) });
}

/** How good the figures are: `96 % measured`, by the worst series, and what of each was estimated. */
export function quality(series: readonly ReportSeries[], language: Language): string[] {
  const worst = Math.min(...series.map(({ coverage }) => coverage));
  const estimates = series.flatMap(({ estimated, unit }) =>
    estimated ? [text(language, 'estimated', { value: formatQuantity(estimated, unit, language) })] : [],
  );
  return [text(language, 'measured', { share: formatShare(worst, language) }), ...estimates];
}

const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const MOMENT = { ...DATE, hour: '2-digit', minute: '2-digit' } as const;

/** From when to when, and by which clock: `16 – 22 Nov 2026 · Europe/Warsaw`. */
export function periodSpan({ from, to, timeZone }: Period, language: Language): string {
  const whole = [from, to].every((time) => {
    const { hour, minute } = localTime(time, timeZone);
    return hour === 0 && minute === 0;
  });
  const range =
    whole && to > from
      ? formatTimeRange(from, to - 1, timeZone, language, DATE)
      : formatTimeRange(from, to, timeZone, language, MOMENT);
  return `${range} · ${timeZone}`;
}
