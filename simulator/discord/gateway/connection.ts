import type { RawData, WebSocket } from 'ws';
import type { Journal } from '../journal';
import { CLOSE, OP } from '../protocol';
import { isObject } from '../validate/schema';
import type { World } from '../world';
import { GatewayRefusal, type PrivilegedIntent, readIdentify } from './identify';
import { greet } from './ready';
import { type Frame, Session } from './session';
import type { Sessions } from './sessions';

const MOST_SENDS = 120;
const SEND_WINDOW = 60_000;
const LARGEST_FRAME = 4096;
/** Heartbeats may be late by this much of the interval before the connection counts as dead. */
const PATIENCE = 2;
/** Client opcodes that need no answer here. */
const ACCEPTED: readonly number[] = [
  OP.presenceUpdate,
  OP.voiceStateUpdate,
  OP.requestGuildMembers,
  OP.requestSoundboardSounds,
];
const CLOSED_BY_BOT = [1000, 1001];

/** What the connections of a gateway share. */
export interface GatewayContext {
  clock: () => number;
  world: World;
  sessions: Sessions;
  journal: Journal;
  heartbeatInterval: number;
  acceptsToken: (token: string) => boolean;
  privilegedIntents: () => readonly PrivilegedIntent[];
  /** Counts a login. @returns false if there were too many today */
  mayIdentify: () => boolean;
  acknowledgesHeartbeats: () => boolean;
  resumeUrl: () => string;
  /** The bot went online or offline. */
  changed: () => void;
}

/** One connection of a bot to the gateway: gateway.mdx, "Connection Lifecycle". */
export class Connection {
  readonly #socket: WebSocket;
  readonly #context: GatewayContext;
  readonly #pulse: NodeJS.Timeout;
  #session: Session | undefined;
  #windowStart = 0;
  #sends = 0;

  constructor(socket: WebSocket, context: GatewayContext) {
    this.#socket = socket;
    this.#context = context;
    const { heartbeatInterval } = context;
    this.#pulse = setTimeout(
      () => this.#refuse(CLOSE.sessionTimedOut, 'Session timed out.'),
      heartbeatInterval * PATIENCE,
    );
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('close', (code) => this.#closed(code));
    // A client that vanishes is no fault of the server; 'close' follows.
    socket.on('error', () => {});
    this.send({ op: OP.hello, d: { heartbeat_interval: heartbeatInterval, _trace: [] } });
  }

  get session(): Session | undefined {
    return this.#session;
  }

  send(frame: Frame): void {
    this.sendRaw(JSON.stringify({ t: null, s: null, d: null, ...frame }));
  }

  /** Sends any text, also one that is no valid frame. */
  sendRaw(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  close(code: number, reason: string): void {
    clearTimeout(this.#pulse);
    this.#socket.close(code, reason);
  }

  destroy(): void {
    this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    try {
      this.#countSend();
      const text = isBinary ? '' : data.toString();
      if (text === '' || text.length > LARGEST_FRAME) throw decodeError();
      this.#handle(parse(text));
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) throw error;
      this.#refuse(error.code, error.message);
    }
  }

  #refuse(code: number, reason: string): void {
    this.#context.journal.violation('gateway', `${code}: ${reason}`);
    this.close(code, reason);
  }

  #countSend(): void {
    const now = this.#context.clock();
    if (now - this.#windowStart >= SEND_WINDOW) {
      this.#windowStart = now;
      this.#sends = 0;
    }
    this.#sends += 1;
    if (this.#sends > MOST_SENDS) throw new GatewayRefusal(CLOSE.rateLimited, 'Rate limited.');
  }

  #handle({ op, d }: Frame): void {
    if (op === OP.heartbeat) this.#heartbeat(d);
    else if (op === OP.identify) this.#identify(d);
    else if (op === OP.resume) this.#resume(d);
    else if (!ACCEPTED.includes(op)) throw new GatewayRefusal(CLOSE.unknownOpcode, 'Unknown opcode.');
    else if (!this.#session) throw new GatewayRefusal(CLOSE.notAuthenticated, 'Not authenticated.');
    else if (!isObject(d)) throw decodeError();
  }

  #heartbeat(sequence: unknown): void {
    if (sequence !== null && !Number.isInteger(sequence)) throw decodeError();
    this.#pulse.refresh();
    if (this.#context.acknowledgesHeartbeats()) this.send({ op: OP.heartbeatAck });
  }

  #identify(data: unknown): void {
    const { acceptsToken, privilegedIntents, mayIdentify, sessions, journal, world, resumeUrl } = this.#context;
    this.#refuseSecond();
    const session = new Session(readIdentify(data, acceptsToken, privilegedIntents()));
    if (!mayIdentify()) throw new GatewayRefusal(CLOSE.authenticationFailed, 'Authentication failed.');
    sessions.add(session);
    this.#attach(session);
    journal.identified();
    greet(session, world, resumeUrl());
    this.#context.changed();
  }

  #resume(data: unknown): void {
    const { acceptsToken, sessions, journal } = this.#context;
    this.#refuseSecond();
    if (!isObject(data) || typeof data['token'] !== 'string' || !Number.isInteger(data['seq'])) throw decodeError();
    if (!acceptsToken(data['token'])) throw new GatewayRefusal(CLOSE.authenticationFailed, 'Authentication failed.');
    const session = sessions.get(String(data['session_id']));
    const sequence = data['seq'] as number;
    if (session?.isAhead(sequence)) throw new GatewayRefusal(CLOSE.invalidSequence, 'Invalid sequence.');
    const missed = session?.after(sequence);
    if (!session || !missed) {
      this.send({ op: OP.invalidSession, d: false });
      return;
    }
    this.#attach(session);
    for (const frame of missed) this.send(frame);
    session.dispatch('RESUMED', { _trace: [] });
    journal.resumed();
    this.#context.changed();
  }

  #refuseSecond(): void {
    if (this.#session) throw new GatewayRefusal(CLOSE.alreadyAuthenticated, 'Already authenticated.');
  }

  #attach(session: Session): void {
    this.#session = session;
    session.attach(this);
  }

  #closed(code: number): void {
    clearTimeout(this.#pulse);
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    session.detach(this, this.#context.clock());
    // A bot that says goodbye does not come back to its session.
    if (CLOSED_BY_BOT.includes(code)) this.#context.sessions.delete(session.id);
    this.#context.changed();
  }
}

function parse(text: string): Frame {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw decodeError();
  }
  if (!isObject(frame) || !Number.isInteger(frame['op'])) throw decodeError();
  return { op: frame['op'] as number, d: frame['d'] ?? null };
}

function decodeError(): GatewayRefusal {
  return new GatewayRefusal(CLOSE.decodeError, 'Error while decoding payload.');
}
