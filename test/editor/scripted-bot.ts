import {
  type API,
  type APIInteraction,
  Client,
  GatewayDispatchEvents,
  type RESTPutAPIApplicationGuildCommandsJSONBody,
} from '@discordjs/core';
import { REST } from '@discordjs/rest';
import { WebSocketManager } from '@discordjs/ws';
import type { SimulatedDiscord } from '../../simulator/discord/simulated-discord';

type Answer = (interaction: APIInteraction, api: API) => Promise<unknown>;

/** A bot of today's libraries that answers as a test tells it. */
export class ScriptedBot {
  /** The command's name, the pressed button's `custom_id`, or the name with a question mark for suggestions. */
  readonly answers: Record<string, Answer> = {};
  readonly api: API;
  readonly #gateway: WebSocketManager;

  /** Registers the commands and goes online. */
  static async start(
    discord: SimulatedDiscord,
    commands: RESTPutAPIApplicationGuildCommandsJSONBody,
  ): Promise<ScriptedBot> {
    const { api } = await discord.start();
    const bot = new ScriptedBot(api, discord.token);
    await bot.api.applicationCommands.bulkOverwriteGuildCommands(
      discord.applicationId,
      discord.chat.guild.id,
      commands,
    );
    const online = new Promise<void>((resolve) => {
      bot.#gateway.once('ready', () => resolve());
    });
    await bot.#gateway.connect();
    await online;
    return bot;
  }

  private constructor(api: string, token: string) {
    const rest = new REST({ api, version: '10' }).setToken(token);
    this.#gateway = new WebSocketManager({ token, intents: 0, rest });
    const client = new Client({ rest, gateway: this.#gateway });
    this.api = client.api;
    client.on(GatewayDispatchEvents.InteractionCreate, ({ data }) => {
      // A test shows by what a person sees that an answer failed.
      void this.answers[keyOf(data)]?.(data, client.api).catch(console.error);
    });
  }

  async stop(): Promise<void> {
    await this.#gateway.destroy();
  }
}

function keyOf({ data }: APIInteraction): string {
  if (data && 'custom_id' in data) return data.custom_id;
  if (!data || !('name' in data)) return '';
  const isFocused = 'options' in data && data.options?.some((option) => 'focused' in option && option.focused);
  return isFocused ? `${data.name}?` : data.name;
}
