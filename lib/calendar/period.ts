import { Temporal } from 'temporal-polyfill';
import { InputError } from '../input-error';
import { BUCKETS, type Bucket, usualBucket } from './bucket';
import { dayNumber, localTime, parseTimeZone, startOfDay } from './zone';

/** A stretch of time, `from` ≤ t < `to`, in ms since the epoch. */
export interface Span {
  from: number;
  to: number;
}

/** What a Report is about; a period that is still running ends now. */
export interface Period extends Span {
  /** The words it was asked for with, such as `7d` or `this month`. */
  label: string;
  bucket: Bucket;
  timeZone: string;
}

export interface ParsedPeriod {
  period: Period;
  /** The period before, over the same elapsed time: today until 14:05 gives yesterday until 14:05. */
  previous: Span;
  /** The same days and hours of the local clock one week earlier; hours (`24h`) keep their length. */
  weekBefore: Span;
}

export interface PeriodOptions {
  /** ms since the epoch */
  now: number;
  timeZone: string;
  /** Undefined: what shows the period at a glance. */
  bucket?: Bucket | undefined;
}

/**
 * A day or a minute of the local clock, `2026-11-23` or `2026-11-23 14:05`; undefined for other texts. A minute that
 * comes twice when clocks are set back is the first one.
 */
export function parseMoment(text: string, timeZone: string): Span | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, date, time] = match;
  try {
    if (!time) {
      const day = dayNumber(Temporal.PlainDate.from(date!, { overflow: 'reject' }));
      return { from: startOfDay(day, timeZone), to: startOfDay(day + 1, timeZone) };
    }
    const from = Temporal.PlainDateTime.from(`${date}T${time}`, { overflow: 'reject' });
    const start = from.toZonedDateTime(timeZone).epochMilliseconds;
    return { from: start, to: start + MINUTE };
  } catch {
    return undefined;
  }
}

/** A period before it is cut at the present moment. */
interface Stretch {
  start: Temporal.ZonedDateTime;
  end: Temporal.ZonedDateTime;
  /** How far back the period before lies. */
  shift: Temporal.DurationLike;
  /** Where the period before starts: a local midnight may be skipped on one day and not on the other. */
  previousStart: Temporal.ZonedDateTime;
  /** Where the same stretch of the week before starts and ends. */
  weekBefore: { start: Temporal.ZonedDateTime; end: Temporal.ZonedDateTime };
}

const EXAMPLES =
  'today, yesterday, 24h, 7d, 30d, 12m, this month, last year, 2026, 2026-11, 2026-11-23, 2026-11-01..2026-11-15';
const LONGEST_YEARS = 100;
const WEEK = { days: 7 };
const MINUTE = 60_000;
const EARLIEST_YEAR = 1970;

const ROLLING_UNITS = { h: 'hours', d: 'days', w: 'weeks', m: 'months', y: 'years' } as const;
const CALENDAR_UNITS = { week: 'weeks', month: 'months', year: 'years' } as const;

/**
 * Understands a period in words: rolling (`24h`, `7d`, `<n>h|d|w|m|y`) or by the local calendar (`today`, `last week`,
 * `2026-11`, `2026-11-01..2026-11-15`, both days included).
 * @throws InputError `bad-period`, `future-period`, `bad-bucket` or `bad-time-zone`
 */
export function parsePeriod(text: string, options: PeriodOptions): ParsedPeriod {
  const timeZone = parseTimeZone(options.timeZone);
  const label = String(text).trim().toLowerCase().replace(/\s+/g, ' ');
  const now = localTime(options.now, timeZone);
  const stretch = parseStretch(label, now);
  const start = stretch.start.epochMilliseconds;
  const end = stretch.end.epochMilliseconds;
  if (start > options.now) {
    throw new InputError('future-period', `The period "${label}" lies in the future.`, { period: label });
  }
  const running = end > options.now;
  const to = running ? options.now : end;
  const bucket = options.bucket ?? usualBucket(end - start);
  if (!BUCKETS.includes(bucket)) {
    throw new InputError(
      'bad-bucket',
      `"${String(bucket).slice(0, 30)}" is no bucket. Use one of ${BUCKETS.join(', ')}.`,
    );
  }
  return {
    period: { from: start, to, label, bucket, timeZone },
    previous: {
      from: stretch.previousStart.epochMilliseconds,
      to: running ? Math.min(now.subtract(stretch.shift).epochMilliseconds, start) : start,
    },
    weekBefore: {
      from: stretch.weekBefore.start.epochMilliseconds,
      to: (running ? now.subtract(WEEK) : stretch.weekBefore.end).epochMilliseconds,
    },
  };
}

const RELATIVE = /^(today|yesterday|(this|last) (week|month|year))$/;

/** The same period with its dates as words where its own words mean another one tomorrow: `yesterday`, `this week`. */
export function datedPeriod(period: Period): Period {
  const { from, to, label, timeZone } = period;
  if (!RELATIVE.test(label)) return period;
  const [first, last] = [from, Math.max(from, to - 1)].map((time) =>
    localTime(time, timeZone).toPlainDate().toString(),
  );
  return { ...period, label: first === last ? first! : `${first}..${last}` };
}

function parseStretch(label: string, now: Temporal.ZonedDateTime): Stretch {
  if (label === 'today') return calendarStretch(now.toPlainDate(), { days: 1 }, now);
  if (label === 'yesterday') return calendarStretch(now.toPlainDate().subtract({ days: 1 }), { days: 1 }, now);

  const rolling = /^(\d{1,6}) ?([hdwmy])$/.exec(label);
  if (rolling) return rollingStretch(label, Number(rolling[1]), rolling[2] as keyof typeof ROLLING_UNITS, now);

  const calendar = /^(this|last) (week|month|year)$/.exec(label);
  if (calendar) {
    const unit = calendar[2] as keyof typeof CALENDAR_UNITS;
    const step = { [CALENDAR_UNITS[unit]]: 1 };
    const first = firstDay(now.toPlainDate(), unit);
    const date = calendar[1] === 'this' ? first : first.subtract(step);
    return calendarStretch(date, step, now);
  }

  const [from, to, more] = label.split('..').map((part) => part.trim());
  if (more === undefined && from !== undefined) {
    const first = parseDates(from);
    if (first && to === undefined) {
      return calendarStretch(first.date, first.length, now);
    }
    const last = to === undefined ? undefined : parseDates(to);
    if (first && last) {
      const afterEnd = last.date.add(last.length);
      const days = first.date.until(afterEnd, { largestUnit: 'days' }).days;
      if (days <= 0) throw malformed(label, 'it ends before it starts');
      if (days > LONGEST_YEARS * 366) throw malformed(label, `it is longer than ${LONGEST_YEARS} years`);
      return calendarStretch(first.date, { days }, now);
    }
  }
  throw malformed(label, 'it is not understood');
}

function calendarStretch(
  date: Temporal.PlainDate,
  length: Temporal.DurationLike,
  now: Temporal.ZonedDateTime,
): Stretch {
  return {
    start: at(date, now),
    end: at(date.add(length), now),
    shift: length,
    previousStart: at(date.subtract(length), now),
    weekBefore: { start: at(date.subtract(WEEK), now), end: at(date.add(length).subtract(WEEK), now) },
  };
}

function rollingStretch(
  label: string,
  count: number,
  unit: keyof typeof ROLLING_UNITS,
  now: Temporal.ZonedDateTime,
): Stretch {
  if (count === 0) throw malformed(label, 'it has no length');
  const shift = { [ROLLING_UNITS[unit]]: count };
  const start = now.subtract(shift);
  if (start.year < now.year - LONGEST_YEARS || start.year < EARLIEST_YEAR) {
    throw malformed(label, `it starts before ${EARLIEST_YEAR} or is longer than ${LONGEST_YEARS} years`);
  }
  const weekEnd = now.subtract(WEEK);
  // 24 hours stay 24 hours, though the clocks change in one week and not in the other.
  const weekStart = unit === 'h' ? weekEnd.subtract(shift) : start.subtract(WEEK);
  return {
    start,
    end: now,
    shift,
    previousStart: start.subtract(shift),
    weekBefore: { start: weekStart, end: weekEnd },
  };
}

/** A year, month or day in ISO form, with its length. */
function parseDates(text: string): { date: Temporal.PlainDate; length: Temporal.DurationLike } | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day] = match;
  if (Number(year) < EARLIEST_YEAR) throw malformed(text, `its year is before ${EARLIEST_YEAR}`);
  try {
    const date = Temporal.PlainDate.from(
      { year: Number(year), month: Number(month ?? 1), day: Number(day ?? 1) },
      { overflow: 'reject' },
    );
    return { date, length: day ? { days: 1 } : month ? { months: 1 } : { years: 1 } };
  } catch {
    throw malformed(text, 'the calendar has no such date');
  }
}

function firstDay(date: Temporal.PlainDate, unit: keyof typeof CALENDAR_UNITS): Temporal.PlainDate {
  if (unit === 'week') return date.subtract({ days: date.dayOfWeek - 1 });
  return unit === 'month' ? date.with({ day: 1 }) : date.with({ month: 1, day: 1 });
}

/** The first moment of a local date in the zone of `now`. */
function at(date: Temporal.PlainDate, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  return localTime(startOfDay(dayNumber(date), now.timeZoneId), now.timeZoneId);
}

function malformed(label: string, why: string): InputError {
  const shown = label.length > 60 ? `${label.slice(0, 60)}…` : label;
  return new InputError('bad-period', `The period "${shown}" can't be used: ${why}. Examples: ${EXAMPLES}.`, {
    period: shown,
  });
}
