import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Command } from '../../../lib/discord/command';
import { parseInteraction } from '../../../lib/discord/interaction';
import { matchTextCommand, parseTextMessage } from '../../../lib/discord/text-message';

const INTERACTION = {
  type: 2,
  id: '10',
  application_id: '11',
  token: 'secret',
  guild_id: '12',
  channel_id: '13',
  channel: { id: '13', parent_id: '14' },
  locale: 'pl',
  guild_locale: 'en-US',
  member: { user: { id: '15', username: 'owner', global_name: 'Owner' }, roles: ['16', 17] },
  data: {
    name: 'water',
    options: [
      { type: 3, name: 'period', value: '7d', focused: true },
      { type: 1, name: 'sub' },
    ],
  },
};

describe('an interaction of Discord', () => {
  it('is read with who asks what, and where', () => {
    assert.deepEqual(parseInteraction(INTERACTION), {
      kind: 'command',
      id: '10',
      token: 'secret',
      application: '11',
      asker: { user: '15', roles: ['16'], manager: false, guild: '12', channel: '13', parentChannel: '14' },
      userName: 'Owner',
      locale: 'pl',
      command: 'water',
      options: { period: '7d' },
      focused: 'period',
      customId: '',
      values: [],
    });
  });

  it('of a direct message has no server, and of a button no options', () => {
    const { member, guild_id: _, channel: __, locale: ___, ...rest } = INTERACTION;
    const pressed = parseInteraction({
      ...rest,
      type: 3,
      user: member.user,
      data: { custom_id: 'x', values: ['a', 1] },
    })!;
    assert.deepEqual(
      [pressed.kind, pressed.asker.guild, pressed.asker.user, pressed.customId, pressed.values, pressed.locale],
      ['component', undefined, '15', 'x', ['a'], 'en-US'],
    );
  });

  for (const lacking of ['type', 'id', 'application_id', 'token', 'channel_id', 'member'] as const) {
    it(`is left alone without ${lacking}`, () => {
      const { [lacking]: _, ...rest } = INTERACTION;
      assert.equal(parseInteraction(rest), undefined);
    });
  }

  it('is left alone with an id that would lead to another address', () => {
    for (const id of ['1/../2', '', '1'.repeat(30), 5, null])
      assert.equal(parseInteraction({ ...INTERACTION, id }), undefined);
  });

  it('never throws, whatever is in it', () => {
    for (const part of ['type', 'id', 'token', 'member', 'data']) {
      parseInteraction({ ...INTERACTION, [part]: { toString: 0 } });
    }
    const anything = fc.anything({ maxDepth: 4 });
    const altered = fc.record(
      Object.fromEntries(
        Object.entries(INTERACTION).map(([key, value]) => [key, fc.oneof(fc.constant(value), anything)]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, altered), (event) => {
        parseInteraction(event);
        parseTextMessage(event);
      }),
    );
  });
});

describe('a plain message', () => {
  const MESSAGE = {
    id: '20',
    channel_id: '21',
    guild_id: '22',
    content: ' !w 7d ',
    author: { id: '23', username: 'owner', global_name: null },
    member: { roles: ['24'] },
  };
  const command = (name: string, text: string, ...options: string[]): Command => ({
    name,
    description: { en: '' },
    options: options.map((option) => ({
      name: option,
      type: 'text',
      description: { en: '' },
      required: false,
      choices: [],
    })),
    text,
    roles: [],
    users: [],
    managers: false,
  });
  const commands = [command('help', ''), command('now', '!ws'), command('water', '!w', 'period', 'other')];

  it('is read with who wrote it, and where', () => {
    assert.deepEqual(parseTextMessage(MESSAGE), {
      id: '20',
      asker: { user: '23', roles: ['24'], manager: false, guild: '22', channel: '21' },
      userName: 'owner',
      content: ' !w 7d ',
    });
  });

  it('of a bot, of a webhook or without words is left alone', () => {
    const others = [
      { author: { ...MESSAGE.author, bot: true } },
      { webhook_id: '1' },
      { content: '' },
      { author: null },
      { channel_id: 'x' },
    ];
    for (const other of others) assert.equal(parseTextMessage({ ...MESSAGE, ...other }), undefined);
  });

  const forms: [content: string, name: string | undefined, options: object][] = [
    ['!w', 'water', {}],
    [' !W  last   month', 'water', { period: 'last month' }],
    ['!ws', 'now', {}],
    ['!ws 7d', 'now', {}],
    ['!wx', undefined, {}],
    ['w 7d', undefined, {}],
    ['', undefined, {}],
  ];
  for (const [content, name, options] of forms) {
    it(`asks ${name ? `/${name}` : 'nothing'} with "${content}"`, () => {
      const matched = matchTextCommand(content, commands);
      assert.equal(matched?.command.name, name);
      if (matched) assert.deepEqual(matched.options, options);
    });
  }
});
