import { formatDuration } from '../../language/dates';
import type { Language } from '../../language/language';
import {
  formatChange,
  formatNumber,
  formatQuantity,
  formatShare,
  NO_BREAK_SPACE,
  unitSymbol,
} from '../../language/numbers';
import type { Unit } from '../../reading';
import type { Figures, ReportSeries } from '../../report';
import { text } from '../texts';

const MINUTE = 60_000;
export const SEPARATOR = ' · ';

/** The figure that stands for a series: a counter's total, a gauge's mean; undefined where nothing is known. */
export function mainFigure({ total, mean }: Figures): number | undefined {
  return total ?? mean;
}

/**
 * The number first, then how good it is: `**1 234 dm³** · 96 % measured · 41 dm³ estimated · last reading 3 min ago`
 * @param now ms; undefined: the age of the last reading is left out
 */
export function figuresLine(series: ReportSeries, name: string, language: Language, now: number | undefined): string {
  const { unit, coverage, estimated, last, min, max } = series;
  const figure = mainFigure(series);
  const age = last && now !== undefined ? ageText(last.time, language, now) : '';
  if (figure === undefined) return [name, text(language, 'figures.nothing'), age].filter(Boolean).join(SEPARATOR);
  const mean = series.total === undefined ? ` ${text(language, 'figures.mean')}` : '';
  return [
    `**${formatQuantity(figure, unit, language)}**${mean}`,
    name,
    min !== undefined && max !== undefined ? rangeText(min, max, unit, language) : '',
    text(language, 'figures.measured', { share: formatShare(coverage, language) }),
    estimated ? text(language, 'figures.estimated', { quantity: formatQuantity(estimated, unit, language) }) : '',
    age,
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}

function rangeText(min: number, max: number, unit: Unit, language: Language): string {
  const [low, high] = [min, max].map((value) => formatQuantity(value, unit, language));
  return text(language, 'figures.range', { min: low!.replace(`${NO_BREAK_SPACE}${unitSymbol(unit)}`, ''), max: high! });
}

export function ageText(time: number, language: Language, now: number): string {
  if (now - time < MINUTE / 2) return text(language, 'figures.lastNow');
  return text(language, 'figures.last', { age: formatDuration(now - time) });
}

/** `Before: 1 100 dm³ (+12 %)` for each period that the report compares with. */
export function comparisonLines(series: ReportSeries, language: Language): string[] {
  const compared = [
    ['before', series.previous],
    ['weekBefore', series.weekBefore],
  ] as const;
  return compared.flatMap(([key, figures]) => {
    if (!figures) return [];
    const before = mainFigure(figures);
    const shown =
      before === undefined
        ? text(language, 'figures.noneBefore')
        : `${formatQuantity(before, series.unit, language)}${changeText(series, before, language)}`;
    return [`${text(language, `figures.${key}`)}: ${shown}`];
  });
}

/** Per cent for consumption, the difference for a temperature. */
function changeText(series: ReportSeries, before: number, language: Language): string {
  const now = mainFigure(series);
  if (now === undefined) return '';
  if (series.kind === 'gauge') {
    const difference = now - before;
    const sign = difference > 0 ? '+' : '';
    return ` (${sign}${formatNumber(difference, language, 1)}${NO_BREAK_SPACE}${unitSymbol(series.unit)})`;
  }
  const change = formatChange(now, before, language);
  return change ? ` (${change})` : '';
}
