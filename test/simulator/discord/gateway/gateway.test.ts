import assert from 'node:assert/strict';
import { Logins } from '../../../../simulator/discord/gateway/logins';
import { Session } from '../../../../simulator/discord/gateway/session';
import { Sessions } from '../../../../simulator/discord/gateway/sessions';
import { Clock, Setup, until } from '../setup';

const GUILDS = 1;
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;
const MESSAGE_CONTENT = 1 << 15;
const GUILD_MEMBERS = 1 << 1;

describe('the gateway of the simulated Discord', () => {
  const clock = new Clock();
  let setup: Setup;

  beforeEach(async () => {
    setup = await Setup.start({ clock: clock.read });
  });

  afterEach(() => setup.stop());

  const identify = (change: object = {}) => ({
    op: 2,
    d: { token: setup.discord.token, intents: GUILDS, properties: {}, ...change },
  });
  const resume = (id: string, seq: number, token = setup.discord.token) => ({
    op: 6,
    d: { token, session_id: id, seq },
  });
  /** The bot's line breaks; Discord has seen it. */
  const breakOff = () => {
    setup.discord.faults.dropConnections();
    const { chat } = setup.discord;
    return until(
      () => !chat.botOnline,
      (listener) => chat.onChange(listener),
    );
  };

  it('says hello, and greets who logs in', async () => {
    const client = setup.connect();
    assert.deepEqual((await client.next()).d.heartbeat_interval, 41_250);
    assert.equal(setup.discord.chat.botOnline, false);
    client.send(identify());
    const ready = await client.next();
    const { applicationId, chat } = setup.discord;
    assert.deepEqual([ready.op, ready.t, ready.s], [0, 'READY', 1]);
    assert.equal(ready.d.v, 10);
    assert.equal(ready.d.user.id, applicationId);
    assert.equal(ready.d.application.id, applicationId);
    assert.deepEqual(ready.d.guilds, [{ id: chat.guild.id, unavailable: true }]);
    assert.match(ready.d.session_id, /^[0-9a-f]{32}$/);
    assert.match(ready.d.resume_gateway_url, /^ws:\/\/127\.0\.0\.1:\d+$/);
    assert.notEqual(ready.d.resume_gateway_url, setup.gateway);
    const guild = await client.next();
    assert.deepEqual([guild.t, guild.s, guild.d.id, guild.d.unavailable], ['GUILD_CREATE', 2, chat.guild.id, false]);
    assert.deepEqual(
      guild.d.channels.map(({ id }: { id: string }) => id),
      chat.channels.map(({ id }) => id),
    );
    assert.deepEqual([chat.botOnline, setup.discord.journal.identifies], [true, 1]);
  });

  const REFUSALS: [name: string, frame: () => unknown, code: number][] = [
    ['a wrong token', () => identify({ token: 'x' }), 4004],
    ['intents that are none', () => identify({ intents: 1 << 30 }), 4013],
    ['intents in words', () => identify({ intents: 'Guilds' }), 4013],
    ['a privileged intent that is off', () => identify({ intents: GUILD_MEMBERS }), 4014],
    ['a shard beyond the last', () => identify({ shard: [1, 1] }), 4010],
    ['a shard in words', () => identify({ shard: 'first' }), 4010],
    ['a login without token', () => ({ op: 2, d: { intents: 1, properties: {} } }), 4002],
    ['a login without properties', () => identify({ properties: undefined }), 4002],
    ['a login without anything', () => ({ op: 2 }), 4002],
    ['a resume without sequence', () => ({ op: 6, d: { token: 'x', session_id: 'x' } }), 4002],
    ['a resume with a wrong token', () => resume('x', 1, 'x'), 4004],
    ['no JSON', () => '{"op":', 4002],
    ['null', () => 'null', 4002],
    ['no opcode', () => '{}', 4002],
    ['a frame of more than 4,096 bytes', () => JSON.stringify({ op: 1, d: null, x: 'x'.repeat(4096) }), 4002],
    ['an unknown opcode', () => ({ op: 42, d: {} }), 4001],
    ['a presence before the login', () => ({ op: 3, d: {} }), 4003],
    ['a heartbeat in words', () => ({ op: 1, d: 'now' }), 4002],
  ];
  for (const [name, frame, code] of REFUSALS) {
    it(`closes with ${code} on ${name}`, async () => {
      const client = setup.connect();
      await client.next();
      client.send(frame());
      assert.equal(await client.closed, code);
      assert.match(setup.discord.journal.violations[0]!.detail, new RegExp(`^${code}: `));
      assert.equal(setup.discord.chat.botOnline, false);
    });
  }

  it('closes with 4012 on another version or encoding', async () => {
    for (const query of ['v=9&encoding=json', 'v=10&encoding=etf', '']) {
      assert.equal(await setup.connect(query).closed, 4012, query);
    }
  });

  it('closes with 4005 on a second login', async () => {
    const client = await setup.login();
    client.send(identify());
    assert.equal(await client.closed, 4005);
  });

  it('takes privileged intents once they are switched on', async () => {
    setup.discord.privilegedIntents = ['guildMembers'];
    await setup.login(GUILD_MEMBERS);
    const client = setup.connect();
    await client.next();
    client.send(identify({ intents: MESSAGE_CONTENT }));
    assert.equal(await client.closed, 4014);
  });

  it('acknowledges heartbeats, and takes presences', async () => {
    const client = await setup.login();
    await client.event('GUILD_CREATE');
    client.send({ op: 3, d: { status: 'online', activities: [], since: null, afk: false } });
    client.send({ op: 1, d: 2 });
    assert.equal((await client.next()).op, 11);
  });

  it('closes with 4009 when heartbeats stay away', async () => {
    const quick = await Setup.start({ heartbeatInterval: 30 });
    const client = await quick.login();
    client.send({ op: 1, d: null });
    assert.equal(await client.closed, 4009);
    await quick.stop();
  });

  it('closes with 4008 on more than 120 frames in 60 s', async () => {
    const client = await setup.login();
    await client.event('GUILD_CREATE');
    for (let count = 1; count < 120; count += 1) client.send({ op: 1, d: null });
    for (let count = 1; count < 120; count += 1) await client.next();
    clock.now += 60_000;
    for (let count = 0; count < 120; count += 1) client.send({ op: 1, d: null });
    for (let count = 0; count < 120; count += 1) await client.next();
    client.send({ op: 1, d: null });
    assert.equal(await client.closed, 4008);
  });

  it('takes 1,000 logins a day', async () => {
    const limit = async () => (await setup.call('GET', '/gateway/bot')).json.session_start_limit;
    const client = await setup.login();
    assert.equal((await limit()).remaining, 999);
    await client.close();
    clock.now += 86_400_000;
    assert.equal((await limit()).remaining, 1000);
  });

  it('replays what was missed, at the address for a resume', async () => {
    const client = setup.connect();
    const ready = await client.login(setup.discord.token, GUILDS | GUILD_MESSAGES | MESSAGE_CONTENT);
    await client.event('GUILD_CREATE');
    await breakOff();
    const { chat, journal } = setup.discord;
    chat.say(setup.owner.id, setup.home, 'one');
    chat.say(setup.owner.id, setup.home, 'two');
    const again = setup.connect(undefined, ready.resume_gateway_url);
    await again.next();
    again.send(resume(ready.session_id, 2));
    const frames = [await again.next(), await again.next(), await again.next()];
    assert.deepEqual(
      frames.map(({ t, s, d }) => [t, s, d.content]),
      [
        ['MESSAGE_CREATE', 3, 'one'],
        ['MESSAGE_CREATE', 4, 'two'],
        ['RESUMED', 5, undefined],
      ],
    );
    chat.say(setup.owner.id, setup.home, 'three');
    assert.deepEqual((await again.next()).d.content, 'three');
    assert.deepEqual([chat.botOnline, journal.identifies, journal.resumes], [true, 1, 1]);
  });

  it('replays a message as it was when it was sent', async () => {
    const client = setup.connect();
    const ready = await client.login(setup.discord.token, GUILD_MESSAGES);
    await breakOff();
    setup.discord.chat.say(setup.owner.id, setup.home, 'hidden');
    const again = setup.connect();
    await again.next();
    again.send(resume(ready.session_id, 1));
    assert.equal((await again.event('MESSAGE_CREATE')).d.content, '');
  });

  it('does not resume a session that is unknown, over, or has lost events', async () => {
    const start = async (intents = GUILDS) => {
      const client = setup.connect();
      return { client, id: (await client.login(setup.discord.token, intents)).session_id as string };
    };
    const refused = async (id: string) => {
      const client = setup.connect();
      await client.next();
      client.send(resume(id, 1));
      assert.deepEqual(await client.next(), { op: 9, d: false, s: null, t: null });
    };
    const { chat } = setup.discord;
    const offline = () =>
      until(
        () => !chat.botOnline,
        (listener) => chat.onChange(listener),
      );

    await refused('unknown');
    const left = await start();
    await Promise.all([left.client.close(), offline()]);
    await refused(left.id);

    const old = await start();
    await breakOff();
    clock.now += 180_001;
    await refused(old.id);

    const busy = await start(GUILD_MESSAGES);
    await breakOff();
    for (let count = 0; count < 500; count += 1) chat.say(setup.owner.id, setup.home, 'a');
    const full = setup.connect();
    await full.next();
    full.send(resume(busy.id, 1));
    assert.equal((await full.next()).s, 2);
    await full.event('RESUMED');
    await breakOff();
    await refused(busy.id);
  });

  it('closes with 4007 on a sequence number that was not sent yet', async () => {
    const client = setup.connect();
    const { session_id } = await client.login(setup.discord.token);
    await breakOff();
    const again = setup.connect();
    await again.next();
    again.send(resume(session_id, 99));
    assert.equal(await again.closed, 4007);
  });

  it('keeps a session with its newest connection', async () => {
    const old = setup.connect();
    const { session_id } = await old.login(setup.discord.token);
    const next = setup.connect();
    await next.next();
    next.send(resume(session_id, 2));
    await next.event('RESUMED');
    await old.close(4000);
    await setup.register({ name: 'water', description: 'Water' });
    const outcome = setup.discord.chat.command(setup.owner.id, setup.home, 'water', {});
    assert.equal((await next.event('INTERACTION_CREATE')).d.data.name, 'water');
    await setup.discord.stop();
    await outcome;
  });

  describe('tells of messages', () => {
    const say = (text: string, channel = setup.home) => setup.discord.chat.say(setup.owner.id, channel, text);

    it('with content only where the bot may read it', async () => {
      const client = await setup.login(GUILD_MESSAGES | DIRECT_MESSAGES);
      const content = async () => (await client.event('MESSAGE_CREATE')).d.content;
      say('secret');
      assert.equal(await content(), '');
      const mention = `<@${setup.discord.applicationId}> hello`;
      say(mention);
      assert.equal(await content(), mention);
      say('between us', 'dm');
      assert.equal(await content(), 'between us');
      const reader = await setup.login(GUILD_MESSAGES | MESSAGE_CONTENT);
      say('for all');
      const { d } = await reader.event('MESSAGE_CREATE');
      assert.deepEqual(
        [d.content, d.guild_id, d.member.user.id],
        ['for all', setup.discord.chat.guild.id, setup.owner.id],
      );
    });

    it('only where the bot asked for it', async () => {
      const server = await setup.login(GUILD_MESSAGES | MESSAGE_CONTENT);
      const direct = await setup.login(DIRECT_MESSAGES);
      say('in the server');
      say('between us', 'dm');
      say('in the server again');
      const texts = [await server.event('MESSAGE_CREATE'), await server.event('MESSAGE_CREATE')];
      assert.deepEqual(
        texts.map(({ d }) => d.content),
        ['in the server', 'in the server again'],
      );
      assert.equal((await direct.event('MESSAGE_CREATE')).d.content, 'between us');
    });
  });
});

describe('logins', () => {
  it('are 1,000 a day', () => {
    const clock = new Clock();
    const logins = new Logins(clock.read);
    const counts = Array.from({ length: 1001 }, () => logins.count());
    assert.deepEqual([counts.indexOf(false), logins.limit.remaining], [1000, 0]);
    clock.now += 86_400_000;
    assert.equal(logins.count(), true);
  });
});

describe('sessions', () => {
  it('are 16 at most, the newest', () => {
    const sessions = new Sessions(new Clock().read);
    const all = Array.from({ length: 17 }, () => new Session(0));
    for (const session of all) sessions.add(session);
    assert.deepEqual([sessions.get(all[0]!.id), sessions.get(all[1]!.id)], [undefined, all[1]]);
  });
});
