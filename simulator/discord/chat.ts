/*
 * What a person in front of the simulated Discord sees and does: the seam between the stand-in (server) and its face
 * (the page at /chat). Ids are snowflakes as strings; messages and commands are plain JSON as Discord's API v10 gives
 * them.
 */
import type { APIApplicationCommand, APIMessage } from '@discordjs/core';

export interface Person {
  id: string;
  name: string;
  /** Discord's language setting of this person, such as `en-US` or `pl`. */
  locale: string;
  /** Role ids. */
  roles: string[];
}

export interface Named {
  id: string;
  name: string;
}

/** A message as one person sees it. */
export interface ChatMessage extends APIMessage {
  /** The bot said that it will answer, and has not yet. */
  thinking: boolean;
  /** Only this person sees it (an ephemeral answer). */
  onlyFor?: string;
  /** Who used which command, for the line above an answer. */
  asked?: { person: string; command: string };
}

export type OptionValue = string | number | boolean;

export interface Suggestion {
  name: string;
  value: string | number;
}

/** What became of a command or a press: acknowledged, or the red line that Discord shows. */
export type Outcome = { ok: true } | { ok: false; reason: 'did-not-respond' | 'unknown-command' | 'bot-offline' };

export interface Chat {
  readonly guild: Named;
  readonly bot: Named;
  readonly channels: readonly Named[];
  readonly roles: readonly Named[];
  readonly people: readonly Person[];
  readonly botOnline: boolean;
  /** Changes a person's language or roles. @throws Error for an unknown person */
  setPerson(id: string, change: Partial<Pick<Person, 'locale' | 'roles'>>): void;
  /** The commands this person can use in a channel: an id, or `dm`; a channel of the server, if not given. */
  commands(person: string, channel?: string): APIApplicationCommand[];
  /** What this person sees in a channel, oldest first. `channel` may be `dm`, the direct messages with the bot. */
  messages(person: string, channel: string): ChatMessage[];
  attachment(id: string): { type: string; name: string; data: Buffer } | undefined;
  say(person: string, channel: string, text: string): void;
  /** Settles with the bot's first answer, or after Discord's 3 s. Options by name, as typed. */
  command(person: string, channel: string, name: string, options: Record<string, OptionValue>): Promise<Outcome>;
  suggest(
    person: string,
    channel: string,
    name: string,
    options: Record<string, OptionValue>,
    focused: string,
  ): Promise<Suggestion[]>;
  /** Presses a button, or chooses `values` of a select. */
  press(person: string, message: string, customId: string, values?: string[]): Promise<Outcome>;
  /** Calls back after anything that a person could see has changed; gives back how to stop that. */
  onChange(listener: () => void): () => void;
}
