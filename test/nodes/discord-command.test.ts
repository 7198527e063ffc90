import assert from 'node:assert/strict';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { DiscordNodes, REPLY, WATER } from './discord-setup';

const EVERYTHING = {
  ...WATER,
  database: 'db',
  options: [
    { name: 'period', type: 'period', description: 'Period', descriptionPl: 'Okres' },
    { name: 'series', type: 'series', description: 'Series' },
    { name: 'count', type: 'number', description: 'Count' },
    { name: 'note', type: 'text', description: 'Note' },
    {
      name: 'look',
      type: 'choice',
      description: 'Look',
      choices: [
        { value: 'dark', name: 'Dark', namePl: 'Ciemny' },
        { value: 'light', name: 'Light' },
      ],
    },
  ],
};
const DATABASE = { id: 'db', type: 'telemetry-database', file: 'telemetry.sqlite', timeZone: 'Europe/Warsaw' };
const STORE = { id: 'store', type: 'telemetry-store', database: 'db', wires: [['out'], []] };

describe(`a Discord command in ${NODE_RED}`, () => {
  const directory = temporaryDirectory();
  let nodes: DiscordNodes;
  beforeEach(async () => {
    nodes = await DiscordNodes.create();
  });
  afterEach(() => nodes.stop());

  const ask = async (options: Record<string, string | number>, name = 'water'): Promise<void> => {
    assert.deepEqual(await nodes.discord.chat.command(nodes.person('owner'), nodes.home, name, options), { ok: true });
  };

  it('starts a flow with its options, and with plain data from which to answer', async () => {
    await nodes.start({}, [EVERYTHING]);
    await nodes.online();
    const reached = nodes.runtime.next();
    await ask({ period: '7D', series: 'Water.Volume, heat_pump.*', count: 2.5, note: ' hello ', look: 'dark' });
    const { message } = await reached;
    const { payload, topic, discord } = message!;
    assert.deepEqual(payload, {
      period: '7d',
      series: 'water.volume,heat_pump.*',
      count: 2.5,
      note: 'hello',
      look: 'dark',
    });
    assert.equal(topic, 'water');
    assert.deepEqual(JSON.parse(JSON.stringify(discord)), discord);
    const { id, ...asked } = discord as Record<string, unknown>;
    assert.match(String(id), /^\d+$/);
    assert.deepEqual(asked, {
      bot: 'bot',
      kind: 'command',
      manager: true,
      command: 'water',
      options: payload,
      user: { id: nodes.person('owner'), name: 'owner' },
      roles: nodes.discord.chat.people[0]!.roles,
      guild: nodes.discord.chat.guild.id,
      channel: nodes.home,
      locale: 'en-US',
    });
    // Whoever has an interaction's token may answer in the bot's name.
    assert.ok(!JSON.stringify(message).includes('aW50ZXJhY3Rpb246'));
  });

  it('is registered once, with its texts in both languages, and only anew when it changed', async () => {
    const puts = (): number => nodes.discord.journal.requests.filter(({ method }) => method === 'PUT').length;
    await nodes.start({}, [EVERYTHING]);
    await nodes.online();
    const [registered] = nodes.discord.chat.commands(nodes.person('owner'));
    assert.equal(registered!.description_localizations?.pl, 'Woda');
    assert.deepEqual(
      registered!.options!.map(({ name, description_localizations: local }) => [name, local?.pl]),
      [['period', 'Okres'], ...['series', 'count', 'note', 'look'].map((name) => [name, undefined])],
    );
    assert.equal(puts(), 1);
    await nodes.runtime.stop();
    const reads = (): number =>
      nodes.discord.journal.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/commands'))
        .length;
    const before = reads();
    await nodes.start({}, [EVERYTHING]);
    await nodes.inChat(() => nodes.discord.chat.botOnline);
    while (reads() === before)
      await new Promise<void>((resolve) => {
        const stop = nodes.discord.journal.onEntry(() => {
          stop();
          resolve();
        });
      });
    assert.equal(puts(), 1);
    await nodes.runtime.stop();
    await nodes.start({}, [{ ...EVERYTHING, description: 'All water' }]);
    await nodes.inChat(() => nodes.discord.chat.commands(nodes.person('owner'))[0]?.description === 'All water');
    assert.equal(puts(), 2);
    assert.deepEqual(nodes.discord.journal.violations, []);
  });

  const hostile: [name: string, value: string][] = [
    ['period', "'; DROP TABLE series; --"],
    ['period', '@everyone'],
    ['period', '9999999999d'],
    ['period', '2026-13-45'],
    ['period', '\u202e7d\u0000'],
    ['period', '7d'.repeat(1500)],
    ['period', '$7{{constructor}}'],
    ['series', '../../etc/passwd'],
    ['series', Array.from({ length: 50 }, (_, index) => `a.b${index}`).join(',')],
    ['series', '<script>alert(1)</script>'],
  ];
  it('tells the asker alone that a hostile value is none, and the flow hears nothing of it', async () => {
    await nodes.start({}, [EVERYTHING]);
    await nodes.online();
    const owner = nodes.person('owner');
    for (const [index, [name, value]] of hostile.entries()) {
      await ask({ [name]: value });
      const { content, onlyFor, mention_everyone } = await nodes.answer('owner', nodes.home, index);
      assert.match(
        content,
        /^(I don't understand the period|“.*” does not fit the option|That period|The period)/s,
        content,
      );
      assert.deepEqual([onlyFor, mention_everyone], [owner, false]);
    }
    const reached = nodes.runtime.next();
    await ask({ note: '$HOME {period} @everyone' });
    assert.deepEqual((await reached).message!['payload'], { note: '$HOME {period} @everyone' });
    assert.deepEqual(nodes.discord.journal.violations, []);
  });

  it('suggests periods in words, and the series that there are', async () => {
    await nodes.start({}, [DATABASE, STORE, EVERYTHING], directory());
    await nodes.online();
    const { message } = await nodes.runtime.send('store', {
      payload: [{ series: 'water.volume', kind: 'counter', value: 1, unit: 'dm3', time: Date.now() }],
    });
    assert.ok(message);
    const { chat } = nodes.discord;
    const suggest = (option: string, typed: string, person = 'owner') =>
      chat.suggest(nodes.person(person), nodes.home, 'water', { [option]: typed }, option);
    assert.deepEqual(await suggest('period', 'yest'), [{ name: 'Yesterday (yesterday)', value: 'yesterday' }]);
    assert.deepEqual(await suggest('period', 'wczo', 'family'), [{ name: 'Wczoraj (yesterday)', value: 'yesterday' }]);
    assert.deepEqual(await suggest('series', ''), [{ name: 'Water (water.volume)', value: 'water.volume' }]);
  });

  it('says that its name is taken', async () => {
    await nodes.start({}, [WATER, { ...WATER, id: 'other' }, REPLY]);
    await nodes.online();
    const statuses = ['water', 'other'].map((id) => (nodes.runtime.status(id) as { text: string }).text).sort();
    assert.deepEqual(statuses, ['discord-command.status.command-twice', 'discord-command.status.online']);
  });

  const settings: [name: string, change: object][] = [
    ['a name with a space', { command: 'my water' }],
    ['a name in capitals', { command: 'Water' }],
    ['no name', { command: '' }],
    ['two options of one name', { options: [WATER.options[0], WATER.options[0]] }],
    ['a choice without choices', { options: [{ name: 'look', type: 'choice' }] }],
    ['an unknown type', { options: [{ name: 'look', type: 'colour' }] }],
    ["JavaScript's own name", { options: [{ name: '__proto__', type: 'text' }] }],
    ['a role that is no id', { roles: 'admins' }],
  ];
  for (const [name, change] of settings) {
    it(`refuses ${name}`, async () => {
      await nodes.start({}, [{ ...WATER, ...change }]);
      await nodes.shows('water', 'discord-command.status.bad-setting');
    });
  }

  it('says that no bot is chosen', async () => {
    await nodes.start({}, [
      { ...WATER, bot: '' },
      { ...REPLY, bot: 'nothing' },
    ]);
    await nodes.shows('water', 'discord-command.status.no-bot');
    await nodes.shows('reply', 'discord-reply.status.no-bot');
  });
});
