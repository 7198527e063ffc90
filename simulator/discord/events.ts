import type { Backend } from './backend';
import type { Session } from './gateway/session';
import { interactionEvent } from './interaction-event';
import type { Interaction } from './interactions';
import type { MessageEvent, StoredMessage } from './messages';
import { INTENT } from './protocol';
import { APPLICATION_ID, GUILD } from './world';

/** Tells the bot's sessions of every message that they have asked to be told of. */
export function announceMessages({ messages, sessions, world }: Backend): void {
  messages.onChange((event, stored) => {
    sessions.dispatch(event, (session) => messageEvent(event, stored, session));
  });

  function messageEvent(event: MessageEvent, { message }: StoredMessage, session: Session): object | undefined {
    const isDm = world.isDm(message.channel_id);
    if (!session.has(isDm ? INTENT.directMessages : INTENT.guildMessages)) return undefined;
    const guild = isDm ? {} : { guild_id: GUILD.id };
    if (event === 'MESSAGE_DELETE') return { id: message.id, channel_id: message.channel_id, ...guild };
    const isOwn = message.author.id === APPLICATION_ID;
    const isMentioned = message.mentions.some(({ id }) => id === APPLICATION_ID);
    const isReadable = isDm || isOwn || isMentioned || session.has(INTENT.messageContent);
    const hidden = isReadable ? {} : { content: '', embeds: [], attachments: [], components: [] };
    const member = isDm || isOwn ? {} : { member: world.member(message.author.id) };
    return { ...message, ...hidden, ...guild, ...member };
  }
}

/** Tells the bot what a person asked. */
export function sendInteraction({ sessions, world }: Backend, interaction: Interaction, data: object): void {
  const event = interactionEvent(world, interaction, data);
  sessions.dispatch('INTERACTION_CREATE', () => event);
}
