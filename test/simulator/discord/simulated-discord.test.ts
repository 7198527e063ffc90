import assert from 'node:assert/strict';
import { SimulatedDiscord } from '../../../simulator/discord/simulated-discord';
import { Snowflakes } from '../../../simulator/discord/snowflake';
import { Clock, Setup } from './setup';

describe('the simulated Discord', () => {
  it('starts once, stops, and starts again at its port with what it knew', async () => {
    const setup = await Setup.start();
    const { discord } = setup;
    assert.deepEqual(await discord.start(), await discord.start());
    discord.chat.say(setup.owner.id, setup.home, 'a');
    await discord.stop();
    await discord.stop();
    await assert.rejects(setup.call('GET', '/users/@me'));
    const { api, port } = await discord.start();
    assert.equal(api, `http://127.0.0.1:${port}/api`);
    setup.api = api;
    assert.equal((await setup.call('GET', '/users/@me')).status, 200);
    assert.equal(discord.chat.messages(setup.owner.id, setup.home).length, 1);
    await setup.stop();
  });

  it('says which port is taken, and can try again', async () => {
    const first = new SimulatedDiscord({ port: 0 });
    const { port } = await first.start();
    const second = new SimulatedDiscord({ port });
    await assert.rejects(second.start(), new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is already in use`));
    await first.stop();
    assert.equal((await second.start()).port, port);
    await second.stop();
  });

  it('forgets its sessions when it stops', async () => {
    const setup = await Setup.start();
    const client = setup.connect();
    const { session_id } = await client.login(setup.discord.token);
    await setup.discord.stop();
    setup.api = (await setup.discord.start()).api;
    assert.equal(setup.discord.chat.botOnline, false);
    const again = setup.connect();
    await again.next();
    again.send({ op: 6, d: { token: setup.discord.token, session_id, seq: 1 } });
    assert.equal((await again.next()).op, 9);
    await setup.stop();
  });

  it('keeps 1,000 entries in its journal', async () => {
    const { journal } = new Setup().discord;
    for (let count = 0; count <= 1000; count += 1) journal.violation('route', `${count}`);
    assert.deepEqual([journal.violations.length, journal.violations[0]!.detail], [1000, '1']);
  });
});

describe('snowflakes', () => {
  it('carry the time and rise, whatever the clock does', () => {
    const clock = new Clock();
    const snowflakes = new Snowflakes(clock.read);
    const timeOf = (id: string) => Number((BigInt(id) >> 22n) + 1_420_070_400_000n);
    const ids = [0, 0, 5, -1000, 10_000].map((step) => {
      clock.now += step;
      return snowflakes.next();
    });
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1)),
    );
    assert.equal(timeOf(ids[4]!), clock.now);
    assert.match(ids[0]!, /^\d{19}$/);
  });
});
