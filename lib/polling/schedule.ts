/** A device on a line, and when it is read. */
export interface PolledDevice {
  name: string;
  /** From one poll to the next, in ms; polls are at whole multiples of it since the epoch, and a little later. */
  interval: number;
}

export interface ScheduleOptions {
  devices: readonly PolledDevice[];
  /** From one device's poll to the next one's, in ms, so that a dead device does not make the others late. */
  spread: number;
  /** How long an answer may take, in ms. */
  timeout: number;
  /** Between an answer and the next request, in ms. */
  pause: number;
  /** How often a request without an answer is made again at once. */
  retries: number;
}

export type DeviceState = 'unknown' | 'answers' | 'retried' | 'paused';

/** How it stands with a device. Times are ms since the epoch. */
export interface DeviceReport {
  device: string;
  state: DeviceState;
  /** Since when it is in this state; of one that does not answer, since its first failed poll. */
  since?: number;
  /** Its last answer. */
  answered?: number;
  /** Why its last poll failed. */
  error?: string;
}

/** What a schedule wants next: a device is asked, or nothing until a moment. */
export type Next = { device: number } | { wake: number };

interface Track {
  interval: number;
  offset: number;
  /** Of the next regular poll. */
  due: number;
  /** Failed polls in a row. */
  failures: number;
  /** When a device that does not answer is tried again. */
  retryAt: number;
  report: DeviceReport;
}

/** The first wait of a device that stays silent, in ms; it doubles until it is the poll's interval. */
const FIRST_PAUSE = 10_000;
/** Before a request is made again at once, in ms: a connection that was opened anew has to stand. */
const RETRY_PAUSE = 3000;

/**
 * Decides which device of a line is asked when: one request at a time. A device that does not answer is tried again,
 * and then after growing pauses, in the gaps that the others leave; so those are read on time, and it is back within
 * one interval of coming alive. Times are ms since the epoch and come from outside, by a clock that is never set.
 */
export class PollSchedule {
  readonly #options: ScheduleOptions;
  readonly #tracks: Track[];
  /** The device that has been asked and has not answered yet. */
  #asked: { device: number; since: number } | undefined;
  #freeFrom = Number.NEGATIVE_INFINITY;

  /** @param now the first polls follow, one after the other */
  constructor(options: ScheduleOptions, now: number) {
    this.#options = options;
    this.#tracks = options.devices.map(({ name, interval }, index) => ({
      interval,
      offset: (index * options.spread) % interval,
      due: now + index * options.spread,
      failures: 0,
      retryAt: Number.POSITIVE_INFINITY,
      report: { device: name, state: 'unknown' },
    }));
  }

  /** How it stands with each device, in their order. */
  get reports(): DeviceReport[] {
    return this.#tracks.map(({ report }) => ({ ...report }));
  }

  /** Until when the device that is asked must have answered. */
  get deadline(): number | undefined {
    return this.#asked && this.#asked.since + this.#options.timeout;
  }

  /** All devices are due now. */
  pollAll(now: number): void {
    for (const track of this.#tracks) {
      track.due = Math.min(track.due, now);
      track.retryAt = Math.min(track.retryAt, now);
    }
  }

  /** What to do now. Who asks a device says so, and how that ended. */
  next(now: number): Next {
    if (this.deadline !== undefined) return { wake: this.deadline };
    if (now < this.#freeFrom) return { wake: this.#freeFrom };
    const healthy = this.#earliest(
      ({ failures }) => failures === 0,
      ({ due }) => due,
    );
    if (healthy && healthy.at <= now) return { device: healthy.device };
    const silent = this.#earliest(
      ({ failures }) => failures > 0,
      ({ retryAt }) => retryAt,
    );
    if (!silent) return { wake: healthy!.at };
    // Its answer may fail to come: there must be time for that before the next device is due.
    const fits = !healthy || now + this.#longestTry <= healthy.at;
    const isOverdue = silent.at + this.#tracks[silent.device]!.interval <= now;
    if (silent.at <= now && (fits || isOverdue)) return { device: silent.device };
    const wake = silent.at <= now ? healthy!.at : Math.min(silent.at, healthy?.at ?? Number.POSITIVE_INFINITY);
    return { wake };
  }

  /** The request to a device has gone out. */
  asked(device: number, now: number): void {
    this.#asked = { device, since: now };
    const track = this.#tracks[device]!;
    track.due = nextDue(track, now);
  }

  /** The device that is asked has answered. @returns whether it had not before */
  answered(now: number): boolean {
    const track = this.#end(now);
    const isNews = track.report.state !== 'answers';
    const since = isNews ? now : track.report.since!;
    track.failures = 0;
    track.retryAt = Number.POSITIVE_INFINITY;
    track.report = { device: track.report.device, state: 'answers', since, answered: now };
    return isNews;
  }

  /** The device that is asked has not answered, or wrongly. @returns whether that is said: its retries are used up */
  failed(now: number, error: string): boolean {
    const track = this.#end(now);
    const { retries } = this.#options;
    track.failures += 1;
    const isRetried = track.failures <= retries;
    const doubled = FIRST_PAUSE * 2 ** Math.min(20, track.failures - retries - 1);
    track.retryAt = now + Math.min(track.interval, isRetried ? RETRY_PAUSE : doubled);
    const wasDown = track.report.state === 'retried' || track.report.state === 'paused';
    const since = wasDown ? track.report.since! : now;
    track.report = { ...track.report, state: isRetried ? 'retried' : 'paused', since, error };
    return !isRetried;
  }

  get #longestTry(): number {
    return this.#options.timeout + this.#options.pause;
  }

  #end(now: number): Track {
    const { device } = this.#asked!;
    this.#asked = undefined;
    this.#freeFrom = now + this.#options.pause;
    return this.#tracks[device]!;
  }

  #earliest(
    isMeant: (track: Track) => boolean,
    when: (track: Track) => number,
  ): { device: number; at: number } | undefined {
    let best: { device: number; at: number } | undefined;
    for (const [device, track] of this.#tracks.entries()) {
      if (isMeant(track) && (!best || when(track) < best.at)) best = { device, at: when(track) };
    }
    return best;
  }
}

/** The next regular poll after a moment: a whole multiple of the interval, and the device's offset. */
function nextDue({ interval, offset }: Track, now: number): number {
  return (Math.floor((now - offset) / interval) + 1) * interval + offset;
}
