import type { APIAttachment, APIEmbed, APIEmbedField, APIEmbedImage } from '@discordjs/core';
import type { Context } from './context';
import { type Child, element } from './dom';
import { markdown } from './markdown-view';
import { attachedPicture, drawPicture } from './pictures';
import { sentAt } from './times';

/** An embed, with its pictures from the message's attachments. */
export function drawEmbed(embed: APIEmbed, attachments: readonly APIAttachment[], context: Context): HTMLElement {
  const { author, title, url, description, fields = [], image, thumbnail, footer, timestamp, color } = embed;
  const inDescription = (...children: Child[]): HTMLElement =>
    element('discord-embed-description', { slot: 'description' }, ...children);
  return element(
    'discord-embed',
    { slot: 'embeds', color: color ? `#${color.toString(16).padStart(6, '0')}` : undefined },
    author && inDescription(element('div', { class: 'embed-author' }, linked(author.name, author.url, context))),
    // As a slot, because the component would look for emoji of another host in a title.
    title && inDescription(element('div', { class: 'embed-title' }, linked(title, url, context))),
    description && inDescription(markdown(description, context)),
    fields.length > 0 && element('discord-embed-fields', { slot: 'fields' }, ...drawFields(fields, context)),
    ...[image, thumbnail].map((picture) => picture && drawEmbedPicture(picture, attachments, title, context)),
    (footer || timestamp) &&
      element(
        'discord-embed-footer',
        { slot: 'footer' },
        [footer?.text, timestamp && sentAt(Date.parse(timestamp), context.person.locale)].filter(Boolean).join(' • '),
      ),
  );
}

/** The ids of the attachments that a message's embeds show; they do not appear a second time below it. */
export function shownByEmbeds(embeds: readonly APIEmbed[], attachments: readonly APIAttachment[]): Set<string> {
  const urls = embeds.flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]);
  return new Set(urls.flatMap((url) => (url && attachedPicture(url, attachments)?.id) || []));
}

function linked(text: string, url: string | undefined, context: Context): HTMLElement {
  const content = markdown(text, context);
  const isWeb = url && /^https?:\/\//i.test(url);
  return isWeb ? element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, content) : content;
}

/** Up to three inline fields stand side by side. */
function drawFields(fields: readonly APIEmbedField[], context: Context): HTMLElement[] {
  let column = 0;
  return fields.map(({ name, value, inline }) => {
    column = inline ? (column % 3) + 1 : 0;
    return element(
      'discord-embed-field',
      { ...(inline && { inline: true, 'inline-index': column }) },
      element('div', { class: 'field-title' }, markdown(name, context)),
      markdown(value, context),
    );
  });
}

function drawEmbedPicture(
  { url, description }: APIEmbedImage,
  attachments: readonly APIAttachment[],
  title: string | undefined,
  context: Context,
): HTMLElement {
  const picture = attachedPicture(url, attachments);
  const alt = description ?? title;
  const content = picture
    ? drawPicture({ ...(alt && { description: alt }), ...picture }, context)
    : element('p', { class: 'elsewhere' }, `${context.texts.pictureElsewhere}: ${url}`);
  return element('div', { slot: 'fields', class: 'embed-picture' }, content);
}
