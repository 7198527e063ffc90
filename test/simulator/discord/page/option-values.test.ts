import assert from 'node:assert/strict';
import {
  choicesOf,
  localized,
  matching,
  OPTION,
  type Option,
  readValue,
} from '../../../../simulator/discord/page/option-values';
import { FakeChat } from './fake-chat';

const option = (type: keyof typeof OPTION, more: object = {}): Option =>
  ({ type: OPTION[type], name: 'o', description: 'd', ...more }) as Option;
const TRUTH = { true: 'Prawda', false: 'Fałsz' };

describe('the value of an option', () => {
  const cases: [Option, string, object][] = [
    [option('string'), 'last month', { value: 'last month' }],
    [option('string'), ' ', { problem: 'required' }],
    [option('string', { min_length: 3 }), 'ab', { problem: 'tooShort', limit: 3 }],
    [option('string', { max_length: 3 }), 'abcd', { problem: 'tooLong', limit: 3 }],
    [option('integer'), '12', { value: 12 }],
    [option('integer'), '12.5', { problem: 'notWhole' }],
    [option('integer'), 'x', { problem: 'notWhole' }],
    [option('number'), '12,5', { value: 12.5 }],
    [option('number'), 'x', { problem: 'notNumber' }],
    [option('number'), 'Infinity', { problem: 'notNumber' }],
    [option('integer', { min_value: 1 }), '0', { problem: 'tooSmall', limit: 1 }],
    [option('integer', { max_value: 31 }), '32', { problem: 'tooLarge', limit: 31 }],
    [option('boolean'), 'true', { value: true }],
    [option('boolean'), 'fałsz', { value: false }],
    [option('boolean'), 'maybe', { problem: 'notChoice' }],
    [option('user'), 'Olek', { value: '52' }],
    [option('channel'), 'general', { value: '32' }],
    [option('role'), 'guest', { value: '42' }],
    [option('mentionable'), 'household', { value: '41' }],
    [option('string', { choices: [{ name: 'litres', value: 'l' }] }), 'Litres', { value: 'l' }],
    [option('string', { choices: [{ name: 'litres', value: 'l' }] }), 'l', { value: 'l' }],
    [option('string', { choices: [{ name: 'litres', value: 'l' }] }), 'lit', { problem: 'notChoice' }],
    [option('integer', { choices: [{ name: 'a week', value: 7 }] }), 'a week', { value: 7 }],
  ];
  for (const [given, typed, read] of cases) {
    it(`of type ${given.type} from "${typed}" is ${JSON.stringify(read)}`, () => {
      assert.deepEqual(readValue(given, typed, choicesOf(given, 'pl', new FakeChat(), TRUTH)), read);
    });
  }

  it('is chosen in the language of the person', () => {
    const choices = [{ name: 'litres', name_localizations: { pl: 'litry' }, value: 'l' }];
    const given = option('string', { choices });
    const chat = new FakeChat();
    assert.deepEqual(choicesOf(given, 'pl', chat, TRUTH), [{ name: 'litry', value: 'l' }]);
    assert.deepEqual(choicesOf(given, 'de', chat, TRUTH), [{ name: 'litres', value: 'l' }]);
    assert.equal(choicesOf(option('string'), 'pl', chat, TRUTH), undefined);
  });
});

describe('texts and lists for a person', () => {
  it('are in their language where the bot has it', () => {
    assert.equal(localized('water', { pl: 'woda' }, 'pl'), 'woda');
    assert.equal(localized('water', { pl: 'woda' }, 'de'), 'water');
    assert.equal(localized('water', { pl: null }, 'pl'), 'water');
    assert.equal(localized('water', null, 'pl'), 'water');
  });

  it('have first what begins as typed', () => {
    const names = ['last week', 'week', 'today'].map((name) => ({ name }));
    assert.deepEqual(
      matching(names, 'We').map(({ name }) => name),
      ['week', 'last week'],
    );
    assert.equal(matching(names, '').length, 3);
  });
});
