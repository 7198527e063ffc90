import { Backend } from './backend';
import type { Chat } from './chat';
import { announceMessages } from './events';
import { Faults } from './faults';
import { Gateway } from './gateway/gateway';
import type { PrivilegedIntent } from './gateway/identify';
import { HttpServer } from './http-server';
import type { Journal } from './journal';
import { Ports } from './ports';
import { Interference } from './rest/interference';
import { RestApi } from './rest/rest-api';
import { SimulatedChat } from './simulated-chat';
import { APPLICATION_ID } from './world';

const HEARTBEAT_INTERVAL = 41_250;
const DEADLINE = 3000;
const BOT_NAME = 'Home telemetry';

export interface SimulatedDiscordOptions {
  /** 0 for any free one. */
  port: number;
  /** The present time, ms since the epoch; the computer's clock if not given. */
  clock?: () => number;
  /** How often a bot must send a heartbeat, ms; as at Discord, if not given. */
  heartbeatInterval?: number;
  /** How long Discord waits for the first answer to an interaction, ms; 3 s if not given. */
  deadline?: number;
  botName?: string;
}

/** Where a started simulated Discord is. */
export interface Address {
  /** The address for the REST client, which adds the version. */
  api: string;
  port: number;
}

/** A stand-in for Discord on the loopback interface: REST API and gateway v10, and people who use it. */
export class SimulatedDiscord {
  readonly applicationId = APPLICATION_ID;
  readonly token: string;
  readonly chat: Chat;
  readonly faults: Faults;
  readonly journal: Journal;
  /** The privileged intents that are switched on for the bot. */
  privilegedIntents: readonly PrivilegedIntent[] = ['messageContent'];
  readonly #port: number;
  readonly #backend: Backend;
  readonly #gateway: Gateway;
  readonly #rest: RestApi;
  readonly #ports: Ports;
  #started: Promise<Address> | undefined;

  constructor(options: SimulatedDiscordOptions) {
    const { port, clock = Date.now, deadline = DEADLINE, botName = BOT_NAME } = options;
    const backend = new Backend({ clock, deadline, botName });
    const interference = new Interference(clock);
    this.#port = port;
    this.#backend = backend;
    this.#rest = new RestApi(backend, interference);
    this.#gateway = new Gateway({
      clock,
      world: backend.world,
      sessions: backend.sessions,
      journal: backend.journal,
      heartbeatInterval: options.heartbeatInterval ?? HEARTBEAT_INTERVAL,
      acceptsToken: (token) => backend.acceptsToken(token),
      privilegedIntents: () => this.privilegedIntents,
      mayIdentify: () => backend.logins.count(),
      resumeUrl: () => backend.addresses.resume,
      changed: () => backend.changes.tell(),
    });
    this.#ports = new Ports(this.#httpServer(), this.#httpServer());
    this.token = backend.token;
    this.journal = backend.journal;
    this.chat = new SimulatedChat(backend);
    this.faults = new Faults(backend, this.#gateway, this.#ports, interference);
    announceMessages(backend);
  }

  /** Opens the ports. Settles at once if it has started already. */
  start(): Promise<Address> {
    this.#started ??= this.#open();
    return this.#started;
  }

  /** Closes all ports and connections; people who wait learn that no answer came. It can be started again. */
  async stop(): Promise<void> {
    await this.#started?.catch(() => {});
    this.#started = undefined;
    this.#backend.interactions.stop();
    this.#rest.stop();
    this.#gateway.destroy();
    await this.#ports.close();
    this.#backend.sessions.clear();
  }

  async #open(): Promise<Address> {
    try {
      const { main, resume } = await this.#ports.open(this.#port);
      const { addresses, attachments } = this.#backend;
      addresses.gateway = `ws://127.0.0.1:${main}`;
      addresses.resume = `ws://127.0.0.1:${resume}`;
      attachments.address = `http://127.0.0.1:${main}`;
      return { api: `http://127.0.0.1:${main}/api`, port: main };
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }

  #httpServer(): HttpServer {
    return new HttpServer(
      (request, response) => void this.#rest.handle(request, response),
      (request, socket, head) => this.#gateway.upgrade(request, socket, head),
    );
  }
}
