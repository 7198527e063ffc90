import { Routes } from '@discordjs/core';
import { InputError } from '../input-error';
import { DiscordAPIError, HTTPError, REST, type RestClient } from './library';
import { FIRST_ANSWER } from './limits';

export const DISCORD_API = 'https://discord.com/api';

/** A file beside a message. */
export interface OutgoingFile {
  name: string;
  data: Buffer;
}

/** A message as Discord's API takes it, and its files. */
export interface ApiMessage {
  body: Record<string, unknown>;
  files: OutgoingFile[];
}

interface Call {
  body?: unknown;
  files?: OutgoingFile[] | undefined;
  signal?: AbortSignal;
}

/** The calls to Discord that a bot like ours makes. Every failure is an InputError without any secret in it. */
export class DiscordRest {
  /** With the bot's token and Discord's limit of 50 calls a second. */
  readonly client: RestClient;
  /** Answers to interactions carry a token of their own and do not count towards that limit. */
  private readonly answers: RestClient;

  constructor(
    private readonly token: string,
    api: string = DISCORD_API,
  ) {
    this.client = new REST({ api, version: '10' }).setToken(token);
    // Every interaction has addresses of its own, which are remembered until they are swept.
    this.answers = new REST({
      api,
      version: '10',
      globalRequestsPerSecond: 1_000_000,
      handlerSweepInterval: 60_000,
      hashSweepInterval: 60_000,
      hashLifetime: 60_000,
    });
  }

  /** The first answer to an interaction; later than 3 s it counts for nothing. */
  async acknowledge(interaction: string, token: string, body: object): Promise<void> {
    const signal = AbortSignal.timeout(FIRST_ANSWER);
    await this.answer('post', Routes.interactionCallback(interaction, token), { body, signal });
  }

  async editAnswer(application: string, token: string, message: ApiMessage): Promise<void> {
    await this.answer('patch', Routes.webhookMessage(application, token, '@original'), message);
  }

  async deleteAnswer(application: string, token: string): Promise<void> {
    await this.answer('delete', Routes.webhookMessage(application, token, '@original'));
  }

  async followUp(application: string, token: string, message: ApiMessage): Promise<void> {
    await this.answer('post', Routes.webhook(application, token), message);
  }

  async post(channel: string, message: ApiMessage): Promise<void> {
    await this.call(() => this.client.post(Routes.channelMessages(channel) as `/${string}`, message));
  }

  /** The id of the bot's application. */
  async application(): Promise<string> {
    const found = (await this.call(() => this.client.get(Routes.currentApplication()))) as { id?: unknown } | null;
    if (typeof found?.id !== 'string')
      throw new InputError('discord-error', 'Discord did not say which application this is.');
    return found.id;
  }

  /** @param guild undefined for the commands in direct messages */
  async commands(application: string, guild: string | undefined): Promise<unknown> {
    const query = new URLSearchParams({ with_localizations: 'true' });
    return this.call(() => this.client.get(commandsRoute(application, guild), { query }));
  }

  async overwriteCommands(application: string, guild: string | undefined, body: unknown[]): Promise<void> {
    await this.call(() => this.client.put(commandsRoute(application, guild), { body }));
  }

  /** Ends the timers of the clients. */
  close(): void {
    for (const client of [this.client, this.answers]) {
      client.clearHashSweeper();
      client.clearHandlerSweeper();
    }
  }

  private answer(method: 'post' | 'patch' | 'delete', route: string, call: Call = {}): Promise<unknown> {
    return this.call(() => this.answers[method](route as `/${string}`, { ...call, auth: false } as object));
  }

  private async call(work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, this.token);
    }
  }
}

function commandsRoute(application: string, guild: string | undefined): `/${string}` {
  return guild === undefined
    ? Routes.applicationCommands(application)
    : Routes.applicationGuildCommands(application, guild);
}

/** Discord's error codes that people can do something about. */
const MEANINGS: Record<number, [code: string, sentence: string]> = {
  10062: ['answer-expired', 'Discord waits 3 seconds for the first answer; this one came too late.'],
  10015: ['answer-expired', 'Discord takes an answer for 15 minutes; this one came too late.'],
  10008: ['answer-expired', 'The message that was to be changed is no longer there.'],
  50027: ['answer-expired', 'Discord takes an answer for 15 minutes; this one came too late.'],
  10003: ['unknown-channel', 'Discord knows no such channel. Copy its id with a right-click on it (developer mode).'],
  40060: ['answered-already', 'The question has had its first answer.'],
  50001: ['no-access', 'The bot may not see this channel or server. Invite it, and give it access.'],
  50013: ['no-access', 'The bot lacks a permission there: View Channel, Send Messages, Embed Links, Attach Files.'],
};

/** The library's errors hold addresses with tokens and whole requests: only their words are kept. */
function explain(error: unknown, token: string): InputError {
  const words = (text: string): string => text.replaceAll(token, '…').slice(0, 500);
  if (error instanceof DiscordAPIError) {
    if (error.status === 401 && !MEANINGS[Number(error.code)]) {
      return new InputError(
        'wrong-token',
        'Discord does not accept the token. Make a new one and enter it in the bot.',
      );
    }
    const [code, sentence] = MEANINGS[Number(error.code)] ?? ['discord-error', 'Discord refused the request.'];
    return new InputError(code, `${sentence} Discord said: ${words(error.message)} (${error.code})`, {
      discord: error.code,
    });
  }
  if (error instanceof HTTPError) {
    return new InputError(
      'discord-unreachable',
      `Discord answered with HTTP ${error.status}. It is tried again later.`,
    );
  }
  const cause = (error as { cause?: { code?: unknown } }).cause?.code ?? (error as { code?: unknown }).code;
  const reason = typeof cause === 'string' ? cause : (error as Error).name;
  return new InputError('discord-unreachable', `Discord can't be reached (${words(String(reason))}).`);
}
