import type { Carried } from '../ledger/line';
import type { Outbox } from './outbox';
import type { Sqlite } from './sqlite';

/**
 * A constant that is added to what every point from `time` on carries. A repair or a late reading changes what comes
 * after it by a constant; so that is one row, however many readings follow.
 */
export interface Shift extends Carried {
  time: number;
}

const NONE: Carried = { carried: 0, gap: 0, estimated: 0 };
/** Binary dust of a difference, in the series' unit. */
const DUST = 1e-9;

/** The shifts of a series, and what they add up to. */
export class Shifts {
  private constructor(
    private readonly db: Sqlite,
    private readonly series: number,
    /** Oldest first; each with the sum up to and with it. */
    private sums: readonly Shift[],
    private readonly outbox: Outbox | undefined,
  ) {}

  /** @param outbox told what changes; whoever only reads needs none */
  static async load(db: Sqlite, series: number, outbox?: Outbox): Promise<Shifts> {
    return new Shifts(db, series, await readSums(db, series), outbox);
  }

  /** What is added to what a stored point at a moment carries. */
  at(time: number): Carried {
    // There are few, and what is asked for is mostly after all of them.
    return this.sums.findLast((sum) => sum.time <= time) ?? NONE;
  }

  /** Adds a constant to what every point from a moment on carries. */
  async add(time: number, by: Carried): Promise<void> {
    if (isNone(by)) return;
    await this.outbox?.addFrom({ id: this.series }, time);
    await this.db.run(
      `INSERT INTO shift (series, time, carried, gap, estimated) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (series, time) DO UPDATE SET carried = shift.carried + excluded.carried,
         gap = shift.gap + excluded.gap, estimated = shift.estimated + excluded.estimated`,
      [this.series, time, by.carried, by.gap, by.estimated],
    );
    await this.db.run(
      `DELETE FROM shift WHERE series = ? AND time = ? AND abs(carried) < ${DUST} AND gap = 0 AND abs(estimated) < ${DUST}`,
      [this.series, time],
    );
    this.sums = await readSums(this.db, this.series);
  }
}

async function readSums(db: Sqlite, series: number): Promise<Shift[]> {
  const rows = await db.all<Shift>('SELECT time, carried, gap, estimated FROM shift WHERE series = ? ORDER BY time', [
    series,
  ]);
  let sum = NONE;
  return rows.map(({ time, ...by }) => {
    sum = plus(sum, by);
    return { time, ...sum };
  });
}

export function plus(a: Carried, b: Carried): Carried {
  return { carried: a.carried + b.carried, gap: a.gap + b.gap, estimated: a.estimated + b.estimated };
}

export function minus(a: Carried, b: Carried): Carried {
  return { carried: a.carried - b.carried, gap: a.gap - b.gap, estimated: a.estimated - b.estimated };
}

function isNone({ carried, gap, estimated }: Carried): boolean {
  return Math.abs(carried) < DUST && gap === 0 && Math.abs(estimated) < DUST;
}
