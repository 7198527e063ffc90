import { randomBytes } from 'node:crypto';
import type { APIMessage } from '@discordjs/core';
import { refusal } from './errors';
import type { Messages, Origin, StoredMessage } from './messages';
import { known } from './messages';
import { CALLBACK, INTERACTION, MESSAGE_FLAG, MESSAGE_TYPE } from './protocol';
import type { Snowflakes } from './snowflake';
import { suggestions } from './validate/commands';
import { type Draft, readMessage, type Upload } from './validate/message';
import { object, oneOf, required, validate } from './validate/schema';
import { APPLICATION_ID, type World } from './world';

/** How long a token can be used after the first answer, ms. */
const TOKEN_LIFE = 15 * 60_000;
const MOST_INTERACTIONS = 1000;

/** Which answers fit which interaction. */
const FITTING: Record<number, readonly number[]> = {
  [INTERACTION.command]: [CALLBACK.message, CALLBACK.deferredMessage],
  [INTERACTION.component]: [CALLBACK.message, CALLBACK.deferredMessage, CALLBACK.deferredUpdate, CALLBACK.update],
  [INTERACTION.autocomplete]: [CALLBACK.suggestions],
};

/** What a person did that asks for an answer. */
export interface Asked {
  type: (typeof INTERACTION)[keyof typeof INTERACTION];
  person: string;
  channel: string;
  /** Of a command: its name as typed. */
  command?: string;
  /** Of a press: the message with the component. */
  source?: StoredMessage;
  /** Of an autocomplete: the type of the option that is being typed. */
  focusedType?: number;
}

export interface Interaction extends Asked {
  id: string;
  token: string;
  /** ms since the Unix epoch. */
  created: number;
  state: 'waiting' | 'answered' | 'failed';
  /** The message that `@original` means, while it exists. */
  original?: string;
  /** Messages after the first one. */
  followUps: Set<string>;
}

export interface Choice {
  name: string;
  value: string | number;
}

/** The first answer: choices of an autocomplete, the message of an immediate answer; undefined when none came in time. */
export interface Answer {
  message?: StoredMessage;
  choices?: Choice[];
}

interface Parts {
  clock: () => number;
  snowflakes: Snowflakes;
  world: World;
  messages: Messages;
  /** How long Discord waits for the first answer, ms. */
  deadline: number;
}

/** What people asked the bot, from the press of a key to the end of the token. */
export class Interactions {
  readonly #parts: Parts;
  readonly #byId = new Map<string, Interaction>();
  readonly #waiting = new Map<Interaction, (answer?: Answer) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Begins an interaction.
   * @param send tells the bot of it
   * @returns the bot's first answer, or undefined when it gave none in time
   */
  begin(asked: Asked, send: (interaction: Interaction) => void): Promise<Answer | undefined> {
    const { snowflakes, clock, deadline } = this.#parts;
    const id = snowflakes.next();
    const token = Buffer.from(`interaction:${id}:${randomBytes(48).toString('base64url')}`).toString('base64url');
    const interaction: Interaction = { ...asked, id, token, created: clock(), state: 'waiting', followUps: new Set() };
    this.#remember(interaction);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(interaction), deadline);
      this.#waiting.set(interaction, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(interaction);
        resolve(answer);
      });
      send(interaction);
    });
  }

  /**
   * The first answer to an interaction.
   * @throws DiscordError 10062 for one that is unknown or too old, 40060 for a second answer, 50035 and others for the body
   */
  answer(id: string, token: string, body: unknown, uploads: Upload[]): { interaction: Interaction } & Answer {
    const interaction = this.#byId.get(id);
    if (interaction?.token !== token) throw refusal('unknownInteraction');
    this.#refuseLate(interaction);
    if (interaction.state === 'answered') throw refusal('alreadyAcknowledged');
    validate(object({ type: required(oneOf(FITTING[interaction.type]!)) }), body);
    const { type, data = {} } = body as { type: number; data?: unknown };
    const answer = this.#apply(interaction, type, data ?? {}, uploads);
    interaction.state = 'answered';
    this.#settle(interaction, answer);
    return { interaction, ...answer };
  }

  /**
   * The interaction of a token that can be used for more answers.
   * @throws DiscordError 50027 for a token that is unknown or over, 10015 before the first answer
   */
  answered(application: string, token: string): Interaction {
    if (application !== APPLICATION_ID) throw refusal('unknownWebhook');
    const interaction = [...this.#byId.values()].find((each) => each.token === token);
    if (!interaction || this.#parts.clock() - interaction.created > TOKEN_LIFE) throw refusal('invalidWebhookToken');
    if (interaction.state !== 'answered') throw refusal('unknownWebhook');
    return interaction;
  }

  /** @throws DiscordError 10008 if it was deleted */
  original(interaction: Interaction): StoredMessage {
    return known(interaction.original === undefined ? undefined : this.#parts.messages.get(interaction.original));
  }

  /** What a message that answers this interaction is, besides its text. */
  origin(interaction: Interaction, ephemeral: boolean): Origin {
    const { channel, person } = interaction;
    return { channel, ...(ephemeral ? { onlyFor: person } : {}), interaction: this.#metadata(interaction) };
  }

  /** Gives up on all that wait for an answer. */
  stop(): void {
    for (const interaction of [...this.#waiting.keys()]) this.#settle(interaction);
  }

  #apply(interaction: Interaction, type: number, data: unknown, uploads: Upload[]): Answer {
    const { messages } = this.#parts;
    switch (type) {
      case CALLBACK.suggestions:
        validate(suggestions(interaction.focusedType!), data, 'data');
        return { choices: (data as { choices: Choice[] }).choices };
      case CALLBACK.deferredUpdate:
        interaction.original = interaction.source!.message.id;
        return {};
      case CALLBACK.update: {
        const stored = known(messages.get(interaction.source!.message.id));
        const message = messages.edit(stored, this.#read(data, uploads, stored.attached));
        interaction.original = message.message.id;
        return { message };
      }
      default: {
        const draft = this.#read(data, uploads);
        const ephemeral = isEphemeral(draft);
        const { person, command } = interaction;
        const asked = command === undefined ? {} : { asked: { person, command } };
        const origin = { ...this.origin(interaction, ephemeral), ...asked };
        const message = type === CALLBACK.message ? messages.create(draft, origin) : messages.createLoading(origin);
        interaction.original = message.message.id;
        return { message };
      }
    }
  }

  #read(data: unknown, uploads: Upload[], attached: readonly { id: string }[] = []): Draft {
    return readMessage(
      data,
      uploads,
      attached.map(({ id }) => id),
      'data',
    );
  }

  #metadata({ id, type, person, channel, command, source }: Interaction): Partial<APIMessage> {
    const { world } = this.#parts;
    return {
      type: command === undefined ? MESSAGE_TYPE.default : MESSAGE_TYPE.command,
      application_id: APPLICATION_ID,
      webhook_id: APPLICATION_ID,
      interaction_metadata: {
        id,
        type,
        user: world.user(person),
        authorizing_integration_owners: world.installedIn(channel),
        ...(command === undefined ? {} : { name: command }),
        ...(source ? { interacted_message_id: source.message.id } : {}),
      } as NonNullable<APIMessage['interaction_metadata']>,
    };
  }

  #refuseLate(interaction: Interaction): void {
    const age = this.#parts.clock() - interaction.created;
    if (interaction.state === 'waiting' && age <= this.#parts.deadline) return;
    if (interaction.state === 'answered') return;
    throw refusal('unknownInteraction');
  }

  #settle(interaction: Interaction, answer?: Answer): void {
    if (!answer) interaction.state = 'failed';
    this.#waiting.get(interaction)?.(answer);
  }

  #remember(interaction: Interaction): void {
    this.#byId.set(interaction.id, interaction);
    const over = this.#parts.clock() - TOKEN_LIFE;
    for (const [id, { created }] of this.#byId) {
      if (created >= over && this.#byId.size <= MOST_INTERACTIONS) break;
      this.#byId.delete(id);
    }
  }
}

/** The bot wants only the person who asked to see this message. */
export function isEphemeral({ body }: Draft): boolean {
  return ((body.flags ?? 0) & MESSAGE_FLAG.ephemeral) !== 0;
}
