import type { Period } from '../calendar/period';
import { formatTime, formatTimeRange } from './dates';
import type { Language } from './language';
import en from './names/en.json';
import pl from './names/pl.json';
import { translator } from './texts';

const name = translator({ en, pl });

/** What a person calls a series: `Water`, `Outdoor temperature`; the series' own name where there is no other. */
export function seriesName(series: string, language: Language): string {
  const key = `series.${series.replace('.', ' ')}`;
  const found = name(language, key);
  return found === key ? series : found;
}

/** What a person calls a meter, the first part of its series' names: `Heat pump`. */
export function meterName(meter: string, language: Language): string {
  const key = `meter.${meter}`;
  const found = name(language, key);
  return found === key ? meter : found;
}

const DAY_STYLE = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const RANGE_STYLE = { day: 'numeric', month: 'long', year: 'numeric' } as const;

/** A period in words: `Today`, `Last 7 days`, `November 2026`, `1–15 November 2026`. */
export function periodName({ label, from, to, timeZone }: Omit<Period, 'bucket'>, language: Language): string {
  const rolling = /^(\d+) ?([hdwmy])$/.exec(label);
  if (rolling) return name(language, `rolling.${rolling[2]}`, { count: Number(rolling[1]) });
  if (/^\d{4}$/.test(label)) return label;
  if (/^\d{4}-\d{2}$/.test(label)) return formatTime(from, timeZone, language, { month: 'long', year: 'numeric' });
  if (/^\d{4}-\d{2}-\d{2}$/.test(label)) return formatTime(from, timeZone, language, DAY_STYLE);
  if (label.includes('..')) return formatTimeRange(from, Math.max(from, to - 1), timeZone, language, RANGE_STYLE);
  const key = `calendar.${label.replace(' ', '-')}`;
  const found = name(language, key);
  return found === key ? label : found;
}
