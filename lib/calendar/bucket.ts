import { InputError } from '../input-error';
import { constantOffsets, dateOfDay, dayNumber, HOUR, localTime, startOfDay } from './zone';

export const BUCKETS = ['5m', 'hour', 'day', 'week', 'month', 'year'] as const;
export type Bucket = (typeof BUCKETS)[number];

const DAY = 24 * HOUR;
const MOST_BUCKETS = 10_000;

/** Shortest usual length of a bucket, for a guess at how many a period has. */
const LENGTH: Record<Bucket, number> = {
  '5m': HOUR / 12,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 28 * DAY,
  year: 365 * DAY,
};

/** The bucket that shows a period of this length (ms) at a glance. */
export function usualBucket(length: number): Bucket {
  if (length <= 3 * HOUR) return '5m';
  if (length <= 3 * DAY) return 'hour';
  if (length <= 93 * DAY) return 'day';
  return length <= 6 * 366 * DAY ? 'month' : 'year';
}

/**
 * The borders of a period's buckets, rising strictly: `from`, every local border between, `to`. Weeks start on Monday.
 * @throws InputError `bad-bucket`, `too-many-buckets`
 */
export function bucketEdges(from: number, to: number, bucket: Bucket, timeZone: string): number[] {
  if (!BUCKETS.includes(bucket)) {
    throw new InputError(
      'bad-bucket',
      `"${String(bucket).slice(0, 30)}" is no bucket. Use one of ${BUCKETS.join(', ')}.`,
    );
  }
  if ((to - from) / LENGTH[bucket] > MOST_BUCKETS) {
    throw new InputError(
      'too-many-buckets',
      `The period has more than ${MOST_BUCKETS} buckets of one ${bucket}. Choose a longer bucket or a shorter period.`,
    );
  }
  const edges = [from];
  for (const edge of candidates(from, to, bucket, timeZone)) {
    if (edge > edges.at(-1)! && edge < to) edges.push(edge);
  }
  edges.push(to);
  return edges;
}

function* candidates(from: number, to: number, bucket: Bucket, timeZone: string): Generator<number> {
  if (bucket === '5m' || bucket === 'hour') {
    for (const stretch of constantOffsets(from, to, timeZone)) {
      const step = LENGTH[bucket];
      const first = Math.ceil((stretch.from + stretch.offset) / step) * step - stretch.offset;
      for (let edge = first; edge < stretch.to; edge += step) yield edge;
    }
    return;
  }
  const first = dayNumber(localTime(from, timeZone).toPlainDate());
  const last = dayNumber(localTime(to, timeZone).toPlainDate());
  if (bucket === 'day' || bucket === 'week') {
    // 1970-01-01, day 0, was a Thursday.
    const monday = first + ((4 - (first % 7) + 7) % 7);
    const start = bucket === 'day' ? first : monday;
    for (let day = start; day <= last; day += bucket === 'day' ? 1 : 7) yield startOfDay(day, timeZone);
    return;
  }
  const step = bucket === 'month' ? { months: 1 } : { years: 1 };
  let date = dateOfDay(first).with(bucket === 'month' ? { day: 1 } : { month: 1, day: 1 });
  for (let day = dayNumber(date); day <= last; day = dayNumber(date)) {
    yield startOfDay(day, timeZone);
    date = date.add(step);
  }
}
