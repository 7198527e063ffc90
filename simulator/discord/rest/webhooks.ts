import type { Backend } from '../backend';
import type { Interaction } from '../interactions';
import { isEphemeral } from '../interactions';
import { isLoading, known, type StoredMessage } from '../messages';
import { MESSAGE_TYPE } from '../protocol';
import { readMessage } from '../validate/message';
import { type Call, NO_CONTENT, ok, type Route } from './route';

const ORIGINAL = '@original';
const MESSAGE_PATH = '/webhooks/:application/:token/messages/:message';

function interactionOf({ interactions }: Backend, { params }: Call): Interaction {
  return interactions.answered(params['application']!, params['token']!);
}

/** The message of the path, if this token may touch it. */
function messageOf(backend: Backend, call: Call): StoredMessage {
  const interaction = interactionOf(backend, call);
  const id = call.params['message']!;
  if (id === ORIGINAL) return backend.interactions.original(interaction);
  const mine = id === interaction.original || interaction.followUps.has(id);
  return known(mine ? backend.messages.get(id) : undefined);
}

function edit({ messages }: Backend, stored: StoredMessage, { json, uploads }: Call): StoredMessage {
  return messages.edit(
    stored,
    readMessage(
      json,
      uploads,
      stored.attached.map(({ id }) => id),
    ),
  );
}

/**
 * A message after the first answer. While the first one still says "thinking", it fills that one instead, as Discord
 * keeps doing for old bots.
 */
function followUp(backend: Backend, call: Call): StoredMessage {
  const { interactions, messages } = backend;
  const interaction = interactionOf(backend, call);
  const original = interaction.original === undefined ? undefined : messages.get(interaction.original);
  if (original && isLoading(original)) return edit(backend, original, call);
  const draft = readMessage(call.json, call.uploads);
  const { interaction: metadata, ...origin } = interactions.origin(interaction, isEphemeral(draft));
  const reference = original ? { message_reference: { type: 0, ...referenceTo(original) } } : {};
  const stored = messages.create(draft, {
    ...origin,
    interaction: { ...metadata, type: MESSAGE_TYPE.reply, ...reference },
  });
  interaction.followUps.add(stored.message.id);
  return stored;
}

function referenceTo({ message }: StoredMessage): { channel_id: string; message_id: string } {
  return { channel_id: message.channel_id, message_id: message.id };
}

/** Answers after the first one: receiving-and-responding.mdx, "Endpoints". */
export const webhooks: readonly Route[] = [
  {
    method: 'POST',
    path: '/webhooks/:application/:token',
    by: 'anyone',
    answer: (backend, call) => ok(followUp(backend, call).message),
  },
  {
    method: 'GET',
    path: MESSAGE_PATH,
    by: 'anyone',
    answer: (backend, call) => ok(messageOf(backend, call).message),
  },
  {
    method: 'PATCH',
    path: MESSAGE_PATH,
    by: 'anyone',
    answer: (backend, call) => ok(edit(backend, messageOf(backend, call), call).message),
  },
  {
    method: 'DELETE',
    path: MESSAGE_PATH,
    by: 'anyone',
    answer: (backend, call) => {
      backend.messages.delete(messageOf(backend, call));
      return NO_CONTENT;
    },
  },
];
