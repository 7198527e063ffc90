import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DiscordError } from '../../../../simulator/discord/errors';
import { readMessage, type Upload } from '../../../../simulator/discord/validate/message';
import { refused } from './refused';

const MIB = 2 ** 20;
const a = (count: number) => 'a'.repeat(count);
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const file = (index: number, size = 1): Upload => ({
  index,
  name: `${index}.png`,
  type: 'image/png',
  data: Buffer.alloc(size),
});
const embed = (part: object) => ({ embeds: [part] });
const field = (change: object = {}) => ({ name: 'n', value: 'v', ...change });
const button = (change: object = {}) => ({ type: 2, style: 1, custom_id: 'id', label: 'Label', ...change });
const buttons = (...items: object[]) => ({ components: [{ type: 1, components: items }] });
const option = (index: number, change: object = {}) => ({ label: `l${index}`, value: `v${index}`, ...change });
const select = (change: object = {}) => buttons({ type: 3, custom_id: 's', options: [option(0)], ...change });
const rows = (count: number) => ({
  components: times(count, (row) => ({ type: 1, components: [button({ custom_id: `${row}` })] })),
});

type Row = [name: string, body: object, ...refusals: string[]];

const CONTENT: Row[] = [
  ['2,000 characters', { content: a(2000) }],
  ['2,001 characters', { content: a(2001) }, 'content: BASE_TYPE_MAX_LENGTH'],
  ['2,000 emoji of two code units', { content: '😀'.repeat(2000) }],
  ['a number for a text', { content: 5 }, 'content: STRING_TYPE_CONVERT'],
  ['null for what is not given', { content: null, embeds: null, components: null, attachments: null }],
  ['unknown members', { content: 'a', colour: 'red' }],
  ['no mentions', { content: '@everyone', allowed_mentions: { parse: [] } }],
  [
    'an unknown kind of mention',
    { allowed_mentions: { parse: ['all'] } },
    'allowed_mentions.parse.0: BASE_TYPE_CHOICES',
  ],
  [
    'all users and some users',
    { allowed_mentions: { parse: ['users'], users: ['1203659841310949416'] } },
    'allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
  ['components v2', { flags: 1 << 15 }, 'flags: SIMULATED_DISCORD_UNSUPPORTED'],
];

const EMBEDS: Row[] = [
  ['10 embeds', { embeds: times(10, () => ({ title: 'a' })) }],
  ['11 embeds', { embeds: times(11, () => ({ title: 'a' })) }, 'embeds: BASE_TYPE_MAX_LENGTH'],
  ['an empty embed', embed({}), 'embeds.0.description: BASE_TYPE_REQUIRED'],
  ['a list for an embed', embed([]), 'embeds.0: DICT_TYPE_CONVERT'],
  ['a title of 256', embed({ title: a(256) })],
  ['a title of 257', embed({ title: a(257) }), 'embeds.0.title: BASE_TYPE_MAX_LENGTH'],
  ['a description of 4,096', embed({ description: a(4096) })],
  ['a description of 4,097', embed({ description: a(4097) }), 'embeds.0.description: BASE_TYPE_MAX_LENGTH'],
  ['25 fields', embed({ fields: times(25, () => field()) })],
  ['26 fields', embed({ fields: times(26, () => field()) }), 'embeds.0.fields: BASE_TYPE_MAX_LENGTH'],
  ['a field name of 256', embed({ fields: [field({ name: a(256) })] })],
  ['a field name of 257', embed({ fields: [field({ name: a(257) })] }), 'embeds.0.fields.0.name: BASE_TYPE_BAD_LENGTH'],
  ['a field value of 1,024', embed({ fields: [field({ value: a(1024) })] })],
  [
    'a field value of 1,025',
    embed({ fields: [field(), field({ value: a(1025) })] }),
    'embeds.0.fields.1.value: BASE_TYPE_BAD_LENGTH',
  ],
  [
    'a field value of spaces',
    embed({ fields: [field({ value: '  ' })] }),
    'embeds.0.fields.0.value: BASE_TYPE_REQUIRED',
  ],
  ['a field without value', embed({ fields: [{ name: 'n' }] }), 'embeds.0.fields.0.value: BASE_TYPE_REQUIRED'],
  ['a footer of 2,048', embed({ footer: { text: a(2048) } })],
  ['a footer of 2,049', embed({ footer: { text: a(2049) } }), 'embeds.0.footer.text: BASE_TYPE_BAD_LENGTH'],
  ['an author of 256', embed({ author: { name: a(256) } })],
  ['an author of 257', embed({ author: { name: a(257) } }), 'embeds.0.author.name: BASE_TYPE_BAD_LENGTH'],
  ['the last colour', embed({ title: 'a', color: 0xff_ff_ff })],
  ['a colour too many', embed({ title: 'a', color: 0x1_00_00_00 }), 'embeds.0.color: NUMBER_TYPE_MAX'],
  ['a colour in words', embed({ title: 'a', color: '#fff' }), 'embeds.0.color: NUMBER_TYPE_COERCE'],
  ['a time', embed({ title: 'a', timestamp: '2026-11-24T12:00:00.000Z' })],
  ['no time', embed({ title: 'a', timestamp: 'yesterday' }), 'embeds.0.timestamp: DATETIME_TYPE_PARSE'],
  ['an image of its own', embed({ image: { url: 'attachment://0.png' } })],
  ['an image from a disk', embed({ image: { url: 'file:///a.png' } }), 'embeds.0.image.url: URL_TYPE_INVALID_SCHEME'],
  [
    'a link to an attachment',
    embed({ title: 'a', url: 'attachment://0.png' }),
    'embeds.0.url: URL_TYPE_INVALID_SCHEME',
  ],
  ['a link that is none', embed({ title: 'a', url: 'water' }), 'embeds.0.url: URL_TYPE_INVALID_URL'],
  ['6,000 characters in all', { embeds: [{ description: a(4000) }, { title: a(200), footer: { text: a(1800) } }] }],
  [
    '6,001 characters in all',
    { embeds: [{ description: a(4000) }, { author: { name: a(200) }, footer: { text: a(1799) }, fields: [field()] }] },
    'embeds: MAX_EMBED_SIZE_EXCEEDED',
  ],
];

const COMPONENTS: Row[] = [
  ['5 rows', rows(5)],
  ['6 rows', rows(6), 'components: BASE_TYPE_MAX_LENGTH'],
  ['5 buttons', buttons(...times(5, (index) => button({ custom_id: `${index}` })))],
  [
    '6 buttons',
    buttons(...times(6, (index) => button({ custom_id: `${index}` }))),
    'components.0.components: BASE_TYPE_BAD_LENGTH',
  ],
  ['an empty row', buttons(), 'components.0.components: BASE_TYPE_BAD_LENGTH'],
  [
    'a button without row',
    { components: [button()] },
    'components.0.type: BASE_TYPE_CHOICES',
    'components.0.components: BASE_TYPE_REQUIRED',
  ],
  ['a custom id of 100', buttons(button({ custom_id: a(100) }))],
  [
    'a custom id of 101',
    buttons(button({ custom_id: a(101) })),
    'components.0.components.0.custom_id: BASE_TYPE_BAD_LENGTH',
  ],
  ['an empty custom id', buttons(button({ custom_id: '' })), 'components.0.components.0.custom_id: BASE_TYPE_REQUIRED'],
  [
    'no custom id',
    buttons(button({ custom_id: undefined })),
    'components.0.components.0.custom_id: BASE_TYPE_REQUIRED',
  ],
  [
    'a custom id twice',
    { components: [...buttons(button()).components, ...buttons(button()).components] },
    'components.1.components.0.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  ['a label of 80', buttons(button({ label: a(80) }))],
  ['a label of 81', buttons(button({ label: a(81) })), 'components.0.components.0.label: BASE_TYPE_MAX_LENGTH'],
  ['an emoji for a label', buttons(button({ label: undefined, emoji: { name: '💧' } }))],
  ['no label', buttons(button({ label: '' })), 'components.0.components.0: BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED'],
  ['an unknown style', buttons(button({ style: 7 })), 'components.0.components.0.style: BASE_TYPE_CHOICES'],
  ['a link', buttons({ type: 2, style: 5, label: 'a', url: 'https://example.org' })],
  [
    'a link without address',
    buttons({ type: 2, style: 5, label: 'a' }),
    'components.0.components.0.url: BASE_TYPE_REQUIRED',
  ],
  [
    'a link with custom id',
    buttons({ type: 2, style: 5, label: 'a', url: 'https://example.org', custom_id: 'a' }),
    'components.0.components.0: BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
  ],
  ['an unknown component', buttons({ type: 99 }), 'components.0.components.0.type: BASE_TYPE_CHOICES'],
  ['25 options', select({ options: times(25, (index) => option(index)) })],
  [
    '26 options',
    select({ options: times(26, (index) => option(index)) }),
    'components.0.components.0.options: BASE_TYPE_BAD_LENGTH',
  ],
  ['no options', select({ options: [] }), 'components.0.components.0.options: BASE_TYPE_BAD_LENGTH'],
  ['an option label of 100', select({ options: [option(0, { label: a(100), description: a(100), value: a(100) })] })],
  [
    'an option label of 101',
    select({ options: [option(0, { label: a(101) })] }),
    'components.0.components.0.options.0.label: BASE_TYPE_BAD_LENGTH',
  ],
  [
    'an option value twice',
    select({ options: [option(0), option(0)] }),
    'components.0.components.0.options.1.value: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
  ],
  [
    'a placeholder of 151',
    select({ placeholder: a(151) }),
    'components.0.components.0.placeholder: BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a select beside a button',
    buttons(button(), { type: 3, custom_id: 's', options: [option(0)] }),
    'components.0.components: COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  ],
];

describe('the limits of a message', () => {
  for (const [part, table] of Object.entries({ CONTENT, EMBEDS, COMPONENTS })) {
    for (const [name, body, ...refusals] of table) {
      it(`${part.toLowerCase()}: ${name} ${refusals.length > 0 ? 'is refused' : 'is fine'}`, () => {
        assert.deepEqual(
          refused(() => readMessage(body, [])),
          refusals,
        );
      });
    }
  }

  it('10 files of 10 MiB are fine, an eleventh or one byte more is not', () => {
    assert.deepEqual(
      refused(() => readMessage({}, [file(0, 10 * MIB), ...times(9, (index) => file(index + 1))])),
      [],
    );
    assert.deepEqual(
      refused(() =>
        readMessage(
          {},
          times(11, (index) => file(index)),
        ),
      ),
      ['30015'],
    );
    assert.deepEqual(
      refused(() => readMessage({}, [file(0, 10 * MIB + 1)])),
      ['40005'],
    );
  });

  it('attachments that are named must be among the files, or on the message already', () => {
    const attachments = [{ id: 0, description: a(1024) }, { id: '1203659841310949416' }];
    assert.deepEqual(
      refused(() => readMessage({ attachments }, [file(0)], ['1203659841310949416'])),
      [],
    );
    assert.deepEqual(
      refused(() => readMessage({ attachments: [{ id: 1 }, { description: a(1025) }] }, [file(0)])),
      [
        'attachments.0.id: ATTACHMENT_NOT_FOUND',
        'attachments.1.id: BASE_TYPE_REQUIRED',
        'attachments.1.description: BASE_TYPE_MAX_LENGTH',
      ],
    );
  });

  it('whatever comes is accepted or refused, with problems that name their place', () => {
    const keys = ['content', 'embeds', 'components', 'attachments', 'allowed_mentions', 'flags', 'type', 'fields'];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, true, 0, 1, 2, 3, -1, 0.5, '', 'a', '__proto__'),
        fc.array(tie('value'), { maxLength: 6 }),
        fc.dictionary(
          fc.constantFrom(...keys, 'title', 'image', 'url', 'options', '__proto__', 'toString'),
          tie('value'),
        ),
      ),
    }));
    fc.assert(
      fc.property(value, (body) => {
        try {
          readMessage(body, []);
        } catch (error) {
          assert.ok(error instanceof DiscordError);
          assert.ok(JSON.stringify(error.body).includes('"_errors"'));
        }
      }),
    );
  });
});
