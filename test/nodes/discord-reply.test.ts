import assert from 'node:assert/strict';
import { NODE_RED } from '../node-red-version';
import { DiscordNodes, REPLY, WATER } from './discord-setup';
import { sentence } from './runtime';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const REPORT = {
  period: { from: 0, to: 86_400_000, label: '7d', bucket: 'day', timeZone: 'UTC' },
  series: [
    { series: 'water.volume', kind: 'counter', unit: 'dm3', total: 1234, coverage: 0.96, estimated: 41, buckets: [] },
  ],
};

describe(`a Discord reply in ${NODE_RED}`, () => {
  let nodes: DiscordNodes;
  beforeEach(async () => {
    nodes = await DiscordNodes.create();
  });
  afterEach(() => nodes.stop());

  /** Asks /water; gives the message that reached the flow. */
  async function ask(person = 'owner'): Promise<Record<string, unknown>> {
    const reached = nodes.runtime.next();
    const asked = await nodes.discord.chat.command(nodes.person(person), nodes.home, 'water', { period: '7d' });
    assert.deepEqual(asked, { ok: true });
    return (await reached).message!;
  }
  const reply = (message: object) => nodes.runtime.send('reply', message);

  it('answers with a text, a picture, a message object, or the figures of a report with a picture', async () => {
    await nodes.start({}, [WATER, REPLY]);
    await nodes.online();
    const sent = await reply({ ...(await ask()), payload: 'some words' });
    assert.equal(sent.message!['payload'], 'some words');
    assert.equal((await nodes.answer('owner', nodes.home, 0)).content, 'some words');

    await reply({ ...(await ask()), payload: PNG, alt: 'one dot' });
    const picture = await nodes.answer('owner', nodes.home, 1);
    assert.deepEqual(
      picture.attachments.map(({ filename, description }) => [filename, description]),
      [['chart.png', 'one dot']],
    );

    await reply({ ...(await ask()), payload: { content: 'x', embeds: [{ title: '@everyone' }] } });
    const object = await nodes.answer('owner', nodes.home, 2);
    assert.deepEqual([object.content, object.embeds[0]!.title, object.mention_everyone], ['x', '@everyone', false]);

    await reply({ ...(await ask('family')), payload: PNG, report: REPORT });
    const { embeds, components } = await nodes.answer('owner', nodes.home, 3);
    assert.equal(embeds[0]!.title, 'Woda · Ostatnie 7 dni');
    assert.match(embeds[0]!.description!, /^\*\*1.234.dm³\*\* · zmierzono 96.% · oszacowano 41.dm³$/);
    assert.match(embeds[0]!.image!.url, /\/chart\.png$/);
    assert.equal(components!.length, 2);
    assert.equal(nodes.messages().length, 4);
    assert.deepEqual(nodes.discord.journal.violations, []);
  });

  it('replaces its answer by a later one, also after the flows were started anew', async () => {
    await nodes.start({}, [WATER, REPLY]);
    await nodes.online();
    const message = await ask();
    await reply({ ...message, payload: 'first' });
    await nodes.runtime.stop();
    await nodes.start({}, [WATER, REPLY]);
    await reply({ ...message, payload: 'second' });
    assert.deepEqual(
      nodes.messages().map(({ content }) => content),
      ['second'],
    );
  });

  it('tells the asker alone, in their language, what a Catch node brings', async () => {
    await nodes.start({}, [WATER, REPLY]);
    await nodes.online();
    const message = await ask('family');
    const passed = await reply({ ...message, error: { message: 'InputError: …', code: 'too-many-buckets' } });
    assert.ok(passed.message);
    await nodes.shows('reply', 'discord-reply.status.told');
    const { content, onlyFor } = await nodes.answer('family');
    assert.match(content, /^Ten okres ma za dużo przedziałów\./);
    assert.equal(onlyFor, nodes.person('family'));
    assert.deepEqual(nodes.messages('owner'), []);
  });

  it('tells the asker that something failed when an answer can not be sent, and the Catch node why', async () => {
    await nodes.start({}, [WATER, REPLY]);
    await nodes.online();
    const failures: [name: string, payload: object, said: RegExp][] = [
      ['nothing', { payload: '' }, /nothing to send/],
      ['a report that is none', { payload: 'x', report: { period: 1, series: [] } }, /no usable report/],
      ['a huge file', { payload: Buffer.alloc(11 * 1024 * 1024) }, /file\.bin has \d+ bytes/],
    ];
    for (const [index, [name, parts, said]] of failures.entries()) {
      const outcome = await reply({ ...(await ask()), ...parts });
      assert.match(sentence(outcome), said, name);
      const { content, onlyFor } = await nodes.answer('owner', nodes.home, index);
      assert.match(content, /^Something went wrong/);
      assert.equal(onlyFor, nodes.person('owner'));
    }
  });

  it('refuses what is no question of ours, or too old, and says so', async () => {
    await nodes.start({}, [WATER, REPLY]);
    await nodes.online();
    assert.match(
      sentence(await reply({ payload: 'x', discord: { id: 1 } })),
      /msg\.discord is not what a discord-command node made/,
    );
    await nodes.shows('reply', 'discord-reply.status.bad-discord');
    const { discord } = await ask();
    assert.match(sentence(await reply({ payload: 'x', discord: { ...(discord as object), id: '5' } })), /15 minutes/);
    await nodes.shows('reply', 'discord-reply.status.answer-expired');
    await reply({ payload: 'x', discord });
    await nodes.shows('reply', 'discord-reply.status.sent');
  });

  it('posts to the channel of its settings or of the message when nobody asked', async () => {
    const [home, general] = nodes.discord.chat.channels.map(({ id }) => id);
    await nodes.start({}, [WATER, { ...REPLY, channel: general }]);
    await nodes.online();
    await reply({ payload: 'to all' });
    await reply({ payload: REPORT, channel: home });
    await reply({ error: { message: 'x' }, payload: 5 });
    assert.deepEqual(
      nodes.messages('owner', general).map(({ content }) => content),
      ['to all', 'A report could not be made. The reason is in Node-RED for the owner to see.'],
    );
    const [posted] = nodes.messages('owner', home);
    assert.equal(posted!.embeds[0]!.title, 'Water · Last 7 days');
    assert.deepEqual(posted!.components, []);
  });

  it('says which channel it lacks', async () => {
    await nodes.start({}, [WATER, REPLY]);
    await nodes.online();
    assert.match(sentence(await reply({ payload: 'x' })), /names no channel/);
    await nodes.shows('reply', 'discord-reply.status.no-channel');
    assert.match(sentence(await reply({ payload: 'x', channel: '123456789012345678' })), /no such channel/);
    await nodes.shows('reply', 'discord-reply.status.unknown-channel');
    assert.match(sentence(await reply({ payload: 'x', channel: 'home' })), /channel/);
  });

  const layouts: [layout: string, title: string][] = [
    ['figures', 'Water · Last 7 days'],
    ['readings', 'Present readings'],
    ['sources', 'Sources'],
    ['changes', 'Back again'],
    ['help', 'What you can ask'],
  ];
  it('writes each layout, and lists in the help what the asker may ask', async () => {
    const hidden = { ...WATER, id: 'hidden', command: 'hidden', users: nodes.person('family') };
    const replies = layouts.map(([layout]) => ({ ...REPLY, id: layout, layout }));
    await nodes.start({}, [WATER, hidden, ...replies]);
    await nodes.online();
    const message = await ask();
    for (const [layout, title] of layouts) {
      await nodes.runtime.send(layout, { ...message, payload: REPORT });
      const { embeds } = nodes.messages()[0]!;
      assert.equal(embeds[0]!.title, title);
      if (layout === 'help') assert.match(embeds[0]!.description!, /^\*\*\/water\*\* Water\n\n/);
    }
  });
});
