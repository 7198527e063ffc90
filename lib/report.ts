import { BUCKETS, type Bucket } from './calendar/bucket';
import type { Period, Span } from './calendar/period';
import { parseTimeZone } from './calendar/zone';
import { InputError } from './input-error';
import { isSeriesName, isTime, isValue, KINDS, type Kind, show, UNITS, type Unit } from './reading';

/** The figures of one series over one stretch of time. */
export interface Figures {
  /** Counters: consumption, in the series' unit. Absent when no reading tells. */
  total?: number;
  /** Gauges: time-weighted mean, and the extremes. Absent when no reading tells. */
  mean?: number;
  min?: number;
  max?: number;
  /** 0…1: the share of the time that readings back. */
  coverage: number;
  /** Counters: how much of `total` was apportioned over gaps. Absent when none. */
  estimated?: number;
}

/** What happened to the readings of a period, where its figures want an explanation. */
export const REPORT_EVENT_KINDS = [
  'gap',
  'glitch',
  'rollover',
  'replacement',
  'reset',
  'jump',
  'implausible',
  'stuck',
  'clock',
] as const;

export interface ReportEvent {
  /** The number under which it is listed and can be repaired. */
  id: number;
  kind: (typeof REPORT_EVENT_KINDS)[number];
  /** ms since the epoch */
  time: number;
  /** Of what lasts: until when, ms. */
  to?: number;
}

export interface ReportBucket extends Figures, Span {}

export interface ReportSeries extends Figures {
  /** The house, in a Report about several. */
  home?: string;
  series: string;
  kind: Kind;
  unit: Unit;
  /** The newest reading before the end of the period. */
  last?: { time: number; value: number };
  /** For every counter the buckets' totals add up to `total`. */
  buckets: ReportBucket[];
  /** The same figures for the period before, over the same elapsed time. */
  previous?: Figures & Span;
  /** The same figures for the same days and hours of the local clock one week earlier. */
  weekBefore?: Figures & Span;
  /** The newest events of the period, the newest first. Absent when there was none. */
  events?: ReportEvent[];
}

/** The answer to a question: what one or several series did in a period. Plain JSON. */
export interface Report {
  period: Period;
  series: ReportSeries[];
}

const LONGEST_LABEL = 100;
const MOST_SERIES = 10_000;
const HOME = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const MOST_BUCKETS = 10_000;
const MOST_EVENTS = 100;
/** Calendars and time zones are sure of themselves in these years; the longest period has 100. */
const EARLIEST = Date.UTC(1800, 0);
const LATEST = Date.UTC(2300, 0);

/** Whether a text can name a house among several: `a-z`, `0-9`, `_`, `-`, at most 40 characters. */
export function isHome(text: unknown): text is string {
  return typeof text === 'string' && HOME.test(text);
}

/**
 * Checks that a value from outside is a Report and gives it back without foreign properties; null counts as absent.
 * All series must have the same buckets, in order of time.
 * @throws InputError `bad-report` that names the field, what it held and what belongs there.
 */
export function parseReport(input: unknown): Report {
  const { period, series } = parseObject('the report', input, 'an object with period and series');
  const known = parsePeriod(period);
  const all = parseList('series', series, MOST_SERIES).map(parseSeries);
  for (const { series: name, buckets } of all) {
    const same = (other: ReportBucket, index: number): boolean =>
      other.from === buckets[index]?.from && other.to === buckets[index]?.to;
    if (buckets.length !== all[0]!.buckets.length || !all[0]!.buckets.every(same)) {
      throw bad(`buckets of ${name}`, `${buckets.length} others`, `the same as those of ${all[0]!.series}`);
    }
  }
  return { period: known, series: all };
}

/** @throws InputError `bad-report` */
export function parsePeriod(input: unknown): Period {
  const period = parseObject('period', input, 'an object with from, to, label, bucket and timeZone');
  const { label, bucket, timeZone } = period;
  const span = parseSpan('period', period);
  if (typeof label !== 'string' || label.length > LONGEST_LABEL) {
    throw bad('period.label', label, `a text of at most ${LONGEST_LABEL} characters`);
  }
  if (!BUCKETS.includes(bucket as Bucket)) throw bad('period.bucket', bucket, `one of ${BUCKETS.join(', ')}`);
  try {
    return { ...span, label, bucket: bucket as Bucket, timeZone: parseTimeZone(String(timeZone)) };
  } catch {
    throw bad('period.timeZone', timeZone, 'an IANA name such as Europe/Warsaw');
  }
}

function parseSeries(input: unknown): ReportSeries {
  const entry = parseObject('a series', input, 'an object with series, kind, unit, coverage and buckets');
  const { home, series, kind, unit, last, buckets, previous, weekBefore, events } = entry;
  if (!isSeriesName(series)) throw bad('series', series, 'a name such as "water.volume"');
  if (!KINDS.includes(kind as Kind)) throw bad(`kind of ${series}`, kind, `one of ${KINDS.join(', ')}`);
  if (!UNITS.includes(unit as Unit)) throw bad(`unit of ${series}`, unit, `one of ${UNITS.join(', ')}`);
  if (isPresent(home) && !isHome(home)) throw bad(`home of ${series}`, home, 'a name such as "home-1"');
  const parsed: ReportSeries = {
    ...(isPresent(home) ? { home: home as string } : {}),
    series,
    kind: kind as Kind,
    unit: unit as Unit,
    ...parseFigures(series, entry),
    buckets: parseBuckets(series, buckets),
  };
  if (isPresent(last)) {
    const { time, value } = parseObject(`last of ${series}`, last, 'an object with time and value');
    if (!isTime(time) || !isValue(value)) throw bad(`last of ${series}`, last, '{ time, value }, both numbers');
    parsed.last = { time, value };
  }
  if (isPresent(previous)) parsed.previous = parseBucket(`previous of ${series}`, previous);
  if (isPresent(weekBefore)) parsed.weekBefore = parseBucket(`weekBefore of ${series}`, weekBefore);
  if (isPresent(events)) {
    parsed.events = parseList(`events of ${series}`, events, MOST_EVENTS).map((event) => parseEvent(series, event));
  }
  return parsed;
}

function parseEvent(series: string, input: unknown): ReportEvent {
  const { id, kind, time, to } = parseObject(`an event of ${series}`, input, 'an object with id, kind and time');
  if (!Number.isSafeInteger(id)) throw bad(`id of an event of ${series}`, id, 'a whole number');
  if (!REPORT_EVENT_KINDS.includes(kind as ReportEvent['kind'])) {
    throw bad(`kind of an event of ${series}`, kind, `one of ${REPORT_EVENT_KINDS.join(', ')}`);
  }
  if (!isTime(time) || time < EARLIEST || time > LATEST) throw bad(`time of an event of ${series}`, time, 'ms');
  if (isPresent(to) && (!isTime(to) || to < time || to > LATEST)) {
    throw bad(`to of an event of ${series}`, to, 'ms, not before its time');
  }
  const event: ReportEvent = { id: id as number, kind: kind as ReportEvent['kind'], time };
  return isPresent(to) ? { ...event, to: to as number } : event;
}

function parseBuckets(series: string, input: unknown): ReportBucket[] {
  const buckets = parseList(`buckets of ${series}`, input, MOST_BUCKETS).map((bucket, index) =>
    parseBucket(`buckets[${index}] of ${series}`, bucket),
  );
  for (const [index, { from }] of buckets.entries()) {
    const before = buckets[index - 1];
    if (before && from < before.to) throw bad(`buckets[${index}].from of ${series}`, from, 'after the bucket before');
  }
  return buckets;
}

function parseBucket(field: string, input: unknown): ReportBucket {
  const bucket = parseObject(field, input, 'an object with from, to and coverage');
  return { ...parseSpan(field, bucket), ...parseFigures(field, bucket) };
}

function parseSpan(field: string, { from, to }: Record<string, unknown>): Span {
  if (!isTime(from) || from < EARLIEST) throw bad(`from of ${field}`, from, 'ms since 1970-01-01 UTC, from 1800 on');
  if (!isTime(to) || to < from || to > LATEST) throw bad(`to of ${field}`, to, 'ms, not before from, until 2300');
  return { from, to };
}

/** @throws InputError `bad-report` */
export function parseFigures(field: string, input: Record<string, unknown>): Figures {
  const { coverage } = input;
  if (!isValue(coverage) || coverage < 0 || coverage > 1) {
    throw bad(`coverage of ${field}`, coverage, 'a number from 0 to 1');
  }
  const figures: Figures = { coverage };
  for (const name of ['total', 'mean', 'min', 'max', 'estimated'] as const) {
    const value = input[name];
    if (!isPresent(value)) continue;
    if (!isValue(value)) throw bad(`${name} of ${field}`, value, 'a finite number of at most 15 digits');
    figures[name] = value;
  }
  return figures;
}

function parseObject(field: string, input: unknown, wanted: string): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw bad(field, input, wanted);
  return input as Record<string, unknown>;
}

function parseList(field: string, input: unknown, most: number): unknown[] {
  if (!Array.isArray(input) || input.length > most) throw bad(field, input, `a list of at most ${most}`);
  return input;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function bad(field: string, value: unknown, wanted: string): InputError {
  return new InputError('bad-report', `This is no usable report: ${field} is ${show(value)}, but must be ${wanted}.`, {
    field,
    wanted,
  });
}
