import { InputError } from '../input-error';
import type { Reading } from '../reading';
import { emptyResult, type StoreResult } from './write';

interface Job {
  readings: readonly Reading[];
  /** They are brought in, and not news of a meter. */
  isOld: boolean;
  resolve: (result: StoreResult) => void;
  reject: (error: unknown) => void;
}

/** What goes into one transaction. */
export type Batch = readonly Pick<Job, 'readings' | 'isOld'>[];

export interface WriteState {
  /** Readings in memory that are not on the disk yet. */
  waiting: number;
  /** Why the last attempt failed; undefined when it did not. */
  error?: Error | undefined;
}

export interface WriteQueueOptions {
  /** Writes a batch in one transaction and gives a result a job. */
  write: (batch: Batch) => Promise<StoreResult[]>;
  /** Whether a failure passes by itself (disk full, file locked or gone), so that the batch is kept and tried again. */
  isPassing: (error: unknown) => boolean;
  onState: (state: WriteState) => void;
  /** Bounds for tests; the defaults are for real use. */
  most?: number;
  firstPause?: number;
}

/** Messages that arrive within this time share a transaction, in ms. */
const GATHER = 100;
/** So many readings are worth a transaction of their own at once. */
const FULL_BATCH = 500;
/** Readings kept in memory while the disk fails: about two weeks of 20 series every 5 minutes. */
const MOST_WAITING = 100_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * Gathers readings into few transactions, one after the other. A promise settles after the commit; while the disk
 * fails, the readings wait in memory and are tried again with growing pauses.
 */
export class WriteQueue {
  private jobs: Job[] = [];
  private waiting = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private pause = 0;
  private failure: Error | undefined;
  private closed = false;

  constructor(private readonly options: WriteQueueOptions) {}

  /**
   * @param isOld they come from another database, and not from a meter: that they are late is no news
   * @returns the result after the commit
   * @throws InputError `buffer-full` when the disk has failed for so long that the memory set aside is used up, or
   *   `closed`
   */
  add(readings: readonly Reading[], isOld = false): Promise<StoreResult> {
    if (this.closed)
      return Promise.reject(new InputError('closed', 'The database is being closed; nothing was stored.'));
    if (readings.length === 0) return Promise.resolve(emptyResult());
    const most = this.options.most ?? MOST_WAITING;
    if (this.pause > 0 && this.waiting + readings.length > most) {
      return Promise.reject(
        new InputError(
          'buffer-full',
          `The database has failed for so long that ${this.waiting} readings wait in memory, and these ` +
            `${readings.length} don't fit any more. They were not stored. Free the disk or bring the file back.`,
          { waiting: this.waiting },
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.jobs.push({ readings, isOld, resolve, reject });
      this.waiting += readings.length;
      if (this.pause > 0) this.report(this.failure);
      this.schedule();
    });
  }

  /** Writes what waits, once, and refuses what can't be written; nothing more is taken. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
    clearTimeout(this.timer);
    if (this.jobs.length > 0) await this.flush();
    const left = this.jobs.splice(0);
    this.waiting = 0;
    for (const job of left) {
      job.reject(
        new InputError(
          'closed',
          `The database was closed while it failed (${this.failure?.message ?? 'unknown'}); these readings were not stored.`,
        ),
      );
    }
  }

  private schedule(): void {
    if (this.timer || this.running) return;
    const gather = this.waiting >= FULL_BATCH ? 0 : GATHER;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.running = this.flush().finally(() => {
        this.running = undefined;
        if (this.jobs.length > 0 && !this.closed) this.schedule();
      });
    }, this.pause || gather);
  }

  /** Tries to write all that waits in one transaction. Never rejects. */
  private async flush(): Promise<void> {
    const batch = this.jobs;
    this.jobs = [];
    await this.writeJobs(batch);
  }

  private async writeJobs(batch: Job[]): Promise<void> {
    try {
      const results = await this.options.write(batch);
      this.settle(batch, (job, index) => job.resolve(results[index]!));
      this.pause = 0;
      this.report(undefined);
    } catch (error) {
      if (this.options.isPassing(error)) {
        this.jobs = [...batch, ...this.jobs];
        this.pause =
          this.pause === 0 ? (this.options.firstPause ?? FIRST_PAUSE) : Math.min(this.pause * 2, LONGEST_PAUSE);
        this.report(error as Error);
      } else if (batch.length > 1) {
        // One of them spoils the transaction of all: each for itself shows which.
        for (const job of batch) await this.writeJobs([job]);
      } else {
        this.pause = 0;
        this.settle(batch, (job) => job.reject(error));
        this.report(error as Error);
      }
    }
  }

  private settle(batch: readonly Job[], end: (job: Job, index: number) => void): void {
    for (const [index, job] of batch.entries()) {
      this.waiting -= job.readings.length;
      end(job, index);
    }
  }

  private report(error: Error | undefined): void {
    this.failure = error;
    this.options.onState({ waiting: this.waiting, error });
  }
}
