import { ButtonStyle, ComponentType } from '@discordjs/core';
import { InputError } from '../../input-error';
import type { ApiMessage } from '../discord-rest';
import { object, text } from '../interaction';
import { cut, LIMITS } from '../limits';
import type { OutgoingMessage } from './message';

/** A text that is too long for a message is sent as this file beside its beginning. */
const WHOLE_TEXT = 'message.txt';

/**
 * Makes a message that Discord takes of whatever a flow gives: every limit is kept, what does not fit is cut visibly,
 * and nobody is ever mentioned by it.
 * @throws InputError `empty-message` or `file-too-large`
 */
export function fitMessage(message: OutgoingMessage): ApiMessage {
  const files = (Array.isArray(message.files) ? message.files : []).slice(0, LIMITS.files).map((file, index) => {
    const { name, data, alt } = object(file);
    if (!Buffer.isBuffer(data)) throw new InputError('empty-message', `File ${index + 1} of the message is no Buffer.`);
    return { name: fileName(name, index), data, alt: typeof alt === 'string' ? cut(alt, LIMITS.alt) : undefined };
  });
  const words = typeof message.content === 'string' ? message.content : '';
  if (words.length > LIMITS.content && files.length < LIMITS.files) {
    files.push({ name: WHOLE_TEXT, data: Buffer.from(words), alt: undefined });
  }
  for (const { name, data } of files) {
    if (data.length > LIMITS.file) {
      throw new InputError('file-too-large', `${name} has ${data.length} bytes, but Discord takes ${LIMITS.file}.`);
    }
  }
  const embeds = fitEmbeds(message.embeds, new Set(files.map(({ name }) => name)));
  const content = cut(words, LIMITS.content);
  if (content.trim() === '' && embeds.length === 0 && files.length === 0) {
    throw new InputError('empty-message', 'There is nothing to send: the message has no text, no embed and no file.');
  }
  return {
    body: {
      content,
      embeds,
      components: fitRows(message.components),
      allowed_mentions: { parse: [] },
      attachments: files.map(({ name, alt }, index) => ({
        id: index,
        filename: name,
        ...(alt ? { description: alt } : {}),
      })),
    },
    files: files.map(({ name, data }) => ({ name, data })),
  };
}

function fileName(name: unknown, index: number): string {
  const safe = String(name ?? '').replace(/[^\w.-]/g, '_');
  return /\w/.test(safe) ? cut(safe, 100).replace('…', '_') : `file-${index + 1}`;
}

type Json = Record<string, unknown>;

/** Which text of an embed may be how long. */
const EMBED_TEXTS = { title: LIMITS.embedTitle, description: LIMITS.embedDescription } as const;

function fitEmbeds(embeds: unknown, files: ReadonlySet<string>): Json[] {
  let room: number = LIMITS.allEmbeds;
  const take = (value: unknown, most: number): string | undefined => {
    const whole = text(value)?.trim();
    const length = Math.min(most, room);
    if (!whole || length < 1) return undefined;
    const taken = cut(whole, length);
    room -= taken.length;
    return taken;
  };
  return (Array.isArray(embeds) ? embeds : [])
    .slice(0, LIMITS.embeds)
    .map((input) => {
      const from = object(input);
      const embed: Json = {};
      for (const [key, most] of Object.entries(EMBED_TEXTS)) set(embed, key, take(from[key], most));
      const fields = (Array.isArray(from['fields']) ? from['fields'] : [])
        .slice(0, LIMITS.embedFields)
        .map(object)
        .flatMap((field) => {
          const name = take(field['name'], LIMITS.fieldName);
          const value = name && take(field['value'], LIMITS.fieldValue);
          return name && value ? [{ name, value, inline: field['inline'] === true }] : [];
        });
      if (fields.length > 0) embed['fields'] = fields;
      const footer = take(object(from['footer'])['text'], LIMITS.embedFooter);
      if (footer) embed['footer'] = { text: footer };
      const author = take(object(from['author'])['name'], LIMITS.embedAuthor);
      if (author) embed['author'] = { name: author };
      for (const key of ['image', 'thumbnail']) {
        const url = object(from[key])['url'];
        if (isUrl(url) || (typeof url === 'string' && files.has(url.replace(/^attachment:\/\//, ''))))
          embed[key] = { url };
      }
      if (isUrl(from['url']) && embed['title']) embed['url'] = from['url'];
      if (Number.isInteger(from['color']) && (from['color'] as number) >= 0 && (from['color'] as number) <= 0xffffff) {
        embed['color'] = from['color'];
      }
      return embed;
    })
    .filter((embed) =>
      ['title', 'description', 'fields', 'footer', 'author', 'image', 'thumbnail'].some((key) => key in embed),
    );
}

function set(target: Json, key: string, value: unknown): void {
  if (value !== undefined) target[key] = value;
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2048 && /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}

function fitRows(rows: unknown): Json[] {
  const ids = new Set<string>();
  return (Array.isArray(rows) ? rows : [])
    .map((row) => fitRow(object(row)['components'], ids))
    .filter((components) => components.length > 0)
    .slice(0, LIMITS.rows)
    .map((components) => ({ type: ComponentType.ActionRow, components }));
}

/** Five buttons, or one select. */
function fitRow(components: unknown, ids: Set<string>): Json[] {
  const all = (Array.isArray(components) ? components : []).map(object);
  const select = all.find(({ type }) => type === ComponentType.StringSelect);
  if (select) return fitSelect(select, ids);
  return all.flatMap((button) => fitButton(button, ids)).slice(0, LIMITS.buttons);
}

function fitButton({ type, style, label, url, custom_id: id, disabled }: Json, ids: Set<string>): Json[] {
  const shown = text(label)?.trim();
  if (type !== ComponentType.Button || !shown) return [];
  const button = { type, label: cut(shown, LIMITS.label), disabled: disabled === true };
  if (style === ButtonStyle.Link) return isUrl(url) && url.length <= 512 ? [{ ...button, style, url }] : [];
  if (!isFreeId(id, ids)) return [];
  const isStyle =
    Number.isInteger(style) && (style as number) >= ButtonStyle.Primary && (style as number) <= ButtonStyle.Danger;
  return [{ ...button, style: isStyle ? style : ButtonStyle.Secondary, custom_id: id }];
}

function fitSelect({ custom_id: id, placeholder, options }: Json, ids: Set<string>): Json[] {
  const values = new Set<string>();
  const fitted = (Array.isArray(options) ? options : []).map(object).flatMap((option) => {
    const label = text(option['label'])?.trim();
    const value = text(option['value']);
    if (!label || !value || value.length > LIMITS.choice || values.has(value)) return [];
    values.add(value);
    return [{ label: cut(label, LIMITS.choice), value, default: option['default'] === true }];
  });
  const chosen = fitted.findIndex((option) => option.default);
  const taken = fitted
    .slice(0, LIMITS.selectOptions)
    .map((option, index) => ({ ...option, default: index === chosen }));
  if (taken.length === 0 || !isFreeId(id, ids)) return [];
  const words = text(placeholder)?.trim();
  return [
    {
      type: ComponentType.StringSelect,
      custom_id: id,
      options: taken,
      ...(words ? { placeholder: cut(words, 150) } : {}),
    },
  ];
}

function isFreeId(id: unknown, ids: Set<string>): id is string {
  if (typeof id !== 'string' || id === '' || id.length > LIMITS.customId || ids.has(id)) return false;
  ids.add(id);
  return true;
}
