import type { IShardingStrategy, WebSocketShardDestroyOptions, WebSocketShardEvents } from '@discordjs/ws';
import {
  type GatewayManager,
  managerToFetchingStrategyOptions,
  SimpleContextFetchingStrategy,
  WebSocketShard,
} from './library';

export interface Supervisor {
  /** Asked before every connection; false when it is no longer wanted. */
  beforeConnect(): Promise<boolean>;
  /** Something in the shard threw: the connection is to be thrown away. */
  failed(error: Error): void;
}

/** What the library calls without waiting for it: a rejection there, say by a malformed frame, would end the process. */
const UNAWAITED = ['onMessage', 'onClose', 'heartbeat', 'destroy', 'internalConnect'] as const;

const EVENTS = [
  'closed',
  'debug',
  'dispatch',
  'error',
  'heartbeat',
  'hello',
  'ready',
  'resumed',
  'socketError',
] as const;

/** The library's only shard of a small bot, with every promise that nobody awaits caught and reported. */
export class SupervisedShard implements IShardingStrategy {
  private shard: InstanceType<typeof WebSocketShard> | undefined;

  constructor(
    private readonly manager: GatewayManager,
    private readonly supervisor: Supervisor,
  ) {}

  async spawn(): Promise<void> {
    const options = await managerToFetchingStrategyOptions(this.manager);
    const shard = new WebSocketShard(new SimpleContextFetchingStrategy(this.manager, options), 0);
    this.supervise(shard);
    for (const event of EVENTS) {
      shard.on(event as WebSocketShardEvents, (...values: unknown[]) => {
        (this.manager.emit as (event: string, ...values: unknown[]) => boolean)(event, ...values, 0);
      });
    }
    this.shard = shard;
  }

  async connect(): Promise<void> {
    await this.shard?.connect();
  }

  async destroy(options?: Omit<WebSocketShardDestroyOptions, 'recover'>): Promise<void> {
    await this.shard?.destroy(options);
  }

  async send(_shardId: number, payload: Parameters<IShardingStrategy['send']>[1]): Promise<void> {
    await this.shard?.send(payload);
  }

  fetchStatus(): never {
    throw new Error('The state of the connection comes by events.');
  }

  private supervise(shard: InstanceType<typeof WebSocketShard>): void {
    const methods = shard as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    for (const name of UNAWAITED) {
      const original = methods[name]!.bind(shard);
      methods[name] = async (...args) => {
        try {
          if (name === 'internalConnect' && !(await this.supervisor.beforeConnect())) return undefined;
          return await original(...args);
        } catch (error) {
          this.supervisor.failed(error as Error);
          return undefined;
        }
      };
    }
  }
}
