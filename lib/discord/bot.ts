import { GatewayIntentBits, InteractionResponseType, MessageFlags } from '@discordjs/core';
import { InputError } from '../input-error';
import { languageOf } from '../language/language';
import { type AccessPolicy, type Asker, type CommandAccess, refusal } from './access';
import type { Asked } from './answer';
import { Answers } from './answers';
import type { Command, CommandOption, OptionValues } from './command';
import { parseCustomId } from './custom-id';
import { DiscordRest } from './discord-rest';
import { Gateway, type GatewayState } from './gateway';
import { type Interaction, parseInteraction } from './interaction';
import { FIRST_ANSWER } from './limits';
import { fitMessage } from './message/fit';
import type { OutgoingMessage } from './message/message';
import { problemText } from './message/problem';
import { type OptionContext, readOptions } from './options';
import { Registrar } from './registrar';
import type { Suggestion } from './suggestions';
import { matchTextCommand, parseTextMessage } from './text-message';

/** A command of a flow, and what happens when it is asked. */
export interface CommandHandler {
  command: Command;
  /** The present moment and the time zone by which periods are understood. */
  context(): OptionContext;
  suggest(option: CommandOption, typed: string, locale: string): Promise<Suggestion[]>;
  ask(asked: Asked): void;
}

export interface BotOptions {
  /** Goes into `msg.discord.bot`. */
  id: string;
  token: string;
  /** Discord's, if not given. */
  api?: string | undefined;
  policy: AccessPolicy;
  /** Whether plain messages such as `!w` are read, which needs a privileged intent. */
  textCommands: boolean;
  onState(state: GatewayState): void;
  /** Something that its owner should know; it goes on working. */
  onProblem(error: Error): void;
  onDebug(text: string): void;
}

const ANYBODY: CommandAccess = { roles: [], users: [], managers: false };

/** Suggestions that come later than this are of no use. */
const SUGGESTION_PATIENCE = FIRST_ANSWER - 500;

/** Failures of an acknowledgement after which Discord may have it all the same. */
const UNCERTAIN = ['discord-unreachable', 'answered-already'];

/** A bot on Discord: lets those who may ask its commands, and brings them the answers of the flow. */
export class DiscordBot {
  readonly textCommands: boolean;
  private readonly rest: DiscordRest;
  private readonly gateway: Gateway;
  private readonly registrar: Registrar;
  private readonly answers: Answers;
  private readonly handlers = new Set<CommandHandler>();

  constructor(private readonly options: BotOptions) {
    const { token, api, policy, textCommands } = options;
    this.textCommands = textCommands;
    this.rest = new DiscordRest(token, api);
    this.answers = new Answers(this.rest, options.onProblem);
    this.gateway = new Gateway({
      rest: this.rest.client,
      token,
      intents: intentsFor(policy, textCommands),
      onState: (state) => this.changed(state),
      onEvent: (name, data) => this.handle(name, data),
      onDebug: options.onDebug,
    });
    this.registrar = new Registrar({
      rest: this.rest,
      guilds: policy.guilds,
      directMessages: policy.directMessages,
      commands: () => this.commands,
      onProblem: options.onProblem,
    });
  }

  get commands(): Command[] {
    return [...this.handlers].map(({ command }) => command).sort((a, b) => a.name.localeCompare(b.name));
  }

  start(): void {
    this.gateway.start();
  }

  async stop(): Promise<void> {
    this.registrar.stop();
    this.answers.stop();
    await this.gateway.stop();
    this.rest.close();
  }

  /**
   * Adds a command; gives back how to take it away.
   * @throws InputError `command-twice`
   */
  addCommand(handler: CommandHandler): () => void {
    const { name } = handler.command;
    if (this.find(name)) {
      throw new InputError('command-twice', `This bot has a command /${name} already. Give this one another name.`);
    }
    this.handlers.add(handler);
    this.registrar.request();
    return () => {
      this.handlers.delete(handler);
      this.registrar.request();
    };
  }

  /** The commands that somebody may ask. */
  commandsFor(asker: Asker): Command[] {
    return this.commands.filter((command) => !refusal(asker, this.options.policy, command));
  }

  /**
   * Answers a question; a later answer to the same question replaces the one before.
   * @throws InputError `answer-expired`, or why Discord did not take it
   */
  answer(asked: Asked, message: OutgoingMessage): Promise<void> {
    return this.answers.answer(asked, message);
  }

  /** Tells the asker alone why there is no answer. */
  refuse(asked: Asked, sentence: string): Promise<void> {
    return this.answers.refuse(asked, sentence);
  }

  /** Writes into a channel. */
  async post(channel: string, message: OutgoingMessage): Promise<void> {
    await this.rest.post(channel, fitMessage(message));
  }

  private find(name: string): CommandHandler | undefined {
    return [...this.handlers].find(({ command }) => command.name === name);
  }

  private changed(state: GatewayState): void {
    if (state.kind === 'online') this.registrar.request();
    if (state.kind === 'refused') this.registrar.stop();
    this.options.onState(state);
  }

  private handle(name: unknown, data: unknown): void {
    if (name === 'GUILD_CREATE') this.registrar.request();
    if (name === 'MESSAGE_CREATE' && this.textCommands) this.handleText(data);
    if (name !== 'INTERACTION_CREATE') return;
    const interaction = parseInteraction(data);
    if (!interaction) {
      this.options.onDebug('An interaction came that can not be answered.');
      return;
    }
    const work = interaction.kind === 'autocomplete' ? this.suggest(interaction) : this.handleQuestion(interaction);
    work.catch((error: Error) => this.options.onProblem(error));
  }

  private async handleQuestion(interaction: Interaction): Promise<void> {
    const { kind, id, token, application, asker, userName, locale } = interaction;
    const question = kind === 'component' ? parseCustomId(interaction.customId, interaction.values) : interaction;
    const handler = question && this.find(question.command);
    const refused = !question
      ? 'old-button'
      : !handler
        ? 'unknown-command'
        : refusal(asker, this.options.policy, handler.command);
    if (!question || !handler || refused) {
      // Who may not ask learns nothing about what could be asked.
      const reason = refusal(asker, this.options.policy, ANYBODY) ?? refused!;
      await this.refuseAtOnce(interaction, problemText(reason, languageOf(locale)));
      return;
    }
    let options: OptionValues;
    try {
      options = readOptions(handler.command, question.options, handler.context());
    } catch (error) {
      const { code, details } = error as InputError;
      const name = String(details?.['name'] ?? '');
      const shown = { ...question.options, option: name, value: (question.options as OptionValues)[name] ?? '' };
      await this.refuseAtOnce(interaction, problemText(code, languageOf(locale), shown));
      return;
    }
    const type =
      kind === 'command'
        ? InteractionResponseType.DeferredChannelMessageWithSource
        : InteractionResponseType.DeferredMessageUpdate;
    await this.acknowledge(id, token, type);
    const asked: Asked = {
      bot: this.options.id,
      kind: kind as 'command' | 'component',
      id,
      command: handler.command.name,
      options,
      user: { id: asker.user, name: userName },
      roles: [...asker.roles],
      manager: asker.manager,
      ...(asker.guild === undefined ? {} : { guild: asker.guild }),
      channel: asker.channel,
      locale,
    };
    this.answers.expect(asked, { application, token });
    handler.ask(asked);
  }

  /** Whether a call that got no answer has arrived, nobody knows: then the answer itself is tried. */
  private async acknowledge(id: string, token: string, type: InteractionResponseType): Promise<void> {
    try {
      await this.rest.acknowledge(id, token, { type });
    } catch (error) {
      if (!UNCERTAIN.includes((error as InputError).code)) throw error;
      this.options.onProblem(error as Error);
    }
  }

  private async refuseAtOnce({ id, token }: Interaction, content: string): Promise<void> {
    await this.rest.acknowledge(id, token, {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: { content, flags: MessageFlags.Ephemeral, allowed_mentions: { parse: [] } },
    });
  }

  private async suggest({ id, token, asker, command, options, focused, locale }: Interaction): Promise<void> {
    const handler = this.find(command);
    const option = handler?.command.options.find(({ name }) => name === focused);
    let choices: Suggestion[] = [];
    if (handler && option && !refusal(asker, this.options.policy, handler.command)) {
      const typed = String(options[option.name] ?? '');
      choices = await withinTime(handler.suggest(option, typed, locale), SUGGESTION_PATIENCE, []);
    }
    await this.rest.acknowledge(id, token, {
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data: { choices },
    });
  }

  private handleText(data: unknown): void {
    const message = parseTextMessage(data);
    const matched = message && matchTextCommand(message.content, this.commands);
    // Nobody was asked to answer, so whoever may not ask hears nothing.
    if (!message || !matched || refusal(message.asker, this.options.policy, matched.command)) return;
    const handler = this.find(matched.command.name)!;
    const { user, roles, manager, guild, channel } = message.asker;
    const asked: Asked = {
      bot: this.options.id,
      kind: 'text',
      id: message.id,
      command: matched.command.name,
      options: {},
      user: { id: user, name: message.userName },
      roles: [...roles],
      manager,
      ...(guild === undefined ? {} : { guild }),
      channel,
      locale: '',
    };
    try {
      asked.options = readOptions(matched.command, matched.options, handler.context());
      handler.ask(asked);
    } catch (error) {
      this.refuse(asked, problemText((error as InputError).code, languageOf(''), matched.options)).catch(
        (problem: Error) => this.options.onProblem(problem),
      );
    }
  }
}

function intentsFor(policy: AccessPolicy, textCommands: boolean): number {
  if (!textCommands) return GatewayIntentBits.Guilds;
  return (
    GatewayIntentBits.Guilds |
    GatewayIntentBits.GuildMessages |
    GatewayIntentBits.MessageContent |
    (policy.directMessages ? GatewayIntentBits.DirectMessages : 0)
  );
}

async function withinTime<T>(work: Promise<T>, time: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), time);
  });
  try {
    return await Promise.race([work.catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}
