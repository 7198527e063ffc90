import { Temporal } from 'temporal-polyfill';
import { InputError } from '../input-error';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const EPOCH_DATE = new Temporal.PlainDate(1970, 1, 1);
const MOST_ZONES = 16;

/** Names that were checked before: every question checks some, and each check costs a fifth of a millisecond. */
const usualSpellings = new Map<string, string>();

/**
 * Checks an IANA time zone name and gives it in its usual spelling.
 * @throws InputError `bad-time-zone`
 */
export function parseTimeZone(name: string): string {
  const known = usualSpellings.get(name);
  if (known !== undefined) return known;
  try {
    const spelling = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    if (usualSpellings.size >= MOST_ZONES) usualSpellings.clear();
    usualSpellings.set(name, spelling);
    return spelling;
  } catch {
    throw new InputError(
      'bad-time-zone',
      `"${name.slice(0, 60)}" is no time zone. Use an IANA name such as Europe/Warsaw.`,
    );
  }
}

/** The time zone of this machine. */
export function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The local wall clock of a moment. */
export function localTime(time: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);
}

/** Local dates as whole numbers: days since 1970-01-01. */
export function dayNumber(date: Temporal.PlainDate): number {
  return EPOCH_DATE.until(date, { largestUnit: 'days' }).days;
}

export function dateOfDay(day: number): Temporal.PlainDate {
  return EPOCH_DATE.add({ days: day });
}

/** Starts of local days that were asked for before: a year of them costs Temporal 10 ms, the map 0.02 ms. */
const dayStarts = new Map<string, Map<number, number>>();

/** The first moment of a local day, in ms: usually midnight, later where a change of clocks skips it. */
export function startOfDay(day: number, timeZone: string): number {
  let known = dayStarts.get(timeZone);
  if (!known) {
    if (dayStarts.size >= MOST_ZONES) dayStarts.clear();
    known = new Map();
    dayStarts.set(timeZone, known);
  }
  let start = known.get(day);
  if (start === undefined) {
    start = dateOfDay(day).toZonedDateTime(timeZone).epochMilliseconds;
    known.set(day, start);
  }
  return start;
}

/** A stretch of time during which a zone's clocks don't change: `local = utc + offset`, in ms. */
export interface ConstantOffset {
  from: number;
  to: number;
  offset: number;
}

/** Cuts `from`…`to` at every change of the zone's clocks. */
export function* constantOffsets(from: number, to: number, timeZone: string): Generator<ConstantOffset> {
  for (let start = from; start < to; ) {
    const local = localTime(start, timeZone);
    const change = local.getTimeZoneTransition('next')?.epochMilliseconds ?? to;
    const end = Math.min(change, to);
    yield { from: start, to: end, offset: local.offsetNanoseconds / 1e6 };
    start = end;
  }
}
