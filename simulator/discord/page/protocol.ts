/*
 * What travels between the page at /chat and its server, beside the plain requests.
 */
import type { APIApplicationCommand } from '@discordjs/core';
import type { ChatMessage, Named, OptionValue, Outcome, Person, Suggestion } from '../chat';

/** All that one person sees of one channel. */
export interface ChatState {
  guild: Named;
  bot: Named;
  botOnline: boolean;
  channels: readonly Named[];
  roles: readonly Named[];
  people: readonly Person[];
  /** The ids that the rest is about; the first of each when the request names none. */
  person: string;
  channel: string;
  commands: APIApplicationCommand[];
  messages: ChatMessage[];
}

/** The bodies of the POST requests, by the last part of their paths. */
export interface Bodies {
  say: { person: string; channel: string; text: string };
  command: { person: string; channel: string; name: string; options: Record<string, OptionValue> };
  suggest: Bodies['command'] & { focused: string };
  press: { person: string; message: string; customId: string; values?: string[] };
  person: { person: string; locale?: string; roles?: string[] };
}

/** What each is answered with; `{ error }`, a sentence, when it is refused. */
export interface Answers {
  say: Record<string, never>;
  command: Outcome;
  suggest: Suggestion[];
  press: Outcome;
  person: Record<string, never>;
}

export type Action = keyof Bodies;

/** The channel of the direct messages with the bot. */
export const DIRECT_MESSAGES = 'dm';
