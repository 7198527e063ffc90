import type { ChatMessage } from '../../chat';
import { BOT_AVATAR, personAvatar } from './avatar';
import { drawRows, type Press } from './components-view';
import { type Context, nameOf } from './context';
import { element } from './dom';
import { drawEmbed, shownByEmbeds } from './embed-view';
import { markdown } from './markdown-view';
import { drawFile, drawPicture, isPicture } from './pictures';
import { fill } from './texts';
import { sentAt, showTime } from './times';

export interface MessageActions {
  press: Press;
  dismiss: () => void;
}

export interface MessageLook {
  /** It follows another one of the same author: no name and picture. */
  isContinued: boolean;
  /** A press is on its way. */
  isBusy: boolean;
  /** The last press came to nothing. */
  failed: boolean;
}

/** Draws one message as the person sees it. */
export function drawMessage(
  message: ChatMessage,
  look: MessageLook,
  actions: MessageActions,
  context: Context,
): HTMLElement {
  const { author, content, embeds, attachments, components = [], asked, onlyFor, thinking } = message;
  const { texts, person } = context;
  const time = Date.parse(message.timestamp);
  const shown = shownByEmbeds(embeds, attachments);
  const rest = attachments.filter((attachment) => !shown.has(attachment.id));
  return element(
    'discord-message',
    {
      author: author.username,
      avatar: author.bot ? BOT_AVATAR : personAvatar(author.id, author.username),
      bot: author.bot === true,
      timestamp: look.isContinued ? showTime(time, 't', person.locale) : sentAt(time, person.locale),
      'message-body-only': look.isContinued,
      class: onlyFor !== undefined && 'only-you',
    },
    asked && drawAsked(asked, context),
    thinking && drawThinking(context),
    content !== '' && drawContent(content, message.edited_timestamp !== null, context),
    rest.length > 0 &&
      element(
        'discord-attachments',
        { slot: 'attachments' },
        ...rest.map((attachment) => (isPicture(attachment) ? drawPicture : drawFile)(attachment, context)),
      ),
    ...embeds.map((embed) => drawEmbed(embed, attachments, context)),
    ...drawRows(components, look.isBusy, actions.press, context),
    look.failed && element('p', { slot: 'components', class: 'failed', role: 'alert' }, texts.interactionFailed),
    onlyFor !== undefined && drawOnlyYou(actions.dismiss, context),
  );
}

function drawContent(content: string, isEdited: boolean, context: Context): HTMLElement {
  const drawn = markdown(content, context);
  if (isEdited) drawn.lastElementChild?.append(' ', element('span', { class: 'edited' }, context.texts.edited));
  return drawn;
}

function drawAsked({ person, command }: NonNullable<ChatMessage['asked']>, context: Context): HTMLElement {
  const name = nameOf(person, context) ?? person;
  return element(
    'div',
    { slot: 'reply', class: 'asked' },
    element('img', { src: personAvatar(person, name), alt: '' }),
    element('b', {}, name),
    ` ${context.texts.used} `,
    element('span', { class: 'asked-command' }, `/${command.replace(/^\//, '')}`),
  );
}

function drawThinking({ state, texts }: Context): HTMLElement {
  return element(
    'p',
    { class: 'thinking' },
    element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')),
    fill(texts.thinking, { bot: state.bot.name }),
  );
}

function drawOnlyYou(dismiss: () => void, { texts }: Context): HTMLElement {
  return element(
    'p',
    { slot: 'thread', class: 'only-you-line' },
    `${texts.onlyYou} • `,
    element('button', { type: 'button', class: 'link', onclick: dismiss }, texts.dismiss),
  );
}
