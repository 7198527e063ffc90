import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIMITS } from '../../../../lib/discord/limits';
import { fitMessage } from '../../../../lib/discord/message/fit';
import { InputError } from '../../../../lib/input-error';
import { accepts } from './accepts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.nat(7000).map((length) => '🏠a'.repeat(length / 2)),
  fc.nat(7000).map((length) => 'a'.repeat(length)),
);
const anything = fc.anything({ withNullPrototype: false });
const url = fc.constantFrom(
  'https://a.example/x',
  'attachment://chart.png',
  'attachment://other.png',
  'javascript:x',
  'http://',
);
const id = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 110 })).map(([n, length]) => `${n}`.padEnd(length, 'x'));

const embed = fc.record(
  {
    title: text,
    description: text,
    url,
    color: fc.oneof(fc.integer(), anything),
    fields: fc.array(fc.record({ name: text, value: text, inline: fc.boolean() }), { maxLength: 30 }),
    footer: fc.record({ text }),
    author: fc.record({ name: text }),
    image: fc.record({ url }),
    thumbnail: fc.record({ url }),
  },
  { requiredKeys: [] },
);
const button = fc.record({
  type: fc.constant(2),
  style: fc.integer({ min: 0, max: 6 }),
  label: text,
  custom_id: fc.oneof(id, text),
  url,
});
const option = fc.record({ label: text, value: fc.oneof(id, text), default: fc.boolean() });
const select = fc.record({
  type: fc.constant(3),
  custom_id: fc.oneof(id, text),
  placeholder: text,
  options: fc.array(option, { maxLength: 40 }),
});
const row = fc.record({
  type: fc.constant(1),
  components: fc.array(fc.oneof(button, select, anything), { maxLength: 8 }),
});
const file = fc.record({
  name: fc.oneof(text, fc.constant('chart.png')),
  data: fc.constant(Buffer.from('x')),
  alt: text,
});

const message = fc.record(
  {
    content: text,
    embeds: fc.oneof(fc.array(fc.oneof(embed, anything), { maxLength: 12 }), anything),
    components: fc.oneof(fc.array(fc.oneof(row, anything), { maxLength: 8 }), anything),
    files: fc.array(file, { maxLength: 12 }),
  },
  { requiredKeys: [] },
);

const a = (length: number): string => 'a'.repeat(length);
const buttonOf = (name: string, more: object = {}) => ({ type: 2, style: 2, label: name, custom_id: name, ...more });
const rowOf = (...components: object[]) => ({ type: 1, components });
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const selectOf = (options: object[], more: object = {}) => ({ type: 3, custom_id: 'menu', options, ...more });
const optionOf = (name: string) => ({ label: name, value: name });
const fileOf = (name: string, more: object = {}) => ({ name, data: Buffer.from('x'), ...more });

interface Component {
  label: string;
  placeholder: string;
  options: { label: string }[];
}
interface Body {
  content: string;
  embeds: {
    title: string;
    description: string;
    fields: { name: string; value: string }[];
    footer: { text: string };
    author: { name: string };
  }[];
  components: { components: Component[] }[];
  attachments: { description: string }[];
  allowed_mentions: unknown;
}
const bodyOf = (given: object): Body => accepts(fitMessage(given as never)).body as unknown as Body;

describe('a message on its way to Discord', () => {
  it('never breaks a limit of Discord, whatever a flow made it of', () => {
    fc.assert(
      fc.property(message, (given) => {
        try {
          accepts(fitMessage(given as never));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          assert.equal(error.code, 'empty-message');
        }
      }),
      { numRuns: 400 },
    );
  });

  /** What is kept of a message that is one over a limit, and of one that is just at it. */
  const limits: [name: string, limit: number, message: (size: number) => object, size: (body: Body) => number][] = [
    ['content', LIMITS.content, (size) => ({ content: a(size) }), ({ content }) => content.length],
    [
      'embeds',
      LIMITS.embeds,
      (size) => ({ embeds: times(size, () => ({ title: 'a' })) }),
      ({ embeds }) => embeds.length,
    ],
    [
      'embedTitle',
      LIMITS.embedTitle,
      (size) => ({ embeds: [{ title: a(size) }] }),
      ({ embeds }) => embeds[0]!.title.length,
    ],
    [
      'embedDescription',
      LIMITS.embedDescription,
      (size) => ({ embeds: [{ description: a(size) }] }),
      ({ embeds }) => embeds[0]!.description.length,
    ],
    [
      'allEmbeds',
      LIMITS.allEmbeds,
      (size) => ({ embeds: [{ description: a(4000) }, { description: a(size - 4000) }] }),
      ({ embeds }) => embeds[0]!.description.length + embeds[1]!.description.length,
    ],
    [
      'embedFields',
      LIMITS.embedFields,
      (size) => ({ embeds: [{ fields: times(size, () => ({ name: 'a', value: 'b' })) }] }),
      ({ embeds }) => embeds[0]!.fields.length,
    ],
    [
      'fieldName',
      LIMITS.fieldName,
      (size) => ({ embeds: [{ fields: [{ name: a(size), value: 'b' }] }] }),
      ({ embeds }) => embeds[0]!.fields[0]!.name.length,
    ],
    [
      'fieldValue',
      LIMITS.fieldValue,
      (size) => ({ embeds: [{ fields: [{ name: 'a', value: a(size) }] }] }),
      ({ embeds }) => embeds[0]!.fields[0]!.value.length,
    ],
    [
      'embedFooter',
      LIMITS.embedFooter,
      (size) => ({ embeds: [{ footer: { text: a(size) } }] }),
      ({ embeds }) => embeds[0]!.footer.text.length,
    ],
    [
      'embedAuthor',
      LIMITS.embedAuthor,
      (size) => ({ embeds: [{ author: { name: a(size) } }] }),
      ({ embeds }) => embeds[0]!.author.name.length,
    ],
    [
      'alt',
      LIMITS.alt,
      (size) => ({ files: [fileOf('a.png', { alt: a(size) })] }),
      ({ attachments }) => attachments[0]!.description.length,
    ],
    [
      'files',
      LIMITS.files,
      (size) => ({ files: times(size, (n) => fileOf(`${n}.png`)) }),
      ({ attachments }) => attachments.length,
    ],
    [
      'rows',
      LIMITS.rows,
      (size) => ({ content: 'a', components: times(size, (n) => rowOf(buttonOf(`${n}`))) }),
      ({ components }) => components.length,
    ],
    [
      'buttons',
      LIMITS.buttons,
      (size) => ({ content: 'a', components: [rowOf(...times(size, (n) => buttonOf(`${n}`)))] }),
      ({ components }) => components[0]!.components.length,
    ],
    [
      'label',
      LIMITS.label,
      (size) => ({ content: 'a', components: [rowOf(buttonOf('b', { label: a(size) }))] }),
      ({ components }) => components[0]!.components[0]!.label.length,
    ],
    [
      'selectOptions',
      LIMITS.selectOptions,
      (size) => ({ content: 'a', components: [rowOf(selectOf(times(size, (n) => optionOf(`${n}`))))] }),
      ({ components }) => components[0]!.components[0]!.options.length,
    ],
    [
      'choice',
      LIMITS.choice,
      (size) => ({ content: 'a', components: [rowOf(selectOf([{ label: a(size), value: 'v' }]))] }),
      ({ components }) => components[0]!.components[0]!.options[0]!.label.length,
    ],
    [
      'placeholder',
      150,
      (size) => ({ content: 'a', components: [rowOf(selectOf([optionOf('v')], { placeholder: a(size) }))] }),
      ({ components }) => components[0]!.components[0]!.placeholder.length,
    ],
  ];
  for (const [name, limit, make, size] of limits) {
    it(`keeps all of what is just within the limit "${name}", and no more`, () => {
      assert.equal(size(bodyOf(make(limit))), limit);
      assert.equal(size(bodyOf(make(limit + 1))), limit);
    });
  }

  it('leaves out a button or a choice whose id is too long to be whole', () => {
    const long = (size: number) => rowOf(buttonOf('b', { custom_id: a(size) }));
    assert.equal(bodyOf({ content: 'a', components: [long(100)] }).components.length, 1);
    assert.equal(bodyOf({ content: 'a', components: [long(101)] }).components.length, 0);
    const options = [{ label: 'l', value: a(101) }, optionOf('short')];
    assert.deepEqual(
      bodyOf({ content: 'a', components: [rowOf(selectOf(options))] }).components[0]!.components[0]!.options,
      [{ label: 'short', value: 'short', default: false }],
    );
  });

  it('leaves out what has the id of another', () => {
    const rows = [rowOf(buttonOf('b'), buttonOf('b')), rowOf(selectOf([optionOf('v'), optionOf('v'), optionOf('w')]))];
    const [buttons, menu] = bodyOf({ content: 'a', components: rows }).components;
    assert.equal(buttons!.components.length, 1);
    assert.deepEqual(
      menu!.components[0]!.options.map(({ label }) => label),
      ['v', 'w'],
    );
  });

  it('refuses a file that is too large, and says so', () => {
    const data = Buffer.alloc(LIMITS.file + 1);
    assert.throws(() => fitMessage({ files: [{ name: 'a.png', data }] }), {
      code: 'file-too-large',
      message: /a\.png has 10485761 bytes/,
    });
    assert.equal(fitMessage({ files: [{ name: 'a.png', data: data.subarray(1) }] }).files.length, 1);
  });

  it('brings a text that is too long as a file besides', () => {
    const long = 'ż'.repeat(6000);
    const { body, files } = fitMessage({ content: long });
    assert.equal(String(body['content']).length, 2000);
    assert.equal(files[0]!.data.toString(), long);
  });

  it('mentions nobody', () => {
    assert.deepEqual(bodyOf({ content: '@everyone <@1>' }).allowed_mentions, { parse: [] });
  });
});
