import type { ChatMessage } from '../../simulator/discord/chat';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';
import { until } from '../simulator/discord/setup';
import { AROUND, Runtime } from './runtime';

/** The parts of a bot node's settings that a test changes. */
export interface BotSettings {
  guilds?: string;
  channels?: string;
  roles?: string;
  users?: string;
  directMessages?: boolean;
  textCommands?: boolean;
  api?: string;
}

/** Our Discord nodes in a Node-RED inside the test, with a simulated Discord outside of it. */
export class DiscordNodes {
  readonly discord = new SimulatedDiscord({ port: 0 });
  runtime!: Runtime;
  api = '';

  static async create(): Promise<DiscordNodes> {
    const nodes = new DiscordNodes();
    nodes.api = (await nodes.discord.start()).api;
    return nodes;
  }

  get home(): string {
    return this.discord.chat.channels[0]!.id;
  }

  /** A person's id: `owner`, `family` or `guest`. */
  person(name: string): string {
    return this.discord.chat.people.find((person) => person.name === name)!.id;
  }

  /** Starts Node-RED with a bot that has the simulated Discord's token, and these nodes. */
  async start(settings: BotSettings, nodes: object[], userDir?: string, token = this.discord.token): Promise<void> {
    const bot = { id: 'bot', type: 'discord-bot', guilds: this.discord.chat.guild.id, api: this.api, ...settings };
    const placed = nodes.map((node) => ({ z: 'tab', x: 0, y: 0, ...node }));
    this.runtime = await Runtime.start([...AROUND, bot, ...placed], userDir, { bot: { token } });
  }

  /** Settles when something holds in the chat. */
  inChat(condition: () => boolean): Promise<void> {
    return until(condition, (listener) => this.discord.chat.onChange(listener));
  }

  async online(command = 'water'): Promise<void> {
    await this.inChat(
      () =>
        this.discord.chat.botOnline &&
        this.discord.chat.commands(this.person('owner')).some(({ name }) => name === command),
    );
  }

  messages(person = 'owner', channel = this.home): ChatMessage[] {
    return this.discord.chat.messages(this.person(person), channel);
  }

  /** The newest message that a person sees once it is whole. */
  async answer(person = 'owner', channel = this.home, before = 0): Promise<ChatMessage> {
    const newest = (): ChatMessage | undefined => this.messages(person, channel).at(-1);
    await this.inChat(() => this.messages(person, channel).length > before && !newest()!.thinking);
    return newest()!;
  }

  /** Settles when a node's status has this text. */
  async shows(id: string, text: string): Promise<void> {
    const newest = (): string => String((this.runtime.status(id) as { text?: string } | undefined)?.text);
    while (newest() !== text) {
      await new Promise<void>((resolve) => {
        this.runtime.node(id).on('call:status', () => resolve());
      });
    }
  }

  async stop(): Promise<void> {
    await this.runtime?.stop();
    await this.discord.stop();
  }
}

export const WATER = {
  id: 'water',
  type: 'discord-command',
  bot: 'bot',
  command: 'water',
  description: 'Water',
  descriptionPl: 'Woda',
  options: [{ name: 'period', type: 'period', description: 'Period', descriptionPl: 'Okres' }],
  wires: [['out']],
};

export const REPLY = { id: 'reply', type: 'discord-reply', bot: 'bot', layout: 'figures', wires: [['out']] };
