import { BUCKETS, type Bucket } from '../calendar/bucket';
import type { Period, Span } from '../calendar/period';
import { constantOffsets } from '../calendar/zone';
import { bucketName, formatTime } from '../language/dates';
import type { Language } from '../language/language';

/** A label under a bucket, in one or two lines. */
export interface Tick {
  index: number;
  lines: string[];
}

export interface TimeAxis {
  /** Sets of labels, from many to few; every set fits a wider picture than the next. */
  tickSets: Tick[][];
  /** Indexes of the buckets where a new day (of hours), month (of days) or year (of months) begins. */
  borders: number[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SHOWS_WEEKDAYS = 10 * DAY;

type Style = 'time' | 'day' | 'month' | 'year';

/** A step of labels: a label stands wherever `unitOf` of a bucket's local start differs from the bucket's before. */
interface Step {
  style: Style;
  /** Not for longer buckets than this. */
  finest: Bucket;
  unitOf: (local: Date) => number;
}

const STEPS: readonly Step[] = [
  ...[5, 10, 15, 30].map((count): Step => minutes(count, '5m')),
  ...[60, 120, 180, 240, 360, 720].map((count): Step => minutes(count, 'hour')),
  ...[1, 2].map((count): Step => ({ style: 'day', finest: 'day', unitOf: (local) => dayOf(local) / count })),
  // Day 0, 1970-01-01, was a Thursday: weeks of Mondays start 3 days before.
  ...[1, 2].map((count): Step => ({ style: 'day', finest: 'week', unitOf: (local) => (dayOf(local) + 3) / 7 / count })),
  ...[1, 2, 3, 6].map(
    (count): Step => ({ style: 'month', finest: 'month', unitOf: (local) => monthOf(local) / count }),
  ),
  ...[1, 2, 5, 10, 20].map(
    (count): Step => ({ style: 'year', finest: 'year', unitOf: (local) => local.getUTCFullYear() / count }),
  ),
];

/** What borders show, from fine to coarse: the finest that are not too many. */
const BORDERS: Record<Bucket, ((local: Date) => number)[]> = {
  '5m': [dayOf, monthOf, yearOf],
  hour: [dayOf, monthOf, yearOf],
  day: [monthOf, yearOf],
  week: [monthOf, yearOf],
  month: [yearOf],
  year: [],
};
const MOST_BORDERS = 36;

function minutes(count: number, finest: Bucket): Step {
  return { style: 'time', finest, unitOf: (local) => local.getTime() / (count * MINUTE) };
}

function dayOf(local: Date): number {
  return Math.floor(local.getTime() / DAY);
}

function yearOf(local: Date): number {
  return local.getUTCFullYear();
}

function monthOf(local: Date): number {
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** The labels and borders of an axis of buckets, by the wall clock of the period's zone. */
export function timeAxis(buckets: readonly Span[], period: Period, language: Language): TimeAxis {
  const { bucket, timeZone } = period;
  if (!buckets[0]) return { tickSets: [], borders: [] };
  const clocks = wallClocks(buckets, timeZone);
  const changes = (unitOf: (local: Date) => number): number[] =>
    clocks.flatMap((clock, index) => {
      const before = index > 0 ? clocks[index - 1]! : new Date(clock.getTime() - 1);
      return Math.floor(unitOf(clock)) === Math.floor(unitOf(before)) ? [] : [index];
    });
  // A day, month or year that the period's start cuts is that day, month or year all the same.
  const withFirst = (indexes: number[]): number[] => (indexes[0] === 0 ? indexes : [0, ...indexes]);
  const write = tickWriter(buckets, clocks, period, language);
  const tickSets = STEPS.filter(({ finest }) => BUCKETS.indexOf(finest) >= BUCKETS.indexOf(bucket))
    .map(({ style, finest, unitOf }, place) => {
      const indexes = changes(unitOf);
      const labelled = place === 0 && finest === bucket && style !== 'time' ? withFirst(indexes) : indexes;
      return labelled.map((index, position) => write(index, style, position));
    })
    .filter((ticks) => ticks.length > 0);
  if (tickSets.length === 0) {
    tickSets.push([{ index: 0, lines: [bucketName(buckets[0], bucket, timeZone, language)] }]);
  }
  const borders = BORDERS[bucket]
    .map((unitOf) => changes(unitOf).filter((index) => index > 0))
    .find(({ length }) => length <= MOST_BORDERS);
  return { tickSets, borders: borders ?? [] };
}

/** The local time of each bucket's start, as if it were UTC. */
function wallClocks(buckets: readonly Span[], timeZone: string): Date[] {
  const stretches = constantOffsets(buckets[0]!.from, buckets.at(-1)!.from + 1, timeZone);
  let stretch = stretches.next().value;
  return buckets.map(({ from }) => {
    while (stretch && from >= stretch.to) stretch = stretches.next().value ?? undefined;
    return new Date(from + (stretch?.offset ?? 0));
  });
}

function tickWriter(
  buckets: readonly Span[],
  clocks: readonly Date[],
  { timeZone }: Period,
  language: Language,
): (index: number, style: Style, place: number) => Tick {
  const length = buckets.at(-1)!.to - buckets[0]!.from;
  const oneDay = dayOf(clocks[0]!) === dayOf(clocks.at(-1)!);
  const say = (index: number, style: Intl.DateTimeFormatOptions): string =>
    formatTime(buckets[index]!.from, timeZone, language, style);
  const day = (index: number): string[] =>
    length <= SHOWS_WEEKDAYS
      ? [say(index, { weekday: 'short' }), say(index, { day: 'numeric', month: 'short' })]
      : [say(index, { day: 'numeric', month: 'short' })];
  const styles: Record<Style, (index: number, place: number) => string[]> = {
    time: (index) => {
      const isMidnight = clocks[index]!.getTime() % DAY === 0;
      return isMidnight && !oneDay ? day(index) : [say(index, { hour: '2-digit', minute: '2-digit' })];
    },
    day,
    // The year stands once, and again where a new one begins.
    month: (index, place) =>
      place === 0 || clocks[index]!.getUTCMonth() === 0
        ? [say(index, { month: 'short' }), say(index, { year: 'numeric' })]
        : [say(index, { month: 'short' })],
    year: (index) => [say(index, { year: 'numeric' })],
  };
  return (index, style, place) => ({ index, lines: styles[style](index, place) });
}

/**
 * The set with the most labels that fit beside each other; of the sparsest those that do.
 * @param space pixels from one bucket to the next
 * @param measure width of a text in pixels
 */
export function fittingTicks(
  tickSets: readonly Tick[][],
  space: number,
  gap: number,
  measure: (text: string) => number,
): Tick[] {
  for (const [place, ticks] of tickSets.entries()) {
    const fitting = dropCovered(ticks, space, gap, measure);
    if (fitting.length === ticks.length || place === tickSets.length - 1) return fitting;
  }
  return [];
}

function dropCovered(ticks: readonly Tick[], space: number, gap: number, measure: (text: string) => number): Tick[] {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.filter(({ index, lines }) => {
    const half = Math.max(...lines.map(measure)) / 2;
    const start = index * space - half;
    if (start < end + gap) return false;
    end = index * space + half;
    return true;
  });
}
