import type { SessionInfo } from '@discordjs/ws';
import { earlierIdentifies, identifyPause, MOST_IDENTIFIES, recordIdentify } from './identify-pace';
import { DiscordAPIError, type GatewayManager, type RestClient, WebSocketManager } from './library';
import { growingPause, pauseFor } from './pause';
import { SupervisedShard } from './supervised-shard';

/** Why Discord will not have this bot; only a change of settings helps. */
export type Refusal = 'wrong-token' | 'disallowed-intents' | 'invalid-intents' | 'sharding-required' | 'old-version';

export type GatewayState =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** `until`: ms since the epoch */
  | { kind: 'waiting'; until: number }
  | { kind: 'refused'; reason: Refusal };

export interface GatewayOptions {
  rest: RestClient;
  token: string;
  /** Bits, see https://discord.com/developers/docs/events/gateway#gateway-intents */
  intents: number;
  onState(state: GatewayState): void;
  /** An event of Discord: anything at all may be in it. */
  onEvent(name: unknown, data: unknown): void;
  onDebug(text: string): void;
}

/** Close codes after which no further try is made. */
const FATAL_CODES: Record<number, Refusal> = {
  4004: 'wrong-token',
  4010: 'sharding-required',
  4011: 'sharding-required',
  4012: 'old-version',
  4013: 'invalid-intents',
  4014: 'disallowed-intents',
};

/** Longest time from the start of a connection to its first event, pauses not counted. */
const PATIENCE = 45_000;

/** Longest time for the goodbyes of an old connection, in ms. */
const CLOSING = 1_000;

/**
 * A connection to Discord's gateway that comes back by itself: the library resumes and reconnects, this class paces
 * its tries, throws the whole connection away when anything in it fails, and stops for good when Discord refuses.
 */
export class Gateway {
  private manager: GatewayManager | undefined;
  private session: SessionInfo | null = null;
  private failures = 0;
  private watchdog: NodeJS.Timeout | undefined;
  /** Aborts every pause when the gateway is stopped. */
  private stopping = new AbortController();

  constructor(private readonly options: GatewayOptions) {}

  start(): void {
    this.stopping = new AbortController();
    this.connect();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.drop();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private connect(): void {
    if (this.stopped) return;
    this.options.onState({ kind: 'connecting' });
    const manager = this.createManager();
    this.manager = manager;
    manager.connect().catch((error: Error) => this.failed(manager, error));
  }

  private createManager(): GatewayManager {
    const { rest, token, intents } = this.options;
    const isCurrent = (): boolean => manager === this.manager && !this.stopped;
    const tries = { count: 0 };
    const manager: GatewayManager = new WebSocketManager({
      rest,
      token,
      intents,
      shardCount: 1,
      handshakeTimeout: 10_000,
      helloTimeout: 15_000,
      readyTimeout: 15_000,
      retrieveSessionInfo: () => this.session,
      updateSessionInfo: (_shard, session) => {
        if (isCurrent()) this.session = session;
      },
      buildIdentifyThrottler: () => ({ waitForIdentify: (_shard, signal) => this.paceIdentify(signal) }),
      buildStrategy: (built) =>
        new SupervisedShard(built, {
          beforeConnect: () => this.paceConnect(tries, isCurrent),
          failed: (error) => this.failed(manager, error),
        }),
    });
    const when =
      <T extends unknown[]>(work: (...values: T) => void) =>
      (...values: T): void => {
        // A connection that was replaced may still have events on their way.
        if (isCurrent()) work(...values);
      };
    manager.on('ready' as never, when(() => this.online(tries)) as never);
    manager.on('resumed' as never, when(() => this.online(tries)) as never);
    manager.on('closed' as never, when((code: number) => this.closed(code)) as never);
    manager.on('dispatch' as never, when((payload: { t?: unknown; d?: unknown }) => this.event(payload)) as never);
    manager.on('debug' as never, when((text: string) => this.options.onDebug(text.replaceAll(token, '…'))) as never);
    // Without a listener an emitted error is thrown. The close code before it has already said everything.
    manager.on('error' as never, (() => {}) as never);
    return manager;
  }

  private online(tries: { count: number }): void {
    this.failures = 0;
    tries.count = 0;
    clearTimeout(this.watchdog);
    this.options.onState({ kind: 'online' });
  }

  private event({ t, d }: { t?: unknown; d?: unknown }): void {
    try {
      this.options.onEvent(t, d);
    } catch (error) {
      this.options.onDebug(`An event could not be handled: ${(error as Error).message}`);
    }
  }

  private closed(code: number): void {
    const reason = FATAL_CODES[code];
    if (reason) this.refuse(reason);
    else this.options.onState({ kind: 'connecting' });
  }

  private refuse(reason: Refusal): void {
    void this.drop();
    this.options.onState({ kind: 'refused', reason });
  }

  /** Throws the connection away and tries anew after a pause. */
  private failed(manager: GatewayManager, error: Error): void {
    if (manager !== this.manager || this.stopped) return;
    this.options.onDebug(`The connection failed: ${error.message}`);
    this.session = null;
    if (error instanceof DiscordAPIError && error.status === 401) {
      this.refuse('wrong-token');
      return;
    }
    void this.drop();
    const pause = growingPause(++this.failures);
    this.options.onState({ kind: 'waiting', until: Date.now() + pause });
    void pauseFor(pause, this.stopping.signal).then(() => this.connect());
  }

  private async drop(): Promise<void> {
    clearTimeout(this.watchdog);
    const manager = this.manager;
    this.manager = undefined;
    try {
      // Two reasons to close at once can make the library wait for ever.
      await Promise.race([manager?.destroy(), pauseFor(CLOSING)]);
    } catch (error) {
      this.options.onDebug(`The old connection did not close: ${(error as Error).message}`);
    }
  }

  /** The library itself waits half a second between tries, for ever. */
  private async paceConnect(tries: { count: number }, isCurrent: () => boolean): Promise<boolean> {
    await pauseFor(growingPause(tries.count++ - 1), this.stopping.signal);
    if (isCurrent()) this.watch();
    return isCurrent();
  }

  private async paceIdentify(signal: AbortSignal): Promise<void> {
    const { token, rest } = this.options;
    const either = AbortSignal.any([signal, this.stopping.signal]);
    clearTimeout(this.watchdog);
    await this.waitVisibly(identifyPause(earlierIdentifies(token), Date.now()), either);
    // Discord's own count knows the logins before this process started, too.
    const limit = await rest.get('/gateway/bot', { signal: either }).then(readStartLimit, () => undefined);
    if (limit && limit.total - limit.remaining >= MOST_IDENTIFIES) await this.waitVisibly(limit.resetAfter, either);
    if (either.aborted) throw new Error('The login is no longer wanted.');
    recordIdentify(token, Date.now());
    this.watch();
  }

  private async waitVisibly(pause: number, signal: AbortSignal): Promise<void> {
    if (pause > 5_000) this.options.onState({ kind: 'waiting', until: Date.now() + pause });
    await pauseFor(pause, signal);
  }

  private watch(): void {
    const manager = this.manager;
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      if (manager) this.failed(manager, new Error('Discord did not answer in time.'));
    }, PATIENCE).unref();
  }
}

function readStartLimit(body: unknown): { total: number; remaining: number; resetAfter: number } | undefined {
  const limit = (body as { session_start_limit?: Record<string, unknown> } | null)?.session_start_limit;
  const { total, remaining, reset_after: resetAfter } = limit ?? {};
  const numbers = [total, remaining, resetAfter];
  if (!numbers.every((value) => typeof value === 'number' && Number.isFinite(value))) return undefined;
  return { total: total as number, remaining: remaining as number, resetAfter: resetAfter as number };
}
