import { fill, textsFor } from './texts';

const DAY = 86_400_000;

/** Discord's styles of a time in a text. */
const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', DAY / 24],
  ['minute', 60_000],
  ['second', 1000],
];

/** A time (ms since the epoch) in one of Discord's styles; `R` is how long ago it is. */
export function showTime(time: number, style: string, locale: string, now = Date.now()): string {
  if (style !== 'R') return new Intl.DateTimeFormat(locale, STYLES[style]).format(time);
  const distance = time - now;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? UNITS.at(-1)!;
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(distance / length), unit);
}

/** When a message was sent, as above it: "Today at 14:05". */
export function sentAt(time: number, locale: string, now = Date.now()): string {
  const texts = textsFor(locale);
  const clock = showTime(time, 't', locale);
  if (isSameDay(time, now)) return fill(texts.today, { time: clock });
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (isSameDay(time, yesterday.getTime())) return fill(texts.yesterday, { time: clock });
  return `${showTime(time, 'd', locale)} ${clock}`;
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
