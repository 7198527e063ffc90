import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type BotOptions, type CommandHandler, DiscordBot } from '../../lib/discord/bot';
import { DISCORD_API } from '../../lib/discord/discord-rest';
import type { GatewayState, Refusal } from '../../lib/discord/gateway';
import { InputError } from '../../lib/input-error';
import { bad, idsSetting } from '../shared/settings';
import { onSimulatedChat, type SimulatedChat } from '../shared/simulated-chat';

interface Config extends NodeDef {
  guilds: unknown;
  channels: unknown;
  roles: unknown;
  users: unknown;
  directMessages: unknown;
  textCommands: unknown;
  api: unknown;
}

export type BotNodeState = 'no-token' | 'bad-setting' | 'connecting' | 'waiting' | 'online' | Refusal;

/** The config node as the nodes that use it see it. */
export interface BotNode extends Node<{ token?: string }> {
  /** @throws InputError why there is no bot */
  bot(): DiscordBot;
  /** The channel of the simulated chat, while that is what the bot talks to. */
  simulatedChannel(): string | undefined;
  /** Keeps a command on whichever bot there is; gives back how to take it away. @throws InputError `command-twice` */
  addCommand(handler: CommandHandler): () => void;
  /** Calls back at once and after every change; gives back how to stop that. */
  onState(listener: (state: BotNodeState) => void): () => void;
}

type Settings = Omit<BotOptions, 'id' | 'token' | 'onState' | 'onProblem' | 'onDebug'>;

const TOKEN_VARIABLE = 'DISCORD_TOKEN';

export = (RED: NodeAPI): void => {
  RED.nodes.registerType<BotNode, Config, object, { token?: string }>(
    'discord-bot',
    function (this: BotNode, config: Config) {
      RED.nodes.createNode(this, config);
      setUp(this, config);
    },
    { credentials: { token: { type: 'password' } } },
  );
};

function setUp(node: BotNode, config: Config): void {
  const handlers = new Map<CommandHandler, () => void>();
  const listeners = new Set<(state: BotNodeState) => void>();
  let current: DiscordBot | undefined;
  let chat: SimulatedChat | undefined;
  let state: BotNodeState = 'no-token';
  let problem: Error = new InputError(
    'no-token',
    `The bot has no token: enter it in the bot's dialog, or set ${TOKEN_VARIABLE} for Node-RED.`,
  );
  let stopping: Promise<unknown> = Promise.resolve();

  const show = (next: BotNodeState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };
  const stop = (): void => {
    const old = current;
    current = undefined;
    if (old) stopping = Promise.all([stopping, old.stop().catch((error: Error) => node.debug(error.message))]);
  };
  const start = (token: string, settings: Settings): void => {
    stop();
    const bot: DiscordBot = new DiscordBot({
      ...settings,
      id: node.id,
      token,
      onState: (next) => {
        if (bot === current) tell(next);
      },
      onProblem: (error) => node.warn(error.message),
      onDebug: (text) => node.trace(text),
    });
    current = bot;
    for (const handler of handlers.keys()) handlers.set(handler, bot.addCommand(handler));
    bot.start();
  };
  const tell = (next: GatewayState): void => {
    const name = next.kind === 'refused' ? next.reason : next.kind;
    if (next.kind === 'refused') node.error(REFUSALS[next.reason]);
    else if (next.kind === 'online' && state !== 'online') node.log(chat ? 'Online in the simulated chat.' : 'Online.');
    show(name);
  };

  node.bot = () => {
    if (current) return current;
    throw problem;
  };
  node.simulatedChannel = () => chat?.channel;
  node.addCommand = (handler) => {
    const { name } = handler.command;
    if ([...handlers.keys()].some(({ command }) => command.name === name)) {
      throw new InputError('command-twice', `This bot has a command /${name} already. Give this one another name.`);
    }
    handlers.set(handler, current?.addCommand(handler) ?? (() => {}));
    return () => {
      handlers.get(handler)?.();
      handlers.delete(handler);
    };
  };
  node.onState = (listener) => {
    listeners.add(listener);
    listener(state);
    return () => listeners.delete(listener);
  };

  let withdraw = (): void => {};
  try {
    const settings = readSettings(config);
    const token = node.credentials?.token?.trim() || process.env[TOKEN_VARIABLE]?.trim();
    if (token) start(token, settings);
    else {
      withdraw = onSimulatedChat((present) => {
        chat = present;
        if (present) {
          const policy = { ...settings.policy, guilds: [present.guild] };
          start(present.token, { ...settings, policy, api: present.api });
        } else {
          stop();
          show('no-token');
        }
      });
    }
  } catch (error) {
    problem = error as Error;
    show('bad-setting');
    node.error(problem.message);
  }
  node.on('close', (done: () => void) => {
    withdraw();
    stop();
    stopping.then(() => done());
  });
}

const REFUSALS: Record<Refusal, string> = {
  'wrong-token':
    'Discord does not accept the token. Copy it anew (Developer Portal → your application → Bot → Reset Token) into the bot.',
  'disallowed-intents':
    'Discord does not allow the bot to read messages. Switch on "Message Content Intent" in the Developer Portal (Bot), or switch off text commands in the bot.',
  'invalid-intents': 'Discord refuses what the bot wants to see (invalid intents).',
  'sharding-required': 'Discord wants a bot on so many servers to be sharded, which this one is not.',
  'old-version': 'Discord no longer speaks the version of its gateway that this bot uses. Update the package.',
};

function readSettings(config: Config): Settings {
  return {
    api: apiSetting(config.api),
    textCommands: config.textCommands === true,
    policy: {
      guilds: idsSetting('guilds', config.guilds),
      channels: idsSetting('channels', config.channels),
      roles: idsSetting('roles', config.roles),
      users: idsSetting('users', config.users),
      directMessages: config.directMessages === true,
    },
  };
}

/** Another address than Discord's gets the token, so it must be encrypted or on this machine. */
function apiSetting(value: unknown): string {
  if (value === undefined || value === null || value === '') return DISCORD_API;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isLocal = url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url.href.replace(/\/$/, '');
  throw bad('api', value, 'an address that begins with https://, or with http:// on this machine');
}
