import { type Bucket, bucketEdges } from '../calendar/bucket';
import type { Period } from '../calendar/period';
import type { ReportBucket } from '../report';

/**
 * How far a bar can be trusted: `partial` when its bucket is cut by an end of the period or still running, `gappy` when
 * readings are missing in it and no estimate says how much that may be.
 */
export type BucketState = 'whole' | 'partial' | 'gappy';

const ENOUGH_COVERAGE = 0.95;
/** The newest readings are always some minutes old: that is no gap. */
const USUAL_DELAY = 15 * 60_000;

/** Which buckets of a period are only parts of an hour, a day and so on. */
export function partialBuckets(buckets: readonly ReportBucket[], period: Period, now: number): boolean[] {
  const { bucket, timeZone } = period;
  return buckets.map(({ from, to }, index) => {
    if (to > now) return true;
    const first = index === 0 && !isBorder(from, bucket, timeZone);
    const last = index === buckets.length - 1 && !isBorder(to, bucket, timeZone);
    return first || last;
  });
}

function isBorder(time: number, bucket: Bucket, timeZone: string): boolean {
  return bucketEdges(time - 1, time + 1, bucket, timeZone).length === 3;
}

export function bucketState(bucket: ReportBucket, partial: boolean): BucketState {
  const missing = (1 - bucket.coverage) * (bucket.to - bucket.from);
  const isUsual = isCovered(bucket) || (partial && missing <= USUAL_DELAY);
  if (!isUsual && !bucket.estimated) return 'gappy';
  return partial ? 'partial' : 'whole';
}

/** Whether readings back nearly all of a bucket. */
export function isCovered({ coverage }: ReportBucket): boolean {
  return coverage >= ENOUGH_COVERAGE;
}
