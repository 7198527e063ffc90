import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitMessage } from '../../../../lib/discord/message/fit';
import { InputError } from '../../../../lib/input-error';
import { readMessage, refuseEmpty } from '../../../../simulator/discord/validate/message';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.nat(7000).map((length) => '🏠a'.repeat(length / 2)),
);
const anything = fc.anything({ withNullPrototype: false });
const url = fc.constantFrom(
  'https://a.example/x',
  'attachment://chart.png',
  'attachment://other.png',
  'javascript:x',
  'http://',
);

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
  custom_id: text,
  url,
});
const option = fc.record({ label: text, value: text, default: fc.boolean() });
const select = fc.record({
  type: fc.constant(3),
  custom_id: text,
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

describe('a message on its way to Discord', () => {
  it('never breaks a limit of Discord, whatever a flow made it of', () => {
    fc.assert(
      fc.property(message, (given) => {
        try {
          const { body, files } = fitMessage(given as never);
          assert.deepEqual(body['allowed_mentions'], { parse: [] });
          const uploads = files.map(({ name, data }, index) => ({ index, name, data, type: '' }));
          readMessage(body, uploads as never);
          refuseEmpty(String(body['content']), body['embeds'] as unknown[], files);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          assert.equal(error.code, 'empty-message');
        }
      }),
      { numRuns: 400 },
    );
  });

  it('brings a text that is too long as a file besides', () => {
    const long = 'ż'.repeat(6000);
    const { body, files } = fitMessage({ content: long });
    assert.equal(String(body['content']).length, 2000);
    assert.equal(files[0]!.data.toString(), long);
  });
});
