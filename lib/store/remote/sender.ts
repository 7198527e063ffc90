import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../../input-error';
import type { Acknowledgement, OutboxPart, RefusedRow, RemoteMark } from '../outbox';
import { RECORDS } from '../records';
import type { SeriesRow } from '../series';
import { type Remote, type RemoteState, RewriteNeeded } from './remote';

/** The house's side: its outbox, each call in a transaction of its own. */
export interface SendingHouse {
  mark(): Promise<RemoteMark>;
  next(most: number): Promise<OutboxPart[] | undefined>;
  acknowledge(parts: readonly OutboxPart[], refused: readonly RefusedRow[], mark: Acknowledgement): Promise<void>;
  resendWhole(series: SeriesRow): Promise<void>;
  /**
   * The remote knows more of this file than the file does: a backup was put in its place.
   * @param from ms since the epoch: readings before are known to be the same; undefined: none are
   */
  recover(from: number | undefined): Promise<void>;
}

export interface SenderOptions {
  house: SendingHouse;
  remote: Remote;
  onState: (state: RemoteState) => void;
  /** Rows of a batch, and pauses in ms; the defaults are for real use. */
  batch?: number;
  gather?: number;
  firstPause?: number;
  longestPause?: number;
  random?: () => number;
}

/** More would hold up an answer: turning rows into a statement takes the event loop some ms. */
const BATCH = 500;
/** The lines of a house answer within some seconds; their readings go together, and not all houses at one moment. */
const GATHER = 2_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 5 * 60_000;
/** A connection that has nothing to do is closed after so long, ms: thousands of houses share a remote. */
const IDLE = 20_000;
/** Another program may have written to the file. */
const LOOK_AGAIN = 60_000;
/** So many refused rows in a batch are no bad rows but a remote that is set up wrongly. */
const MOST_REFUSED = 50;

/** Sends what is in the outbox, oldest first, and tries again with growing pauses while that fails. */
export class Sender {
  private stopping = new AbortController();
  private waking = new AbortController();
  private loop: Promise<void> | undefined;
  private pause = 0;
  private isOpen = false;
  private state: RemoteState = { kind: 'idle' };

  constructor(private readonly options: SenderOptions) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** There is something to send. While the remote fails it is not asked more often for that. */
  wake(): void {
    this.waking.abort();
  }

  get current(): RemoteState {
    return this.state;
  }

  /** Sends what there is now. @throws what the remote throws; rows that it refuses are set aside */
  async drain(): Promise<void> {
    while (await this.sendBatch());
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.waking.abort();
    await this.loop;
    await this.hangUp();
  }

  private async run(): Promise<void> {
    const { gather = GATHER, random = Math.random } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        // Only what comes from now on wakes.
        this.waking = new AbortController();
        await this.drain();
        this.pause = 0;
        if (this.state.kind !== 'idle') this.tell({ kind: 'idle' });
        await this.sleep(IDLE, this.waking.signal);
        if (!this.waking.signal.aborted) {
          await this.hangUp();
          await this.sleep(LOOK_AGAIN, this.waking.signal);
        }
        if (this.waking.signal.aborted) await this.sleep(gather * (0.5 + random()));
      } catch (error) {
        await this.hangUp();
        this.pause = this.nextPause();
        this.tell({ kind: 'failing', error: error as Error });
        await this.sleep(this.pause * (0.5 + random()));
      }
    }
  }

  private nextPause(): number {
    const { firstPause = FIRST_PAUSE, longestPause = LONGEST_PAUSE } = this.options;
    return this.pause === 0 ? firstPause : Math.min(this.pause * 2, longestPause);
  }

  private async sleep(duration: number, wakenedBy?: AbortSignal): Promise<void> {
    const { signal } = this.stopping;
    await wait(duration, undefined, {
      signal: wakenedBy ? AbortSignal.any([signal, wakenedBy]) : signal,
      ref: false,
    }).catch(() => {});
  }

  /** @returns whether there was something to send */
  private async sendBatch(): Promise<boolean> {
    const { house, remote, batch = BATCH } = this.options;
    if (this.stopping.signal.aborted) return false;
    const own = await house.mark();
    let parts = await house.next(batch);
    if (!parts) return false;
    if (!this.isOpen) {
      await this.open(own);
      parts = await house.next(batch);
      if (!parts) return false;
    }
    if (this.state.kind === 'idle') this.tell({ kind: 'sending' });
    const { file, token: before } = own;
    const token = randomUUID();
    const refused: RefusedRow[] = [];
    try {
      await this.sendParts(parts, { file, token, before, from: oldestOf(parts) }, refused);
    } catch (error) {
      if (!(error instanceof RewriteNeeded)) throw error;
      await house.resendWhole(error.series);
      return true;
    }
    await house.acknowledge(parts, refused, { token, isRestNew: remote.rewrites === true });
    this.state = { ...this.state, sent: Date.now() };
    return true;
  }

  private async open(own: RemoteMark): Promise<void> {
    const { house, remote } = this.options;
    const known = await remote.open();
    this.isOpen = true;
    if (!known) return;
    if (known.file !== own.file) {
      throw new InputError(
        'other-file',
        `The remote has readings of this home from another database file. If this file is to go on in its place, run ` +
          '"home-telemetry restore --from-remote"; if it is another house, give it another home.',
      );
    }
    if (known.token === own.token) return;
    // One more than the house knows of: its answer got lost, or the file is one that was saved just before.
    if (known.before === own.token) await house.recover(known.from ?? Number.POSITIVE_INFINITY);
    else await house.recover(undefined);
  }

  /** Sends parts together; when the remote refuses some row, halves are tried until it is found. */
  private async sendParts(parts: readonly OutboxPart[], mark: RemoteMark, refused: RefusedRow[]): Promise<void> {
    const { remote } = this.options;
    try {
      await remote.send(parts, mark);
    } catch (error) {
      if (!remote.isRefusal(error)) throw error;
      const halves = halve(parts);
      if (halves) {
        for (const half of halves) await this.sendParts(half, mark, refused);
        return;
      }
      const [{ kind, series, rows }] = parts as [OutboxPart];
      // A part without rows can't be refused for them.
      if (rows.length === 0 || refused.length >= MOST_REFUSED) throw error;
      const key = rows[0]![RECORDS[kind].key] as number;
      refused.push({ kind, series, key, error: (error as Error).message });
    }
  }

  private async hangUp(): Promise<void> {
    this.isOpen = false;
    await this.options.remote.close().catch(() => {});
  }

  private tell(state: RemoteState): void {
    this.state = { sent: this.state.sent, ...state };
    this.options.onState(this.state);
  }
}

/** The time of the oldest reading among them. */
function oldestOf(parts: readonly OutboxPart[]): number | undefined {
  const times = parts
    .filter(({ kind, rows }) => kind === 'reading' && rows.length > 0)
    .map(({ rows }) => rows[0]!['time']);
  return times.length > 0 ? Math.min(...(times as number[])) : undefined;
}

/** Two halves of the rows; undefined when there is nothing to cut. */
function halve(parts: readonly OutboxPart[]): [OutboxPart[], OutboxPart[]] | undefined {
  if (parts.length > 1) {
    const middle = parts.length >> 1;
    return [parts.slice(0, middle), parts.slice(middle)];
  }
  const [part] = parts;
  if (!part || part.rows.length < 2) return undefined;
  const middle = part.rows.length >> 1;
  return [[{ ...part, rows: part.rows.slice(0, middle) }], [{ ...part, rows: part.rows.slice(middle) }]];
}
