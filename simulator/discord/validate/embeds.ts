import { all, boolean, type Check, integer, isObject, lengthOf, list, object, required, text, url } from './schema';

const MOST_EMBEDS = 10;
/** Characters over all embeds of a message. */
const MOST_CHARACTERS = 6000;

const link = url(['http', 'https']);
const picture = object({ url: url(['http', 'https', 'attachment']) });
const iconUrl = url(['http', 'https', 'attachment']);

const isoTime: Check = (value, place) => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))) return;
  place.refuse('DATETIME_TYPE_PARSE', `Could not parse ${JSON.stringify(value)}. Should be ISO8601.`);
};

const shape = object({
  title: text({ max: 256 }),
  description: text({ max: 4096 }),
  url: link,
  timestamp: isoTime,
  color: integer({ min: 0, max: 0xff_ff_ff }),
  footer: object({ text: required(text({ min: 1, max: 2048 })), icon_url: iconUrl }),
  author: object({ name: required(text({ min: 1, max: 256 })), url: link, icon_url: iconUrl }),
  image: picture,
  thumbnail: picture,
  fields: list(
    object({
      name: required(text({ min: 1, max: 256 })),
      value: required(text({ min: 1, max: 1024 })),
      inline: boolean,
    }),
    { max: 25 },
  ),
});

/** What an embed can show; one of these must be there. */
const SHOWN = ['title', 'description', 'fields', 'footer', 'author', 'image', 'thumbnail'];

const notEmpty: Check = (value, place) => {
  if (!isObject(value)) return;
  const shown = SHOWN.some((key) => {
    const part = value[key];
    return typeof part === 'string' || Array.isArray(part) ? part.length > 0 : part !== undefined && part !== null;
  });
  if (!shown) place.at('description').refuse('BASE_TYPE_REQUIRED', 'This field is required');
};

const sum: Check = (value, place) => {
  if (!Array.isArray(value)) return;
  if (value.reduce((total: number, embed) => total + charactersOf(embed), 0) > MOST_CHARACTERS) {
    place.refuse('MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${MOST_CHARACTERS}`);
  }
};

/** Limits of embeds: message.mdx, "Embed Limits". */
export const embeds: Check = all(list(all(shape, notEmpty), { max: MOST_EMBEDS }), sum);

function charactersOf(embed: unknown): number {
  if (!isObject(embed)) return 0;
  const { title, description, footer, author, fields } = embed;
  const texts = [title, description, isObject(footer) && footer['text'], isObject(author) && author['name']];
  for (const field of Array.isArray(fields) ? fields.filter(isObject) : []) texts.push(field['name'], field['value']);
  return texts.reduce((total: number, each) => total + (typeof each === 'string' ? lengthOf(each) : 0), 0);
}
