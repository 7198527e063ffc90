import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_RED } from '../node-red-version';
import { DiscordNodes, REPLY, WATER } from './discord-setup';

describe(`a Discord bot in ${NODE_RED}`, () => {
  let nodes: DiscordNodes;
  beforeEach(async () => {
    nodes = await DiscordNodes.create();
  });
  afterEach(async () => {
    delete process.env['DISCORD_TOKEN'];
    await nodes.stop();
  });
  const shows = (text: string): Promise<void> => nodes.shows('water', `discord-command.status.${text}`);

  it('says that it has no token, and finds one in the environment', async () => {
    await nodes.start({}, [WATER], undefined, '');
    await shows('no-token');
    await nodes.runtime.stop();
    process.env['DISCORD_TOKEN'] = nodes.discord.token;
    await nodes.start({}, [WATER], undefined, '');
    await shows('online');
  });

  const refusals: [name: string, status: string, prepare: () => void][] = [
    ['its token is wrong', 'wrong-token', () => nodes.discord.faults.refuseToken()],
    [
      'it may not read messages',
      'disallowed-intents',
      () => {
        nodes.discord.privilegedIntents = [];
      },
    ],
  ];
  for (const [name, status, prepare] of refusals) {
    it(`shows that ${name}, and does not try again`, async () => {
      prepare();
      await nodes.start({ textCommands: true }, [WATER, REPLY]);
      await shows(status);
      const { requests, identifies } = nodes.discord.journal;
      const before = [requests.length, identifies];
      // That nothing happens is no event; the first try would come after a second.
      await sleep(1500);
      assert.deepEqual([nodes.discord.journal.requests.length, nodes.discord.journal.identifies], before);
      await nodes.shows('reply', `discord-reply.status.${status}`);
    });
  }

  it('comes online by itself when the network was away at its start', async () => {
    await nodes.discord.faults.goDown();
    await nodes.start({}, [WATER]);
    await shows('waiting');
    await nodes.discord.faults.comeBack();
    await nodes.online();
    await shows('online');
  });

  const settings: [name: string, change: object][] = [
    ['another address without encryption', { api: 'http://discord.example/api' }],
    ['an address that is none', { api: 'discord' }],
    ['a server that is no id', { guilds: 'my house' }],
    ['a role that is no id', { roles: '@admins' }],
  ];
  for (const [name, change] of settings) {
    it(`refuses ${name}, and does not log in`, async () => {
      await nodes.start(change, [WATER]);
      await shows('bad-setting');
      assert.deepEqual([nodes.discord.journal.requests.length, nodes.discord.journal.identifies], [0, 0]);
    });
  }

  it('reads plain messages only when that is switched on', async () => {
    await nodes.start({}, [{ ...WATER, text: '!w' }]);
    await nodes.online();
    const { chat } = nodes.discord;
    const reached = nodes.runtime.next();
    chat.say(nodes.person('owner'), nodes.home, '!w 30d');
    await chat.command(nodes.person('owner'), nodes.home, 'water', { period: '7d' });
    assert.deepEqual((await reached).message!['payload'], { period: '7d' });
  });
});
