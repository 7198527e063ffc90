import type {
  APIActionRowComponent,
  APIAllowedMentions,
  APIComponentInMessageActionRow,
  APIEmbed,
} from '@discordjs/core';
import { refusal } from '../errors';
import { ATTACHMENT_SIZE_LIMIT, MESSAGE_FLAG } from '../protocol';
import { components } from './components';
import { embeds } from './embeds';
import {
  all,
  boolean,
  type Check,
  integer,
  isObject,
  list,
  object,
  oneOf,
  required,
  snowflake,
  text,
  validate,
} from './schema';

const MOST_ATTACHMENTS = 10;

/** A message as a bot writes it, once it is valid. */
export interface MessageBody {
  content?: string | null;
  embeds?: APIEmbed[] | null;
  components?: APIActionRowComponent<APIComponentInMessageActionRow>[] | null;
  attachments?: AttachmentBody[] | null;
  allowed_mentions?: APIAllowedMentions | null;
  flags?: number | null;
}

export interface AttachmentBody {
  /** The number of an uploaded file, or the id of an attachment that the message has. */
  id: string | number;
  filename?: string | null;
  description?: string | null;
}

/** A file of a multipart body, `files[index]`. */
export interface Upload {
  index: number;
  name: string;
  type: string;
  data: Buffer;
}

/** A body and the files with it. */
export interface Draft {
  body: MessageBody;
  uploads: Upload[];
}

const mentions = { users: list(snowflake, { max: 100 }), roles: list(snowflake, { max: 100 }) };

/** `parse: ["users"]` allows all, `users` names some: both at once is refused. */
const exclusive: Check = (value, place) => {
  if (!isObject(value) || !Array.isArray(value['parse'])) return;
  for (const kind of Object.keys(mentions)) {
    const named = value[kind];
    if (!value['parse'].includes(kind) || !Array.isArray(named) || named.length === 0) continue;
    const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
    place.refuse('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message);
  }
};

const noComponentsV2: Check = (value, place) => {
  if (typeof value !== 'number' || (value & MESSAGE_FLAG.componentsV2) === 0) return;
  place.refuse('SIMULATED_DISCORD_UNSUPPORTED', 'The simulated Discord has no components v2.');
};

const shape = {
  content: text({ max: 2000 }),
  embeds,
  components,
  flags: all(integer({ min: 0 }), noComponentsV2),
  tts: boolean,
  allowed_mentions: all(
    object({ parse: list(oneOf(['roles', 'users', 'everyone']), { max: 3 }), ...mentions, replied_user: boolean }),
    exclusive,
  ),
};

/** @param known the numbers of the files and the ids of the attachments that may be named */
function attachments(known: ReadonlySet<string>): Check {
  const exists: Check = (value, place) => {
    const id = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (!known.has(id)) place.refuse('ATTACHMENT_NOT_FOUND', 'The referenced attachment was not found.');
  };
  return list(
    object({ id: required(exists), filename: text({ min: 1, max: 1024 }), description: text({ max: 1024 }) }),
    { max: MOST_ATTACHMENTS },
  );
}

/**
 * Checks a message, or the change of one, against Discord's limits.
 * @param kept ids of the attachments that the message has already
 * @param path where in the request's body the message is
 * @throws DiscordError as Discord would answer
 */
export function readMessage(body: unknown, uploads: Upload[], kept: readonly string[] = [], ...path: string[]): Draft {
  if (uploads.length > MOST_ATTACHMENTS) throw refusal('tooManyAttachments');
  if (uploads.some(({ data }) => data.length > ATTACHMENT_SIZE_LIMIT)) throw refusal('requestTooLarge');
  const known = new Set([...uploads.map(({ index }) => String(index)), ...kept]);
  validate(object({ ...shape, attachments: attachments(known) }), body, ...path);
  return { body: body as MessageBody, uploads };
}

/** @throws DiscordError 50006 for a message in which there is nothing to see */
export function refuseEmpty(content: string, ...parts: readonly (readonly unknown[])[]): void {
  if (content.trim() === '' && parts.every((part) => part.length === 0)) throw refusal('emptyMessage');
}
