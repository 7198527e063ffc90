import assert from 'node:assert/strict';
import type { Command } from '../../../lib/discord/command';
import { isChanged, registrationOf } from '../../../lib/discord/registration';

const COMMAND: Command = {
  name: 'chart',
  description: { en: 'A chart', pl: 'Wykres' },
  options: [
    {
      name: 'period',
      type: 'period',
      description: { en: 'Which period', pl: 'Jaki okres' },
      required: false,
      choices: [],
    },
    { name: 'series', type: 'series', description: { en: 'Which series' }, required: true, choices: [] },
    {
      name: 'look',
      type: 'choice',
      description: { en: 'Look' },
      required: false,
      choices: [{ value: 'dark', name: { en: 'Dark', pl: 'Ciemny' } }],
    },
    { name: 'size', type: 'number', description: { en: '' }, required: false, choices: [] },
    { name: 'title', type: 'text', description: { en: 'x'.repeat(150) }, required: false, choices: [] },
  ],
  text: '!c',
  roles: ['1'],
  users: [],
  managers: false,
};

const REGISTERED = {
  type: 1,
  name: 'chart',
  description: 'A chart',
  description_localizations: { pl: 'Wykres' },
  options: [
    { type: 3, name: 'series', description: 'Which series', required: true, autocomplete: true },
    {
      type: 3,
      name: 'period',
      description: 'Which period',
      description_localizations: { pl: 'Jaki okres' },
      required: false,
      autocomplete: true,
    },
    {
      type: 3,
      name: 'look',
      description: 'Look',
      required: false,
      choices: [{ value: 'dark', name: 'Dark', name_localizations: { pl: 'Ciemny' } }],
    },
    { type: 10, name: 'size', description: '…', required: false },
    { type: 3, name: 'title', description: `${'x'.repeat(99)}…`, required: false },
  ],
};

/** As Discord gives a command back: with properties of its own, and without those that are false or empty. */
const inDiscord = () => ({
  ...structuredClone(REGISTERED),
  id: '1',
  application_id: '2',
  guild_id: '3',
  version: '4',
  default_member_permissions: null,
  nsfw: false,
  name_localizations: null,
  options: REGISTERED.options.map(({ required, ...option }) => ({
    name_localizations: null,
    ...structuredClone(option),
    ...(required ? { required } : {}),
  })),
});

const managed = (more: Partial<Command>): unknown =>
  registrationOf([{ ...COMMAND, roles: [], managers: true, ...more }], 'guild').map(
    (command) => (command as { default_member_permissions?: string }).default_member_permissions,
  )[0];

describe('the registration of commands', () => {
  it('is hidden from those who may not manage the server, unless somebody is listed', () => {
    assert.deepEqual(
      [managed({}), managed({ users: ['5'] }), managed({ managers: false })],
      ['32', undefined, undefined],
    );
    const [hidden] = registrationOf([{ ...COMMAND, roles: [], managers: true }], 'guild');
    const open = registrationOf([{ ...COMMAND, roles: [] }], 'guild');
    assert.ok(isChanged(open, [hidden]));
  });

  it('has required options first, texts in both languages, and suggestions for periods and series', () => {
    assert.deepEqual(registrationOf([COMMAND], 'guild'), [REGISTERED]);
    assert.deepEqual(registrationOf([COMMAND], 'direct-messages'), [
      { ...REGISTERED, contexts: [1], integration_types: [0] },
    ]);
  });

  it('keeps the limits of Discord', () => {
    const [option] = COMMAND.options;
    const options = Array.from({ length: 30 }, (_, index) => ({ ...option!, name: `o${index}` }));
    const choices = Array.from({ length: 30 }, (_, index) => ({ value: `${index}`.repeat(80), name: { en: '' } }));
    const many = Array.from({ length: 120 }, (_, index) => ({ ...COMMAND, name: `c${index}`, options }));
    const registered = registrationOf(many, 'guild') as { options: unknown[] }[];
    assert.deepEqual([registered.length, registered[0]!.options.length], [100, 25]);
    const choosing = { ...COMMAND, options: [{ ...COMMAND.options[2]!, choices }] };
    const [{ options: chosen }] = registrationOf([choosing], 'guild') as [
      { options: { choices: { name: string }[] }[] },
    ];
    assert.equal(chosen[0]!.choices.length, 25);
    assert.equal(chosen[0]!.choices[12]!.name.length, 100);
  });

  it('takes what Discord gives back for the same', () => {
    const wanted = registrationOf([COMMAND, { ...COMMAND, name: 'other' }], 'guild');
    assert.equal(isChanged(wanted, [{ ...inDiscord(), name: 'other' }, inDiscord()]), false);
  });

  const changes: [name: string, change: (present: ReturnType<typeof inDiscord>) => unknown][] = [
    ['another name', (present) => [{ ...present, name: 'charts' }]],
    ['another description', (present) => [{ ...present, description: 'Charts' }]],
    ['another translation', (present) => [{ ...present, description_localizations: { pl: 'Wykresy' } }]],
    ['no translation', ({ description_localizations: _, ...present }) => [present]],
    [
      'a translation of an option that is not wanted',
      (present) => {
        Object.assign(present.options[0]!, { description_localizations: { pl: 'Seria' } });
        return [present];
      },
    ],
    ['an option less', (present) => [{ ...present, options: present.options.slice(1) }]],
    ['options in another order', (present) => [{ ...present, options: present.options.reverse() }]],
    [
      'an option of another type',
      (present) => {
        present.options[3]!.type = 3;
        return [present];
      },
    ],
    [
      'an option that is required',
      (present) => {
        Object.assign(present.options[1]!, { required: true });
        return [present];
      },
    ],
    [
      'no suggestions',
      (present) => {
        delete present.options[0]!.autocomplete;
        return [present];
      },
    ],
    [
      'choices that are not wanted',
      (present) => {
        Object.assign(present.options[4]!, { choices: [{ name: 'a', value: 'a' }] });
        return [present];
      },
    ],
    [
      'another name of a choice',
      (present) => {
        present.options[2]!.choices![0]!.name = 'Black';
        return [present];
      },
    ],
    [
      'suggestions that are not wanted',
      (present) => {
        Object.assign(present.options[3]!, { autocomplete: true });
        return [present];
      },
    ],
    ['an option more', (present) => [{ ...present, options: [...present.options, present.options[4]] }]],
    ['a command more', (present) => [present, { ...present, name: 'more' }]],
    ['no command', () => []],
    ['something that is no list', () => ({ message: '401' })],
    ['nulls', () => [null]],
  ];
  for (const [name, change] of changes) {
    it(`sees ${name}`, () => {
      assert.equal(isChanged(registrationOf([COMMAND], 'guild'), change(inDiscord())), true);
    });
  }
});
