import { MESSAGE_FLAG } from '../protocol';
import { NO_CONTENT, ok, type Route } from './route';

/** The first answer to an interaction: receiving-and-responding.mdx, "Create Interaction Response". */
export const interactions: readonly Route[] = [
  {
    method: 'POST',
    path: '/interactions/:id/:token/callback',
    by: 'anyone',
    answer: (backend, { params, query, json, uploads }) => {
      const { interaction, message } = backend.interactions.answer(params['id']!, params['token']!, json, uploads);
      if (query.get('with_response') !== 'true') return NO_CONTENT;
      const flags = message?.message.flags ?? 0;
      return ok({
        interaction: {
          id: interaction.id,
          type: interaction.type,
          ...(message
            ? {
                response_message_id: message.message.id,
                response_message_loading: (flags & MESSAGE_FLAG.loading) !== 0,
                response_message_ephemeral: (flags & MESSAGE_FLAG.ephemeral) !== 0,
              }
            : {}),
        },
        ...(message ? { resource: { type: (json as { type: number }).type, message: message.message } } : {}),
      });
    },
  },
];
