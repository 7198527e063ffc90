import { ApplicationCommandOptionType, InteractionType, PermissionFlagsBits } from '@discordjs/core';
import type { Asker } from './access';

/** What somebody did in Discord that wants an answer. */
export interface Interaction {
  kind: 'command' | 'component' | 'autocomplete';
  id: string;
  /** Lets whoever has it answer for 15 minutes: it stays in the bot. */
  token: string;
  application: string;
  asker: Asker;
  userName: string;
  /** The asker's language in Discord. */
  locale: string;
  /** Of a command. */
  command: string;
  options: Record<string, unknown>;
  /** The option that is being typed. */
  focused?: string;
  /** Of a component. */
  customId: string;
  values: string[];
}

const KINDS: Record<number, Interaction['kind']> = {
  [InteractionType.ApplicationCommand]: 'command',
  [InteractionType.MessageComponent]: 'component',
  [InteractionType.ApplicationCommandAutocomplete]: 'autocomplete',
};

const VALUE_TYPES: number[] = [
  ApplicationCommandOptionType.String,
  ApplicationCommandOptionType.Integer,
  ApplicationCommandOptionType.Boolean,
  ApplicationCommandOptionType.Number,
];

/**
 * Reads the data of an INTERACTION_CREATE event.
 * @returns undefined for one of another kind, and for one that lacks what an answer needs
 */
export function parseInteraction(input: unknown): Interaction | undefined {
  const event = object(input);
  const kind = KINDS[number(event['type'])];
  const id = snowflake(event['id']);
  const application = snowflake(event['application_id']);
  const token = text(event['token']);
  const member = object(event['member']);
  const user = object(member['user'] ?? event['user']);
  const userId = snowflake(user['id']);
  const channel = snowflake(event['channel_id']);
  if (!kind || !id || !token || !application || !userId || !channel) return undefined;
  const data = object(event['data']);
  const options = list(data['options']).map(object);
  const focused = options.find((option) => option['focused'] === true);
  return {
    kind,
    id,
    token,
    application,
    asker: {
      user: userId,
      roles: texts(member['roles']),
      manager: isManager(member['permissions']),
      guild: snowflake(event['guild_id']),
      channel,
      parentChannel: snowflake(object(event['channel'])['parent_id']),
    },
    userName: text(user['global_name']) ?? text(user['username']) ?? userId,
    locale: text(event['locale']) ?? text(event['guild_locale']) ?? '',
    command: text(data['name']) ?? '',
    options: Object.fromEntries(
      options
        .filter((option) => text(option['name']) !== undefined && VALUE_TYPES.includes(number(option['type'])))
        .map((option) => [option['name'], option['value']]),
    ),
    ...(focused ? { focused: text(focused['name']) ?? '' } : {}),
    customId: text(data['custom_id']) ?? '',
    values: texts(data['values']),
  };
}

export function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Whether a set of permissions, a number in a text, allows to manage the server. */
function isManager(permissions: unknown): boolean {
  if (typeof permissions !== 'string' || !/^\d{1,30}$/.test(permissions)) return false;
  return (BigInt(permissions) & (PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild)) !== 0n;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: unknown): string[] {
  return list(value).filter((part): part is string => typeof part === 'string');
}

/** Discord's ids; anything else would end in the path of a request. */
export function snowflake(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : undefined;
}
