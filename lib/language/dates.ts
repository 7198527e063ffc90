import type { Bucket } from '../calendar/bucket';
import { type Language, LOCALES } from './language';
import { NO_BREAK_SPACE } from './numbers';

type Style = Intl.DateTimeFormatOptions;

const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 200;

function dateFormat(timeZone: string, language: Language, style: Style): Intl.DateTimeFormat {
  const key = `${timeZone} ${language} ${JSON.stringify(style)}`;
  let format = formats.get(key);
  if (!format) {
    if (formats.size >= MOST_FORMATS) formats.clear();
    format = new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...style });
    formats.set(key, format);
  }
  return format;
}

/** A moment (ms since the epoch) as a zone's wall clock shows it. */
export function formatTime(time: number, timeZone: string, language: Language, style: Style): string {
  return dateFormat(timeZone, language, style).format(time);
}

/** A stretch of time with what both ends share said once: `1–15 November 2026`. The end is the last moment shown. */
export function formatTimeRange(from: number, to: number, timeZone: string, language: Language, style: Style): string {
  return dateFormat(timeZone, language, style).formatRange(from, to);
}

const CLOCK: Style = { hour: '2-digit', minute: '2-digit' };

/** `23 Nov, 14:05` */
export function formatMoment(time: number, timeZone: string, language: Language): string {
  return formatTime(time, timeZone, language, { day: 'numeric', month: 'short', ...CLOCK });
}

const BUCKET_STYLES: Record<Bucket, Style> = {
  '5m': CLOCK,
  hour: CLOCK,
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
};

/** What a bucket is called beside its figure: `14:00`, `Mon, 23 Nov`, `23–29 Nov`, `Nov 2026`, `2026`. */
export function bucketName(
  { from, to }: { from: number; to: number },
  bucket: Bucket,
  timeZone: string,
  language: Language,
): string {
  const style = BUCKET_STYLES[bucket];
  if (bucket === 'week') return formatTimeRange(from, to - 1, timeZone, language, style);
  return formatTime(from, timeZone, language, style);
}

const DURATION_UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A length of time in ms by its two largest units, the same in every language: `3 d 4 h`, `2 h 5 min`, `0 min`. */
export function formatDuration(length: number): string {
  let rest = Math.max(0, Math.round(length / 60_000) * 60_000);
  const parts: string[] = [];
  for (const [symbol, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (symbol === 'min' && parts.length === 0)) parts.push(`${count}${NO_BREAK_SPACE}${symbol}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
