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
  /** When a device that does not answer, or has not been asked yet, is tried. */
  retryAt: number;
  report: DeviceReport;
}

/** The first wait of a device that stays silent, in ms; it doubles until it is the poll's interval. */
const FIRST_PAUSE = 10_000;
/** After an answer that did not come, in ms: the client may have to open its connection anew. */
const REST = 3000;

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
      retryAt: now + index * options.spread,
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
    const sound = this.#earliest('answers', ({ due }) => due);
    if (sound && sound.at <= now) return { device: sound.device };
    const unknown = this.#earliest('unknown', ({ retryAt }) => retryAt);
    const silent = this.#earliest('silent', ({ retryAt }) => retryAt);
    const soundAt = sound?.at ?? Number.POSITIVE_INFINITY;
    const unknownAt = unknown?.at ?? Number.POSITIVE_INFINITY;
    let wake = soundAt;
    // An answer may fail to come: there must be time for that before a better known device is due.
    for (const [tried, limit] of [
      [unknown, soundAt],
      [silent, unknownAt > now ? Math.min(soundAt, unknownAt) : soundAt],
    ] as const) {
      if (!tried) continue;
      const isOverdue = tried.at + this.#tracks[tried.device]!.interval <= now;
      if (tried.at <= now && (now + this.#longestTry <= limit || isOverdue)) return { device: tried.device };
      wake = Math.min(wake, tried.at <= now ? limit : tried.at);
    }
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
    const track = this.#end(now + this.#options.pause);
    const isNews = track.report.state !== 'answers';
    const since = isNews ? now : track.report.since!;
    track.failures = 0;
    track.retryAt = Number.POSITIVE_INFINITY;
    track.report = { device: track.report.device, state: 'answers', since, answered: now };
    return isNews;
  }

  /** The device that is asked has not answered, or wrongly. @returns whether that is said: its retries are used up */
  failed(now: number, error: string): boolean {
    const track = this.#end(now + REST);
    const { retries } = this.#options;
    track.failures += 1;
    const isRetried = track.failures <= retries;
    const doubled = FIRST_PAUSE * 2 ** Math.min(20, track.failures - retries - 1);
    track.retryAt = now + Math.min(track.interval, isRetried ? REST : doubled);
    const wasDown = track.report.state === 'retried' || track.report.state === 'paused';
    const since = wasDown ? track.report.since! : now;
    track.report = { ...track.report, state: isRetried ? 'retried' : 'paused', since, error };
    return !isRetried;
  }

  get #longestTry(): number {
    return this.#options.timeout + REST;
  }

  #end(freeFrom: number): Track {
    const { device } = this.#asked!;
    this.#asked = undefined;
    this.#freeFrom = freeFrom;
    return this.#tracks[device]!;
  }

  #earliest(meant: Group, when: (track: Track) => number): { device: number; at: number } | undefined {
    let best: { device: number; at: number } | undefined;
    for (const [device, track] of this.#tracks.entries()) {
      if (groupOf(track) === meant && (!best || when(track) < best.at)) best = { device, at: when(track) };
    }
    return best;
  }
}

/** How well a device is known: whether it answered the last time, did not, or was never asked. */
type Group = 'answers' | 'silent' | 'unknown';

function groupOf({ report: { state } }: Track): Group {
  return state === 'answers' || state === 'unknown' ? state : 'silent';
}

/** The next regular poll after a moment: a whole multiple of the interval, and the device's offset. */
function nextDue({ interval, offset }: Track, now: number): number {
  return (Math.floor((now - offset) / interval) + 1) * interval + offset;
}
