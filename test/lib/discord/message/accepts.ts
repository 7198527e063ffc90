import assert from 'node:assert/strict';
import type { ApiMessage } from '../../../../lib/discord/discord-rest';
import { readMessage, refuseEmpty } from '../../../../simulator/discord/validate/message';

/** Checks that Discord would take a message, and that it mentions nobody; gives it back. */
export function accepts(message: ApiMessage): ApiMessage {
  const { body, files } = message;
  assert.deepEqual(body['allowed_mentions'], { parse: [] });
  const uploads = files.map(({ name, data }, index) => ({ index, name, data, type: '' }));
  readMessage(body, uploads as never);
  refuseEmpty(String(body['content']), body['embeds'] as unknown[], files);
  return message;
}
