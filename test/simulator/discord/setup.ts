import type { Person } from '../../../simulator/discord/chat';
import { SimulatedDiscord, type SimulatedDiscordOptions } from '../../../simulator/discord/simulated-discord';
import { GatewayClient } from './gateway-client';

const DAY_ONE = Date.UTC(2026, 0, 1);

/** A clock that only moves when it is told to. */
export class Clock {
  now = DAY_ONE;
  readonly read = (): number => this.now;
}

/** A started simulated Discord, and what a bare bot needs to talk with it. */
export class Setup {
  readonly discord: SimulatedDiscord;
  readonly #clients: GatewayClient[] = [];
  api = '';

  constructor(options: Partial<SimulatedDiscordOptions> = {}) {
    this.discord = new SimulatedDiscord({ port: 0, ...options });
  }

  static async start(options?: Partial<SimulatedDiscordOptions>): Promise<Setup> {
    const setup = new Setup(options);
    setup.api = (await setup.discord.start()).api;
    return setup;
  }

  get owner(): Person {
    return this.discord.chat.people[0]!;
  }

  get home(): string {
    return this.discord.chat.channels[0]!.id;
  }

  get gateway(): string {
    return this.api.replace(/^http(.*)\/api$/, 'ws$1');
  }

  /** Calls the API as the bot. @returns the status and the JSON of the answer */
  async call(method: string, path: string, body?: unknown, authorization = `Bot ${this.discord.token}`) {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.api}/v10${path}`, {
      method,
      headers: { authorization, ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
  }

  /** Registers commands in the server. */
  async register(...commands: object[]): Promise<void> {
    const { applicationId, chat } = this.discord;
    const { status, json } = await this.call(
      'PUT',
      `/applications/${applicationId}/guilds/${chat.guild.id}/commands`,
      commands,
    );
    if (status !== 200) throw new Error(JSON.stringify(json));
  }

  /** A gateway connection that is closed with the setup. */
  connect(query?: string, url = this.gateway): GatewayClient {
    const client = new GatewayClient(url, query);
    this.#clients.push(client);
    return client;
  }

  /** A bot that is online. */
  async login(intents?: number): Promise<GatewayClient> {
    const client = this.connect();
    await client.login(this.discord.token, intents);
    return client;
  }

  async stop(): Promise<void> {
    await this.discord.stop();
    await Promise.all(this.#clients.map(({ closed }) => closed));
  }
}

/** A body of JSON and files. */
export function form(json: object, ...files: { name: string; data: string | Uint8Array<ArrayBuffer> }[]): FormData {
  const body = new FormData();
  body.append('payload_json', JSON.stringify(json));
  for (const [index, { name, data }] of files.entries()) body.append(`files[${index}]`, new Blob([data]), name);
  return body;
}

/** Waits until something holds. @param listen calls back when it may have become true, and gives back how to stop */
export function until(condition: () => boolean, listen: (listener: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (condition()) {
      resolve();
      return;
    }
    const stop = listen(() => {
      if (!condition()) return;
      stop();
      resolve();
    });
  });
}
