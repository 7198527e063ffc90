import { randomBytes } from 'node:crypto';
import { OP } from '../protocol';

const MOST_MISSED = 500;

/** What is sent as JSON over a gateway connection. */
export interface Frame {
  op: number;
  d?: unknown;
  s?: number;
  t?: string;
}

/** Where a session's events go. */
export interface Line {
  send(frame: Frame): void;
}

/** One login of the bot: it lives longer than a connection, so that a bot can come back and get what it missed. */
export class Session {
  readonly id = randomBytes(16).toString('hex');
  readonly intents: number;
  readonly #sent: { sequence: number; frame: Frame }[] = [];
  #sequence = 0;
  #line: Line | undefined;
  /** ms since the Unix epoch; when its connection was lost. */
  lostAt: number | undefined;

  constructor(intents: number) {
    this.intents = intents;
  }

  get connected(): boolean {
    return this.#line !== undefined;
  }

  has(intent: number): boolean {
    return (this.intents & intent) !== 0;
  }

  attach(line: Line): void {
    this.#line = line;
    this.lostAt = undefined;
  }

  /**
   * @param line ignored if another one has taken its place meanwhile
   * @param now ms since the Unix epoch
   */
  detach(line: Line, now: number): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    this.lostAt = now;
  }

  /** Sends an event now, and keeps it for a bot that missed it. */
  dispatch(type: string, data: unknown): void {
    this.#sequence += 1;
    // What is shown later must be what was true now.
    const frame = { op: OP.dispatch, s: this.#sequence, t: type, d: structuredClone(data) };
    this.#sent.push({ sequence: this.#sequence, frame });
    if (this.#sent.length > MOST_MISSED) this.#sent.shift();
    this.#line?.send(frame);
  }

  /**
   * The events after a sequence number.
   * @returns undefined if some of them are no longer kept, or were never sent
   */
  after(sequence: number): Frame[] | undefined {
    const kept = this.#sent[0]?.sequence ?? 1;
    if (sequence < kept - 1 || sequence > this.#sequence) return undefined;
    return this.#sent.filter((each) => each.sequence > sequence).map(({ frame }) => frame);
  }

  /** Whether this sequence number lies in the future. */
  isAhead(sequence: number): boolean {
    return sequence > this.#sequence;
  }
}
