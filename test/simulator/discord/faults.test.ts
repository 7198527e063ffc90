import assert from 'node:assert/strict';
import { MALFORMED_FRAMES } from '../../../simulator/discord/malformed-frames';
import { Clock, Setup, until } from './setup';

describe('a fault of the simulated Discord', () => {
  const clock = new Clock();
  let setup: Setup;

  beforeEach(async () => {
    setup = await Setup.start({ clock: clock.read });
  });

  afterEach(() => setup.stop());

  const me = () => setup.call('GET', '/users/@me');
  const status = async () => (await me()).status;
  const offline = () => {
    const { chat } = setup.discord;
    return until(
      () => !chat.botOnline,
      (listener) => chat.onChange(listener),
    );
  };

  it('drops all connections, and takes new ones', async () => {
    const client = await setup.login();
    setup.discord.faults.dropConnections();
    assert.equal(await client.closed, 1006);
    assert.equal(await status(), 200);
    await setup.login();
  });

  it('takes the server away, and gives it back at the same port with its sessions', async () => {
    const client = setup.connect();
    const { session_id, resume_gateway_url } = await client.login(setup.discord.token);
    await Promise.all([setup.discord.faults.goDown(), offline()]);
    assert.equal(await client.closed, 1006);
    await assert.rejects(me());
    assert.equal(await setup.connect().closed, 1006);
    await setup.discord.faults.comeBack();
    assert.equal(await status(), 200);
    const again = setup.connect(undefined, resume_gateway_url);
    await again.next();
    again.send({ op: 6, d: { token: setup.discord.token, session_id, seq: 2 } });
    await again.event('RESUMED');
  });

  it('takes away the address for a resume only', async () => {
    const client = setup.connect();
    const { resume_gateway_url } = await client.login(setup.discord.token);
    await setup.discord.faults.resumeAddressDown();
    assert.equal(await setup.connect(undefined, resume_gateway_url).closed, 1006);
    await setup.login();
    await setup.discord.faults.resumeAddressDown(false);
    assert.equal((await setup.connect(undefined, resume_gateway_url).next()).op, 10);
  });

  it('leaves heartbeats without acknowledgement', async () => {
    const client = await setup.login();
    await client.event('GUILD_CREATE');
    setup.discord.faults.ignoreHeartbeats();
    client.send({ op: 1, d: null });
    setup.discord.faults.askForHeartbeat();
    assert.equal((await client.next()).op, 1);
    setup.discord.faults.ignoreHeartbeats(false);
    client.send({ op: 1, d: null });
    assert.equal((await client.next()).op, 11);
  });

  it('asks to reconnect, or says that the session is invalid', async () => {
    const client = setup.connect();
    const { session_id } = await client.login(setup.discord.token);
    await client.event('GUILD_CREATE');
    setup.discord.faults.askToReconnect();
    assert.deepEqual(await client.next(), { op: 7, d: null, s: null, t: null });
    setup.discord.faults.invalidateSessions(true);
    assert.deepEqual(await client.next(), { op: 9, d: true, s: null, t: null });
    setup.discord.faults.invalidateSessions(false);
    assert.deepEqual(await client.next(), { op: 9, d: false, s: null, t: null });
    const again = setup.connect();
    await again.next();
    again.send({ op: 6, d: { token: setup.discord.token, session_id, seq: 2 } });
    assert.deepEqual((await again.next()).d, false);
  });

  it('closes connections with any code', async () => {
    for (const code of [1000, 1001, 4000, 4004, 4014]) {
      const client = await setup.login();
      setup.discord.faults.closeConnections(code, 'because');
      assert.equal(await client.closed, code);
    }
  });

  it('sends any text', async () => {
    const client = await setup.login();
    await client.event('GUILD_CREATE');
    for (const frame of Object.values(MALFORMED_FRAMES)) {
      setup.discord.faults.sendRaw(frame);
      assert.equal(await client.nextText(), frame);
    }
  });

  it('refuses the token', async () => {
    setup.discord.faults.refuseToken();
    assert.equal(await status(), 401);
    const client = setup.connect();
    await client.next();
    client.send({ op: 2, d: { token: setup.discord.token, intents: 1, properties: {} } });
    assert.equal(await client.closed, 4004);
    setup.discord.faults.refuseToken(false);
    assert.equal(await status(), 200);
  });

  it('answers too many requests, a number of times', async () => {
    setup.discord.faults.tooManyRequests({ times: 2, retryAfter: 0.25 });
    const { status: first, json, headers } = await me();
    assert.deepEqual([first, json.retry_after, json.global, headers.get('retry-after')], [429, 0.25, false, '1']);
    assert.deepEqual([await status(), await status()], [429, 200]);
  });

  it('answers too many requests, for a time and globally', async () => {
    setup.discord.faults.tooManyRequests({ lasts: 1000, global: true });
    const { json, headers } = await me();
    assert.deepEqual([json.global, headers.get('x-ratelimit-global')], [true, 'true']);
    clock.now += 999;
    assert.equal(await status(), 429);
    clock.now += 1;
    assert.equal(await status(), 200);
  });

  it('answers with a server error on some routes, and does nothing', async () => {
    const path = `/channels/${setup.home}/messages`;
    setup.discord.faults.failRequests({ route: /^POST \/channels/, times: 1, status: 503 });
    assert.equal(await status(), 200);
    assert.equal((await setup.call('POST', path, { content: 'a' })).status, 503);
    assert.deepEqual(setup.discord.chat.messages(setup.owner.id, setup.home), []);
    assert.equal((await setup.call('POST', path, { content: 'a' })).status, 200);
  });

  it('holds answers back, not what they do', async () => {
    setup.discord.faults.slowDown(3_600_000, { route: /messages$/ });
    const posted = setup.call('POST', `/channels/${setup.home}/messages`, { content: 'a' });
    const { chat } = setup.discord;
    const arrived = () => chat.messages(setup.owner.id, setup.home).length === 1;
    await until(arrived, (listener) => chat.onChange(listener));
    await Promise.all([assert.rejects(posted), setup.discord.stop()]);
  });

  it('ends when all are cleared', async () => {
    const { faults } = setup.discord;
    faults.tooManyRequests();
    faults.failRequests();
    faults.refuseToken();
    await faults.resumeAddressDown();
    await faults.goDown();
    await faults.clear();
    assert.equal(await status(), 200);
    const client = setup.connect();
    const { resume_gateway_url } = await client.login(setup.discord.token);
    assert.equal((await setup.connect(undefined, resume_gateway_url).next()).op, 10);
  });

  it('does not outlive a stop', async () => {
    const { faults } = setup.discord;
    await faults.resumeAddressDown();
    await faults.goDown();
    await setup.discord.stop();
    await faults.clear();
    await assert.rejects(me());
    setup.api = (await setup.discord.start()).api;
    await faults.clear();
    assert.equal(await status(), 200);
  });
});
