import { PollSchedule, type ScheduleOptions } from './schedule';

export interface PollerEvents {
  /** Sends the request to a device; its answer comes with the same number. */
  ask(device: number, poll: number): void;
  /** A device has not answered, and its retries are used up. */
  failed(device: number, error: string): void;
  /** It stands otherwise with a device than before. */
  changed(): void;
}

/** By a clock that is never set, ms since the epoch. */
const now = (): number => performance.timeOrigin + performance.now();
/** A timer of Node.js can't wait for longer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Reads the devices of one line by a schedule: one request at a time, until it is stopped. */
export class Poller {
  readonly schedule: PollSchedule;
  readonly #events: PollerEvents;
  readonly #timeout: number;
  #timer: NodeJS.Timeout | undefined;
  #device = 0;
  #poll = 0;

  /** @param delay before the first poll, in ms */
  constructor(options: ScheduleOptions, events: PollerEvents, delay: number) {
    this.schedule = new PollSchedule(options, now() + delay);
    this.#events = events;
    this.#timeout = options.timeout;
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#poll = Number.NaN;
  }

  /** Reads all devices now, one after the other. */
  pollAll(): void {
    this.schedule.pollAll(now());
    this.#plan();
  }

  /**
   * The answer to a poll, or why there is none.
   * @returns the device that it is from; undefined where nobody waits for it any more, or yet
   */
  answer(poll: unknown, error: string | undefined): number | undefined {
    if (poll !== this.#poll || this.schedule.deadline === undefined) return undefined;
    this.#settle(error);
    return this.#device;
  }

  #settle(error: string | undefined): void {
    const device = this.#device;
    const before = this.schedule.reports[device]!;
    if (error === undefined) this.schedule.answered(now());
    else if (this.schedule.failed(now(), error)) this.#events.failed(device, error);
    const after = this.schedule.reports[device]!;
    if (before.state !== after.state || before.error !== after.error) this.#events.changed();
    this.#plan();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    const next = this.schedule.next(now());
    const wait = 'wake' in next ? Math.max(0, next.wake - now()) : 0;
    // What is sent at once may be answered at once: the stack must not grow.
    this.#timer = setTimeout(() => this.#act(), Math.min(wait, LONGEST_WAIT));
  }

  #act(): void {
    const { deadline } = this.schedule;
    if (deadline !== undefined) {
      if (now() >= deadline) this.#settle(`no answer within ${this.#timeout / 1000} s`);
      else this.#plan();
      return;
    }
    const next = this.schedule.next(now());
    if ('device' in next) {
      this.#device = next.device;
      this.#poll += 1;
      this.schedule.asked(next.device, now());
      this.#events.ask(next.device, this.#poll);
    }
    this.#plan();
  }
}

/** A moment of the clock above, by the computer's own. */
export function toWallClock(time: number): number {
  return Math.round(Date.now() - (now() - time));
}
