import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TelemetryDatabase } from '../../lib/store/telemetry-database';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';
import { NODE_RED, projectRoot } from '../node-red-version';
import { PASSWORD, PostgresServer } from '../postgres';
import { until as when } from '../simulator/discord/setup';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed } from './node-red';
import { type FlowNode, readShippedTab } from './shipped-flows';

const POLL = 300_000;

/** The shipped tabs "Discord" and "Remote" with their bot and database. */
function flows(api: string, guild: string): FlowNode[] {
  const changes: Record<string, object> = {
    'telemetry-db': { timeZone: 'UTC', remoteTls: 'off' },
    backup: { folder: 'no-folder' },
    'look-remote': { onceDelay: 1, repeat: '1' },
  };
  const tabs = ['tab-discord', 'tab-remote'].flatMap((tab) => readShippedTab(tab, { api, guilds: guild }));
  const nodes = new Map(tabs.map((node) => [node.id, { ...node, ...changes[node.id] }]));
  const now = 'const { waiting, oldest';
  const hour = nodes.get('changed-remote')!;
  hour['func'] = String(hour['func']).replace('60 * 60 * 1000', '1000');
  assert.ok(String(hour['func']).includes(now));
  return [
    ...nodes.values(),
    { id: 'tab', type: 'tab' },
    { id: 'in', type: 'http in', z: 'tab', url: '/night', method: 'post', wires: [['at-night-too', 'ok']] },
    { id: 'at-night-too', type: 'link out', z: 'tab', mode: 'link', links: ['night-in'], wires: [] },
    { id: 'night-in', type: 'link in', z: 'tab-remote', links: ['at-night-too'], wires: [['backup']] },
    { id: 'ok', type: 'http response', z: 'tab', statusCode: '200', wires: [] },
  ];
}

describe(`the remote in the shipped flows, ${NODE_RED}`, function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let server: PostgresServer;
  let discord: SimulatedDiscord;
  let nodeRed: NodeRed;
  let channel: string;
  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server.stop());
  afterEach(async () => {
    await nodeRed?.stop();
    await discord.stop();
  });

  const inChat = (condition: () => boolean): Promise<void> =>
    when(condition, (listener) => discord.chat.onChange(listener));
  const owner = (): string => discord.chat.people.find(({ name }) => name === 'owner')!.id;
  const texts = (): string[] =>
    discord.chat
      .messages(owner(), channel)
      .map(({ content, embeds }) =>
        `${content}\n${embeds[0]?.title}\n${embeds[0]?.description}`.replaceAll('\u00a0', ' '),
      );
  /** What is said from a question on: the answer, and perhaps something that nobody asked for. */
  const ask = async (command: string, options: Record<string, string> = {}): Promise<string> => {
    const before = texts().length;
    const outcome = await discord.chat.command(owner(), channel, command, options);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    await inChat(
      () => texts().length > before && discord.chat.messages(owner(), channel).every(({ thinking }) => !thinking),
    );
    return texts().slice(before).join('\n\n');
  };

  it('shows what an import brought, sends it, compares, and says when that fails', async () => {
    // The old table of the house: litres every five minutes, without dates, until now.
    const count = 20_000;
    const rows = Array.from({ length: count }, (_, index) => `${index + 1},${100_000 + index * 2}`);
    writeFileSync(join(directory(), 'woda.csv'), `id,value\n${rows.join('\n')}\n`);
    const end = new Date(Math.floor(Date.now() / POLL) * POLL).toISOString();
    const args = ['import', '--database', 'telemetry.sqlite', '--time-zone', 'UTC', '--end', end, 'woda.csv'];
    const program = join(projectRoot, 'dist', 'lib', 'command-line', 'main.js');
    const imported = spawnSync(process.execPath, [program, ...args], { cwd: directory(), encoding: 'utf8' });
    assert.equal(imported.status, 0, imported.stderr);

    const { url } = await server.database('shipped');
    discord = new SimulatedDiscord({ port: 0 });
    const { api } = await discord.start();
    const { guild, channels } = discord.chat;
    channel = channels[1]!.id;
    writeFileSync(join(directory(), 'no-folder'), '');
    nodeRed = await startNodeRed({
      userDir: directory(),
      flows: flows(api, guild.id),
      env: {
        DISCORD_TOKEN: discord.token,
        DISCORD_CHANNEL: channel,
        TELEMETRY_REMOTE: url,
        TELEMETRY_HOME: 'north',
        TELEMETRY_REMOTE_PASSWORD: PASSWORD,
      },
    });
    await inChat(() => discord.chat.commands(owner()).some(({ name }) => name === 'verify'));
    assert.match(await ask('water', { period: '12m' }), /39 998 dm³/);
    for (let sent = 0; sent < count; ) {
      const [row] = await server
        .query<{ sent: string }>('shipped', 'SELECT count(*) AS sent FROM reading')
        .catch(() => []);
      sent = Number(row?.sent ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.match(await ask('status'), /🟢 \*\*Remote database\*\* · everything is sent/);
    assert.match(
      await ask('verify', { period: '7d' }),
      /Compared with the remote database\nAll of it is the same: 2 01\d readings of 8 days/,
    );
    await server.query('shipped', "DELETE FROM reading WHERE time > now() - interval '10 minutes'");
    assert.match(
      await ask('verify', { period: '7d' }),
      /What differs is sent again:\n\*\*\d{4}-\d\d-\d\d\*\* · Water · \d+ readings here, \d+ there/,
    );

    // The backup can't be made: its folder is a file.
    await fetch(`${nodeRed.url}/night`, { method: 'POST' });
    await inChat(() => texts().some((text) => /^The backup failed: (ENOTDIR|EEXIST)/.test(text)));

    await server.kill();
    assert.match(await ask('verify', { period: '7d' }), /The remote database can not be asked at the moment/);
    await spawnImport(program, directory());
    await inChat(() => texts().some((text) => /rows? waits? since/.test(text)));
    await server.run();
    await inChat(() => texts().some((text) => /^\s*Remote database\n.*everything is sent/m.test(text)));
    assert.ok(!nodeRed.log().includes(PASSWORD));
  });
});

describe(`a damaged database in the shipped flows, ${NODE_RED}`, function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();

  it('is put together again at the start, polls go on, and the chat says what happened', async () => {
    const file = join(directory(), 'telemetry.sqlite');
    const start = Math.floor(Date.now() / POLL) * POLL - 1_000 * POLL;
    const reading = (index: number) =>
      ({ series: 'water.volume', kind: 'counter', unit: 'dm3', value: index, time: start + index * POLL }) as const;
    const database = new TelemetryDatabase({ file, timeZone: 'UTC' });
    await database.bring(Array.from({ length: 900 }, (_, index) => reading(index)));
    await database.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 0, 512);
    writeFileSync(file, bytes);

    const discord = new SimulatedDiscord({ port: 0 });
    const { api } = await discord.start();
    const { guild, channels, people } = discord.chat;
    const channel = channels[1]!.id;
    const tabs = ['tab-discord', 'tab-reports'].flatMap((tab) => readShippedTab(tab, { api, guilds: guild.id }));
    const nodeRed = await startNodeRed({
      userDir: directory(),
      flows: [
        ...new Map(tabs.map((node) => [node.id, node])).values(),
        { id: 'tab', type: 'tab' },
        { id: 'in', type: 'http in', z: 'tab', url: '/store', method: 'post', wires: [['store']] },
        { id: 'store', type: 'telemetry-store', z: 'tab', database: 'telemetry-db', wires: [['ok'], ['events-out']] },
        { id: 'events-out', type: 'link out', z: 'tab', mode: 'link', links: ['events-in'], wires: [] },
        { id: 'ok', type: 'http response', z: 'tab', statusCode: '200', wires: [] },
      ],
      env: { DISCORD_TOKEN: discord.token, DISCORD_CHANNEL: channel },
    });
    try {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify([reading(900)]);
      assert.equal((await fetch(`${nodeRed.url}/store`, { method: 'POST', headers, body })).status, 200);
      await when(
        () =>
          discord.chat
            .messages(people[0]!.id, channel)
            .some(({ embeds }) => /put together again: 900 readings are there/.test(embeds[0]?.description ?? '')),
        (listener) => discord.chat.onChange(listener),
      );
    } finally {
      await nodeRed.stop();
      await discord.stop();
    }
  });
});

/** One more reading, by another program. */
async function spawnImport(program: string, cwd: string): Promise<void> {
  writeFileSync(join(cwd, 'more.csv'), `time,series,value,unit\n${new Date().toISOString()},water.volume,140000,dm3\n`);
  const args = ['import', '--database', 'telemetry.sqlite', '--time-zone', 'UTC', 'more.csv'];
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
