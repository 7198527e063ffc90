import assert from 'node:assert/strict';
import { CHANNELS, GUILD } from '../../simulator/discord/world';
import { NODE_RED } from '../node-red-version';
import { type BotSettings, DiscordNodes, REPLY, WATER } from './discord-setup';

const [HOME, GENERAL] = CHANNELS.map(({ id }) => id) as [string, string];
const OTHER = '999999999999999999';
/** Ids of the simulated world, which is always the same. */
const HOUSEHOLD = '1203668120837578772';
const OWNER = '1203659841310949416';
const GUEST = '1203660112849870908';
const NUMBER = '1 234 dm³';

const REFUSED = {
  guild: "I don't answer on this server.",
  channel: "I don't answer in this channel.",
  person: 'You may not ask me this. The owner of the bot decides who may.',
  dm: "I don't answer direct messages of yours. Ask me on the server.",
};

interface Row {
  /** Who asks where: `owner home`. */
  asks: string;
  settings?: BotSettings;
  command?: { roles?: string; users?: string };
  /** Undefined: gets the number. */
  refused?: keyof typeof REFUSED;
}

const ROWS: Row[] = [
  { asks: 'guest home' },
  { asks: 'guest general' },
  { asks: 'owner home', settings: { guilds: '' }, refused: 'guild' },
  { asks: 'owner home', settings: { guilds: OTHER }, refused: 'guild' },
  { asks: 'owner home', settings: { guilds: OTHER, users: OWNER }, refused: 'guild' },
  { asks: 'guest home', settings: { channels: HOME } },
  { asks: 'owner general', settings: { channels: HOME }, refused: 'channel' },
  { asks: 'owner general', settings: { channels: HOME, users: OWNER }, refused: 'channel' },
  { asks: 'family home', settings: { roles: HOUSEHOLD } },
  { asks: 'guest home', settings: { roles: HOUSEHOLD }, refused: 'person' },
  { asks: 'guest home', settings: { roles: HOUSEHOLD, users: GUEST } },
  { asks: 'family home', settings: { users: OWNER }, refused: 'person' },
  { asks: 'guest general', settings: { channels: HOME, roles: HOUSEHOLD }, refused: 'channel' },
  { asks: 'family home', command: { users: OWNER }, refused: 'person' },
  { asks: 'owner home', command: { users: OWNER } },
  { asks: 'guest home', command: { roles: HOUSEHOLD }, refused: 'person' },
  { asks: 'guest home', settings: { users: GUEST }, command: { roles: HOUSEHOLD }, refused: 'person' },
  { asks: 'owner dm', refused: 'dm' },
  { asks: 'owner dm', settings: { users: OWNER }, refused: 'dm' },
  { asks: 'owner dm', settings: { directMessages: true }, refused: 'dm' },
  { asks: 'owner dm', settings: { directMessages: true, users: OWNER } },
  { asks: 'guest dm', settings: { directMessages: true, users: OWNER }, refused: 'dm' },
  { asks: 'guest dm', settings: { directMessages: true, users: GUEST }, command: { users: OWNER }, refused: 'person' },
];

describe(`who may ask, in ${NODE_RED}`, () => {
  let nodes: DiscordNodes;
  beforeEach(async () => {
    nodes = await DiscordNodes.create();
  });
  afterEach(() => nodes.stop());

  /** Makes the command known where the bot itself does not register it: Discord could still have an old one. */
  async function registerEverywhere(): Promise<void> {
    const { applicationId, token } = nodes.discord;
    const command = { type: 1, name: 'water', description: 'Water', options: [{ ...OPTION, autocomplete: true }] };
    for (const [place, more] of [
      [`guilds/${GUILD.id}/commands`, {}],
      ['commands', { contexts: [1] }],
    ] as const) {
      const answer = await fetch(`${nodes.api}/v10/applications/${applicationId}/${place}`, {
        method: 'PUT',
        headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify([{ ...command, ...more }]),
      });
      assert.equal(answer.status, 200, await answer.text());
    }
  }
  const OPTION = { type: 3, name: 'series', description: 'Series' };
  const series = { name: 'series', type: 'series', description: 'Series' };

  for (const { asks, settings = {}, command = {}, refused } of ROWS) {
    const told = [JSON.stringify(settings), JSON.stringify(command)].filter((text) => text !== '{}').join(' ');
    it(`${asks} ${refused ? `is refused for the ${refused}` : 'gets the number'} ${told}`, async () => {
      await nodes.start(settings, [{ ...WATER, ...command, options: [series] }, REPLY]);
      await registerEverywhere();
      await nodes.inChat(() => nodes.discord.chat.botOnline);
      const [name, place] = asks.split(' ') as [string, string];
      const channel = { home: HOME, general: GENERAL, dm: 'dm' }[place]!;
      const { chat } = nodes.discord;
      const person = nodes.person(name);
      chat.setPerson(person, { locale: 'en-US' });
      const reached = nodes.runtime.next();
      assert.deepEqual(await chat.command(person, channel, 'water', {}), { ok: true });
      if (!refused) {
        const { message } = await reached;
        nodes.runtime.node('reply').receive({ ...message, payload: NUMBER });
      }
      const { content, onlyFor } = await nodes.answer(name, channel);
      assert.equal(content, refused ? REFUSED[refused] : NUMBER);
      assert.equal(onlyFor, refused ? person : undefined);
      if (refused) assert.deepEqual(await chat.suggest(person, channel, 'water', {}, 'series'), []);
    });
  }

  it("a guest can't press a button or use a menu of somebody's answer, and is told in their language", async () => {
    await nodes.start({ roles: HOUSEHOLD }, [WATER, REPLY]);
    await nodes.online();
    const { chat } = nodes.discord;
    const first = nodes.runtime.next();
    await chat.command(nodes.person('owner'), HOME, 'water', { period: '7d' });
    const { message } = await first;
    nodes.runtime.node('reply').receive({ ...message, payload: REPORT });
    const answered = await nodes.answer();
    await nodes.runtime.next();
    const ids = answered.components!.flatMap((row) =>
      'components' in row ? row.components.map((component) => (component as { custom_id: string }).custom_id) : [],
    );
    assert.equal(ids.length, 6);

    const guest = nodes.person('guest');
    chat.setPerson(guest, { locale: 'pl' });
    for (const [index, id] of ids.entries()) {
      const values = index === 5 ? ['last week'] : undefined;
      assert.deepEqual(await chat.press(guest, answered.id, id, values), { ok: true });
      const { content, onlyFor } = await nodes.answer('guest', HOME, 1 + index);
      assert.deepEqual(
        [content, onlyFor],
        ['Nie możesz mnie o to pytać. O tym, kto może, decyduje właściciel bota.', guest],
      );
    }
    // What the owner sees has not changed; the family may go on with it.
    assert.deepEqual(
      nodes.messages('owner').map(({ id, edited_timestamp }) => [id, edited_timestamp]),
      [[answered.id, answered.edited_timestamp]],
    );
    const next = nodes.runtime.next();
    assert.deepEqual(await chat.press(nodes.person('family'), answered.id, ids[0]!), { ok: true });
    const again = (await next).message!;
    assert.deepEqual(again['payload'], { period: '24h' });
    nodes.runtime.node('reply').receive({ ...again, payload: NUMBER });
    await nodes.inChat(() => nodes.messages().some(({ content }) => content === NUMBER));
    assert.equal(nodes.messages('owner').length, 1);
  });

  it('plain messages are answered to whom the commands are, and nobody else hears anything', async () => {
    await nodes.start({ roles: HOUSEHOLD, textCommands: true }, [{ ...WATER, text: '!w' }, REPLY]);
    await nodes.online();
    const { chat } = nodes.discord;
    const reached = nodes.runtime.next();
    chat.say(nodes.person('guest'), HOME, '!w 7d');
    chat.say(nodes.person('family'), HOME, '!w 24h');
    const { message } = await reached;
    assert.deepEqual(message!['payload'], { period: '24h' });
    nodes.runtime.node('reply').receive({ ...message, payload: NUMBER });
    await nodes.inChat(() => nodes.messages().some(({ content }) => content === NUMBER));
    assert.equal(nodes.messages('guest').length, 3);
  });
});

const REPORT = {
  period: { from: 0, to: 86_400_000, label: '7d', bucket: 'day', timeZone: 'UTC' },
  series: [{ series: 'water.volume', kind: 'counter', unit: 'dm3', total: 1234, coverage: 1, buckets: [] }],
};
