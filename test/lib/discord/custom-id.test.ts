import assert from 'node:assert/strict';
import fc from 'fast-check';
import { customId, parseCustomId } from '../../../lib/discord/custom-id';

describe('the id of a button', () => {
  it('brings back its question, or there is no button', () => {
    const name = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
    fc.assert(
      fc.property(
        name,
        fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), fc.string({ maxLength: 30 }), {
          noNullPrototype: true,
        }),
        (command, options) => {
          const id = customId({ command, options });
          if (id === undefined) return;
          assert.ok(id.length <= 100);
          assert.deepEqual(parseCustomId(id), { command, options });
        },
      ),
    );
  });

  it('of a select takes what was chosen', () => {
    const id = customId({ command: 'water', options: { period: '7d', series: 'a.b' }, chosen: 'period' })!;
    assert.deepEqual(parseCustomId(id, ['last week']), {
      command: 'water',
      options: { period: 'last week', series: 'a.b' },
    });
    assert.equal(parseCustomId(id, []), undefined);
  });

  it('is refused when it is not ours', () => {
    const foreign = [
      '',
      'x',
      'ht0|water||',
      'ht1|water|',
      'ht1|||',
      'ht1|WATER||',
      'ht1|water|||',
      'ht1|w w||',
      `ht1|water||${'a'.repeat(100)}`,
      7,
      null,
      undefined,
      {},
    ];
    for (const id of foreign) assert.equal(parseCustomId(id), undefined, JSON.stringify(id));
  });
});
