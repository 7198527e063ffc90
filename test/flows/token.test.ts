import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';
import { NODE_RED } from '../node-red-version';
import { until as when } from '../simulator/discord/setup';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { shippedFlows } from './shipped-flows';

const HEADERS = { 'content-type': 'application/json' };

describe(`the token of a bot in ${NODE_RED}`, function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let discord: SimulatedDiscord;
  let nodeRed: NodeRed;
  beforeEach(async () => {
    discord = new SimulatedDiscord({ port: 0 });
    await discord.start();
    nodeRed = await startNodeRed({ userDir: directory(), flows: [], logLevel: 'trace' });
  });
  afterEach(async () => {
    await nodeRed.stop();
    await discord.stop();
  });

  it('entered in the editor is found nowhere but at Discord', async () => {
    const { api } = await discord.start();
    const { chat, token, faults } = discord;
    const owner = chat.people[0]!.id;
    const home = chat.channels[0]!.id;
    const flows = (await shippedFlows()).map((node) =>
      node.id === 'bot' ? { ...node, api, guilds: chat.guild.id, credentials: { token } } : node,
    );
    const spy = [
      { id: 'all-states', type: 'status', z: 'tab-discord', scope: null, x: 0, y: 0, wires: [['all-seen']] },
      { id: 'all-errors', type: 'catch', z: 'tab-discord', scope: null, x: 0, y: 0, wires: [['all-seen']] },
      { id: 'all-seen', type: 'debug', z: 'tab-discord', active: true, console: true, complete: 'true', x: 0, y: 0 },
    ];
    const deployed = await fetch(`${nodeRed.url}/flows`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify([...flows, ...spy]),
    });
    assert.equal(deployed.status, 204);
    const changed = (listener: () => void) => chat.onChange(listener);
    await when(() => chat.commands(owner).length === 10, changed);
    await until(
      () => fetch(`${nodeRed.url}/telemetry/water.volume?period=24h`),
      ({ status }) => status === 200,
    );

    // Answers, refusals, failures and a lost token: whatever may be logged.
    const ask = async (options: Record<string, string>): Promise<void> => {
      const before = chat.messages(owner, home).length;
      await chat.command(owner, home, 'water', options);
      await when(
        () =>
          chat
            .messages(owner, home)
            .slice(before)
            .some(({ thinking }) => !thinking),
        changed,
      );
    };
    await ask({ period: '7d' });
    await ask({ period: 'soon' });
    faults.failRequests({ route: /^PATCH/, status: 500 });
    await chat.command(owner, home, 'water', {});
    await until(
      async () => nodeRed.log(),
      (log) => /Discord answered with HTTP 500/.test(log),
    );
    await faults.clear();
    faults.dropConnections();
    await when(() => chat.botOnline, changed);
    faults.refuseToken();
    faults.closeConnections(4004);
    await until(
      async () => nodeRed.log(),
      (log) => /Discord does not accept the token/.test(log),
    );

    const seen: Record<string, string> = { log: nodeRed.log() };
    for (const path of [
      'flows',
      'settings',
      'credentials/discord-bot/bot',
      'chat/state',
      'flow/tab-discord',
      'flow/global',
    ]) {
      seen[path] = await (await fetch(`${nodeRed.url}/${path}`)).text();
    }
    assert.match(seen['credentials/discord-bot/bot']!, /"has_token":true/);
    for (const name of readdirSync(directory(), { recursive: true, withFileTypes: true })) {
      if (name.isFile()) seen[name.name] = readFileSync(join(name.parentPath, name.name)).toString('latin1');
    }
    assert.ok(seen['flows_cred.json']!.includes('"$"'), 'the credentials are there, encrypted');
    assert.ok(discord.journal.identifies > 0, 'the token was used');
    for (const [place, text] of Object.entries(seen)) {
      for (const secret of [
        token,
        encodeURIComponent(token),
        Buffer.from(token).toString('base64'),
        token.split('.')[2]!,
      ]) {
        assert.ok(!text.includes(secret), `${place} shows the token`);
      }
    }
  });
});
