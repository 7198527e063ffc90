import { constantOffsets, HOUR } from '../calendar/zone';

const HOURS_A_WEEK = 168;
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const EPOCH_HOUR = 3 * 24;

/** An hour of the house, of which it is known what was used in it. */
export interface KnownHour {
  /** ms since the epoch */
  from: number;
  used: number;
}

/** What a house usually uses in each hour of the local week. */
export class UsualWeek {
  private constructor(
    /** Mean use of each hour of the week, from Monday 0:00 on. */
    private readonly means: readonly number[],
    private readonly timeZone: string,
  ) {}

  /** @returns undefined when some hour of the week is not known at all */
  static of(hours: readonly KnownHour[], timeZone: string): UsualWeek | undefined {
    const sums = Array<number>(HOURS_A_WEEK).fill(0);
    const counts = Array<number>(HOURS_A_WEEK).fill(0);
    const [first, last] = [hours[0], hours.at(-1)];
    if (!first || !last) return undefined;
    const offsets = [...constantOffsets(first.from, last.from + HOUR, timeZone)];
    for (const { from, used } of hours) {
      const offset = offsets.find((stretch) => from < stretch.to)!.offset;
      const hour = hourOfWeek(from + offset);
      sums[hour]! += used;
      counts[hour]! += 1;
    }
    if (counts.includes(0)) return undefined;
    return new UsualWeek(
      sums.map((sum, hour) => sum / counts[hour]!),
      timeZone,
    );
  }

  /** What is usually used between two moments. */
  between(from: number, to: number): number {
    let sum = 0;
    for (const stretch of constantOffsets(from, to, this.timeZone)) {
      for (let time = stretch.from; time < stretch.to; ) {
        const local = time + stretch.offset;
        const end = Math.min(stretch.to, time + HOUR - modulo(local, HOUR));
        sum += (this.means[hourOfWeek(local)]! * (end - time)) / HOUR;
        time = end;
      }
    }
    return sum;
  }
}

function hourOfWeek(local: number): number {
  return modulo(Math.floor(local / HOUR) + EPOCH_HOUR, HOURS_A_WEEK);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
