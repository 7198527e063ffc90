import assert from 'node:assert/strict';
import { commandList, suggestions } from '../../../../simulator/discord/validate/commands';
import { validate } from '../../../../simulator/discord/validate/schema';
import { refused } from './refused';

const a = (count: number) => 'a'.repeat(count);
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const command = (change: object = {}) => ({ name: 'water', description: 'Water', ...change });
const option = (change: object = {}) => ({ type: 3, name: 'period', description: 'When', ...change });
const withOption = (change: object) => command({ options: [option(change)] });
const choice = (index: number, change: object = {}) => ({ name: `n${index}`, value: `v${index}`, ...change });

const COMMANDS: [name: string, command: object, ...refusals: string[]][] = [
  ['a plain one', command()],
  ['a name of 32', command({ name: a(32) })],
  [
    'a name of 33',
    command({ name: a(33) }),
    '0.name: BASE_TYPE_BAD_LENGTH',
    '0.name: APPLICATION_COMMAND_INVALID_NAME',
  ],
  ['a name with letters of Polish', command({ name: 'zużycie-wody_2' })],
  ['an upper-case name', command({ name: 'Water' }), '0.name: APPLICATION_COMMAND_INVALID_NAME'],
  ['a name with a space', command({ name: 'heat pump' }), '0.name: APPLICATION_COMMAND_INVALID_NAME'],
  ['a name with a slash', command({ name: '/water' }), '0.name: APPLICATION_COMMAND_INVALID_NAME'],
  ['no name', command({ name: undefined }), '0.name: BASE_TYPE_REQUIRED'],
  ['a description of 100', command({ description: a(100) })],
  ['a description of 101', command({ description: a(101) }), '0.description: BASE_TYPE_BAD_LENGTH'],
  ['no description', command({ description: '' }), '0.description: BASE_TYPE_REQUIRED'],
  ['Polish texts', command({ name_localizations: { pl: 'woda' }, description_localizations: { pl: 'Zużycie wody' } })],
  [
    'an unknown language',
    command({ name_localizations: { polish: 'woda' } }),
    '0.name_localizations.polish: BASE_TYPE_CHOICES',
  ],
  [
    'an upper-case name in Polish',
    command({ name_localizations: { pl: 'Woda' } }),
    '0.name_localizations.pl: APPLICATION_COMMAND_INVALID_NAME',
  ],
  [
    'a long description in Polish',
    command({ description_localizations: { pl: a(101) } }),
    '0.description_localizations.pl: BASE_TYPE_BAD_LENGTH',
  ],
  ['25 options', command({ options: times(25, (index) => option({ name: `o${index}` })) })],
  [
    '26 options',
    command({ options: times(26, (index) => option({ name: `o${index}` })) }),
    '0.options: BASE_TYPE_MAX_LENGTH',
  ],
  [
    'an option twice',
    command({ options: [option(), option()] }),
    '0.options.1.name: APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
  ],
  [
    'a required option after one that is not',
    command({ options: [option(), option({ name: 'b', required: true })] }),
    '0.options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  ['a required option first', command({ options: [option({ required: true }), option({ name: 'b' })] })],
  ['an unknown type', withOption({ type: 12 }), '0.options.0.type: BASE_TYPE_CHOICES'],
  ['25 choices', withOption({ choices: times(25, (index) => choice(index)) })],
  [
    '26 choices',
    withOption({ choices: times(26, (index) => choice(index)) }),
    '0.options.0.choices: BASE_TYPE_MAX_LENGTH',
  ],
  ['a choice of 100', withOption({ choices: [choice(0, { name: a(100), value: a(100) })] })],
  [
    'a choice of 101',
    withOption({ choices: [choice(0, { name: a(101) })] }),
    '0.options.0.choices.0.name: BASE_TYPE_BAD_LENGTH',
  ],
  [
    'a choice with a value of 101',
    withOption({ choices: [choice(0, { value: a(101) })] }),
    '0.options.0.choices.0.value: BASE_TYPE_BAD_LENGTH',
  ],
  [
    'a text as choice of a whole number',
    withOption({ type: 4, choices: [choice(0)] }),
    '0.options.0.choices.0.value: NUMBER_TYPE_COERCE',
  ],
  ['half a whole number', withOption({ type: 4, min_value: 0.5 }), '0.options.0.min_value: NUMBER_TYPE_COERCE'],
  ['half a number', withOption({ type: 10, min_value: 0.5 })],
  [
    'a choice twice',
    withOption({ choices: [choice(0), choice(0)] }),
    '0.options.0.choices.1.name: APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
  ],
  [
    'choices and suggestions',
    withOption({ autocomplete: true, choices: [choice(0)] }),
    '0.options.0.autocomplete: APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_WITH_CHOICES',
  ],
  ['a subcommand', withOption({ type: 1, options: [option()] })],
  ['a group', withOption({ type: 2, options: [option({ type: 1 })] })],
  [
    'a group in a group',
    withOption({ type: 2, options: [option({ type: 2 })] }),
    '0.options.0.options.0.type: BASE_TYPE_CHOICES',
  ],
  [
    'a subcommand beside a value',
    command({ options: [option({ type: 1 }), option({ name: 'b' })] }),
    '0.options.1: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
  ],
  ['permissions', command({ default_member_permissions: '32' })],
  [
    'permissions in words',
    command({ default_member_permissions: 'all' }),
    '0.default_member_permissions: NUMBER_TYPE_COERCE',
  ],
  ['places', command({ contexts: [0, 1, 2], integration_types: [0] })],
  ['an unknown place', command({ contexts: [3] }), '0.contexts.0: BASE_TYPE_CHOICES'],
  [
    '8,000 characters and more',
    command({
      options: times(25, (o) => option({ name: `o${o}`, choices: times(25, (c) => choice(c, { value: a(20) })) })),
    }),
    '0: APPLICATION_COMMAND_TOO_LARGE',
  ],
];

const SUGGESTIONS: [name: string, type: number, choices: object[], ...refusals: string[]][] = [
  ['25 texts', 3, times(25, (index) => choice(index))],
  ['26 texts', 3, times(26, (index) => choice(index)), 'choices: BASE_TYPE_MAX_LENGTH'],
  ['a text of 100', 3, [choice(0, { name: a(100), value: a(100) })]],
  ['a name of 101', 3, [choice(0, { name: a(101) })], 'choices.0.name: BASE_TYPE_BAD_LENGTH'],
  ['a value of 101', 3, [choice(0, { value: a(101) })], 'choices.0.value: BASE_TYPE_BAD_LENGTH'],
  ['a number for a text', 3, [choice(0, { value: 1 })], 'choices.0.value: STRING_TYPE_CONVERT'],
  ['a text for a whole number', 4, [choice(0)], 'choices.0.value: NUMBER_TYPE_COERCE'],
  ['a whole number', 4, [choice(0, { value: 1 })]],
];

describe('the limits of commands', () => {
  for (const [name, body, ...refusals] of COMMANDS) {
    it(`${name} ${refusals.length > 0 ? 'is refused' : 'is fine'}`, () => {
      assert.deepEqual(
        refused(() => validate(commandList, [body])),
        refusals,
      );
    });
  }

  it('100 commands are fine, 101 are not, nor two with one name', () => {
    const many = (count: number) => times(count, (index) => command({ name: `c${index}` }));
    assert.deepEqual(
      refused(() => validate(commandList, many(100))),
      [],
    );
    assert.deepEqual(
      refused(() => validate(commandList, many(101))),
      [': BASE_TYPE_MAX_LENGTH'],
    );
    assert.deepEqual(
      refused(() => validate(commandList, [command(), command()])),
      ['1.name: APPLICATION_COMMANDS_DUPLICATE_NAME'],
    );
  });
});

describe('the limits of suggestions', () => {
  for (const [name, type, choices, ...refusals] of SUGGESTIONS) {
    it(`${name} ${refusals.length > 0 ? 'is refused' : 'is fine'}`, () => {
      assert.deepEqual(
        refused(() => validate(suggestions(type), { choices })),
        refusals,
      );
    });
  }
});
