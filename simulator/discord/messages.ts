import type { APIAttachment, APIMessage, APIMessageTopLevelComponent } from '@discordjs/core';
import { type Attachments, resolve, shownIn } from './attachments';
import type { ChatMessage } from './chat';
import { refusal } from './errors';
import type { Journal } from './journal';
import { pingsOf } from './mentions';
import { MESSAGE_FLAG, MESSAGE_TYPE } from './protocol';
import type { Snowflakes } from './snowflake';
import { type Draft, type MessageBody, refuseEmpty } from './validate/message';
import type { World } from './world';

const MOST_MESSAGES = 500;
/** Flags that a bot can set itself. */
const SETTABLE = MESSAGE_FLAG.suppressEmbeds | MESSAGE_FLAG.suppressNotifications;

/** A message with what Discord knows of it besides. */
export interface StoredMessage {
  message: APIMessage;
  /** All files, also those that an embed shows. */
  attached: APIAttachment[];
  /** Files that are no longer attached, but that an embed still shows. */
  embedded: APIAttachment[];
  onlyFor?: string;
  asked?: ChatMessage['asked'];
}

/** What a new message is besides its text. */
export interface Origin {
  channel: string;
  /** A person's id; the bot, if not given. */
  author?: string;
  onlyFor?: string;
  asked?: ChatMessage['asked'];
  /** Members of the message that tell of the interaction it answers. */
  interaction?: Partial<APIMessage>;
}

export type MessageEvent = 'MESSAGE_CREATE' | 'MESSAGE_UPDATE' | 'MESSAGE_DELETE';

interface Parts {
  clock: () => number;
  snowflakes: Snowflakes;
  world: World;
  attachments: Attachments;
  journal: Journal;
}

/** The messages of all channels; the oldest of a channel go when there are too many. */
export class Messages {
  readonly #parts: Parts;
  readonly #channels = new Map<string, Map<string, StoredMessage>>();
  readonly #listeners = new Set<(event: MessageEvent, stored: StoredMessage) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The messages of a channel, oldest first. */
  in(channel: string): StoredMessage[] {
    return [...(this.#channels.get(channel)?.values() ?? [])];
  }

  get(id: string): StoredMessage | undefined {
    for (const messages of this.#channels.values()) {
      const stored = messages.get(id);
      if (stored) return stored;
    }
    return undefined;
  }

  /** @throws DiscordError 50006 if there is nothing to see in it */
  create(draft: Draft, origin: Origin): StoredMessage {
    const stored = this.#blank(origin);
    this.#write(stored, draft);
    return this.#add(stored);
  }

  /** "… is thinking": a message that is still to be written. */
  createLoading(origin: Origin): StoredMessage {
    const stored = this.#blank(origin);
    stored.message.flags = (stored.message.flags ?? 0) | MESSAGE_FLAG.loading;
    return this.#add(stored);
  }

  /**
   * Changes what the draft names, and leaves the rest.
   * @throws DiscordError 50006 if nothing to see would be left
   */
  edit(stored: StoredMessage, draft: Draft): StoredMessage {
    const wasLoading = isLoading(stored);
    this.#write(stored, draft);
    if (!wasLoading) stored.message.edited_timestamp = this.#now();
    this.#tell('MESSAGE_UPDATE', stored);
    return stored;
  }

  delete(stored: StoredMessage): void {
    this.#forget(stored);
    this.#tell('MESSAGE_DELETE', stored);
  }

  onChange(listener: (event: MessageEvent, stored: StoredMessage) => void): void {
    this.#listeners.add(listener);
  }

  #blank({ channel, author, onlyFor, asked, interaction = {} }: Origin): StoredMessage {
    const { world } = this.#parts;
    const message: APIMessage = {
      id: this.#parts.snowflakes.next(),
      channel_id: channel,
      author: author === undefined ? world.botUser : world.user(author),
      content: '',
      timestamp: this.#now(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: [],
      embeds: [],
      components: [],
      pinned: false,
      type: MESSAGE_TYPE.default,
      flags: onlyFor === undefined ? 0 : MESSAGE_FLAG.ephemeral,
      ...interaction,
    };
    return {
      message,
      attached: [],
      embedded: [],
      ...(onlyFor === undefined ? {} : { onlyFor }),
      ...(asked ? { asked } : {}),
    };
  }

  #write(stored: StoredMessage, { body, uploads }: Draft): void {
    const { message } = stored;
    const content = body.content === undefined ? message.content : (body.content ?? '').trim();
    const kept = keptOf(stored.attached, body);
    const embeds = body.embeds === undefined ? message.embeds : (body.embeds ?? []);
    const components = body.components === undefined ? (message.components ?? []) : (body.components ?? []);
    refuseEmpty(content, embeds, components, kept, uploads);

    const told = new Map((body.attachments ?? []).map((each) => [String(each.id), each]));
    const added = uploads.map((file) =>
      this.#parts.attachments.add(file, message.channel_id, told.get(String(file.index))),
    );
    message.content = content;
    message.components = numbered(components);
    const attached = [...kept, ...added];
    message.embeds = resolve(embeds, attached);
    const shown = shownIn(message.embeds);
    const [embedded, dropped] = split([...stored.attached, ...stored.embedded], attached, shown);
    for (const { id } of dropped) this.#parts.attachments.delete(id);
    stored.attached = attached;
    stored.embedded = embedded;
    // Discord does not list a file that an embed shows.
    message.attachments = attached.filter(({ url }) => !shown.includes(url));
    for (const lost of shown.filter((address) => address.startsWith('attachment:'))) {
      this.#parts.journal.violation('form', `An embed shows ${lost}, and no such file is attached.`);
    }
    message.flags = this.#flags(message.flags ?? 0, body);
    if (body.content !== undefined) this.#ping(message, body);
  }

  #flags(before: number, { flags }: MessageBody): number {
    const own = flags === undefined ? before & SETTABLE : (flags ?? 0) & SETTABLE;
    return own | (before & MESSAGE_FLAG.ephemeral);
  }

  #ping(message: APIMessage, { allowed_mentions }: MessageBody): void {
    const { world } = this.#parts;
    const { users, roles, everyone } = pingsOf(message.content, allowed_mentions);
    const known = [...world.people.map(({ id }) => world.user(id)), world.botUser];
    message.mentions = known.filter(({ id }) => users.includes(id));
    message.mention_roles = roles;
    message.mention_everyone = everyone;
  }

  #add(stored: StoredMessage): StoredMessage {
    const { id, channel_id } = stored.message;
    const messages = this.#channels.get(channel_id) ?? new Map<string, StoredMessage>();
    this.#channels.set(channel_id, messages);
    messages.set(id, stored);
    for (const oldest of messages.values()) {
      if (messages.size <= MOST_MESSAGES) break;
      this.#forget(oldest);
    }
    this.#tell('MESSAGE_CREATE', stored);
    return stored;
  }

  #forget({ message, attached, embedded }: StoredMessage): void {
    this.#channels.get(message.channel_id)?.delete(message.id);
    for (const { id } of [...attached, ...embedded]) this.#parts.attachments.delete(id);
  }

  #now(): string {
    return new Date(this.#parts.clock()).toISOString();
  }

  #tell(event: MessageEvent, stored: StoredMessage): void {
    for (const listener of this.#listeners) listener(event, stored);
  }
}

/** The bot said that it will answer, and has not yet. */
export function isLoading({ message }: StoredMessage): boolean {
  return ((message.flags ?? 0) & MESSAGE_FLAG.loading) !== 0;
}

/** @throws DiscordError 10008 */
export function known(stored: StoredMessage | undefined): StoredMessage {
  if (!stored) throw refusal('unknownMessage');
  return stored;
}

/** An edit that names attachments keeps those only, with their new descriptions; one that names none keeps all. */
function keptOf(attached: readonly APIAttachment[], { attachments }: MessageBody): APIAttachment[] {
  if (attachments === undefined) return [...attached];
  const named = new Map((attachments ?? []).map((each) => [String(each.id), each.description]));
  for (const each of attached) {
    const description = named.get(each.id);
    if (description) each.description = description;
  }
  return attached.filter(({ id }) => named.has(id));
}

/** The files from before that are no longer attached: those that an embed still shows, and those that are gone. */
function split(before: readonly APIAttachment[], attached: readonly APIAttachment[], shown: readonly string[]) {
  const left = before.filter((each) => !attached.includes(each));
  const isShown = ({ url }: APIAttachment) => shown.includes(url);
  return [left.filter(isShown), left.filter((each) => !isShown(each))] as const;
}

/** Discord gives every component a number within its message. */
function numbered(components: readonly APIMessageTopLevelComponent[]): APIMessageTopLevelComponent[] {
  let id = 0;
  return components.map((row) => ({
    ...row,
    id: ++id,
    ...('components' in row ? { components: row.components.map((each) => ({ ...each, id: ++id })) } : {}),
  })) as APIMessageTopLevelComponent[];
}
