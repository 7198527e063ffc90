import type { Asker } from './access';
import type { Command } from './command';
import { object, snowflake, text } from './interaction';

/** A plain message that may be a command such as `!w 7d`. */
export interface TextMessage {
  id: string;
  asker: Asker;
  userName: string;
  content: string;
}

/** Reads the data of a MESSAGE_CREATE event; undefined for those of bots and webhooks, and for odd ones. */
export function parseTextMessage(input: unknown): TextMessage | undefined {
  const event = object(input);
  const author = object(event['author']);
  const id = snowflake(event['id']);
  const user = snowflake(author['id']);
  const channel = snowflake(event['channel_id']);
  const content = text(event['content']);
  if (!id || !user || !channel || !content || author['bot'] === true || event['webhook_id'] !== undefined) {
    return undefined;
  }
  const roles = object(event['member'])['roles'];
  return {
    id,
    asker: {
      user,
      manager: false,
      roles: Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [],
      guild: snowflake(event['guild_id']),
      channel,
    },
    userName: text(author['global_name']) ?? text(author['username']) ?? user,
    content,
  };
}

/**
 * The command that a message asks in its text form, with what follows it for the first option: `!w 7d`.
 * @returns undefined when it is none
 */
export function matchTextCommand(
  content: string,
  commands: readonly Command[],
): { command: Command; options: Record<string, string> } | undefined {
  const [word, ...rest] = content.trim().split(/\s+/);
  const command = commands.find(({ text: form }) => form !== '' && form.toLowerCase() === word?.toLowerCase());
  if (!command) return undefined;
  const [first] = command.options;
  const value = rest.join(' ');
  return { command, options: first && value ? { [first.name]: value } : {} };
}
