import assert from 'node:assert/strict';
import type { Reading } from '../../lib/reading';
import type { ChatMessage } from '../../simulator/discord/chat';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';
import { NODE_RED } from '../node-red-version';
import { until as when } from '../simulator/discord/setup';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { type FlowNode, readShippedTab } from './shipped-flows';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const POLL = 5 * MINUTE;

/** The text of an embed, its no-break spaces as plain ones. */
const spaced = ({ embeds }: ChatMessage): string => embeds[0]!.description!.replaceAll('\u00a0', ' ');

/** The shipped tab "Reports" with its bot and database, and a way to store what a test needs. */
function reportFlows(api: string, guild: string): FlowNode[] {
  const changes: Record<string, object> = {
    'telemetry-db': { timeZone: 'UTC' },
    // The test presses the button itself.
    check: { repeat: '', once: false },
    'debug-reports': { console: true },
    'in-five-minutes': { timeoutUnits: 'milliseconds' },
  };
  return [
    ...readShippedTab('tab-reports', { api, guilds: guild }).map((node) => ({ ...node, ...changes[node.id] })),
    { id: 'tab', type: 'tab' },
    { id: 'in', type: 'http in', z: 'tab', url: '/store', method: 'post', wires: [['store']] },
    { id: 'store', type: 'telemetry-store', z: 'tab', database: 'telemetry-db', wires: [['ok'], []] },
    { id: 'ok', type: 'http response', z: 'tab', statusCode: '200', wires: [] },
  ];
}

describe(`the shipped reports in ${NODE_RED}`, function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let discord: SimulatedDiscord;
  let nodeRed: NodeRed;
  let owner: string;
  let channel: string;

  beforeEach(async () => {
    discord = new SimulatedDiscord({ port: 0 });
    const { api } = await discord.start();
    const { guild, channels, people } = discord.chat;
    owner = people[0]!.id;
    channel = channels[1]!.id;
    nodeRed = await startNodeRed({
      userDir: directory(),
      flows: reportFlows(api, guild.id),
      env: { DISCORD_TOKEN: discord.token, DISCORD_CHANNEL: channel },
    });
  });
  afterEach(async () => {
    await nodeRed.stop();
    await discord.stop();
  });

  const press = async (inject: string): Promise<void> => {
    assert.equal((await fetch(`${nodeRed.url}/inject/${inject}`, { method: 'POST' })).status, 200);
  };
  const store = async (...readings: Reading[]): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(readings);
    assert.equal((await fetch(`${nodeRed.url}/store`, { method: 'POST', headers, body })).status, 200);
  };
  const posted = (): ChatMessage[] => discord.chat.messages(owner, channel);
  /** Settles with the channel's n-th message. */
  const message = async (number: number): Promise<ChatMessage> => {
    await when(
      () => posted().length >= number,
      (listener) => discord.chat.onChange(listener),
    );
    return posted()[number - 1]!;
  };
  const water = (value: number, time: number): Reading => {
    return { series: 'water.volume', kind: 'counter', value, unit: 'dm3', time };
  };
  const outdoor = (value: number, time: number): Reading => {
    return { series: 'heat_pump.outdoor_temperature', kind: 'gauge', value, unit: '°C', time };
  };
  const energy = (value: number, time: number): Reading => {
    return { series: 'heat_pump.energy', kind: 'counter', value, unit: 'kWh', time };
  };

  it('warn once of a silent meter, also when Discord was away meanwhile, and say when it is back', async () => {
    const now = Date.now();
    await store(water(1000, now - 31 * MINUTE), outdoor(3, now - 45 * MINUTE), energy(50, now - MINUTE));
    // A meter that left the house long ago.
    await store({ series: 'gas.volume', kind: 'counter', value: 7, unit: 'dm3', time: now - 8 * DAY });

    await discord.faults.goDown();
    await press('check');
    await until(
      async () => nodeRed.log(),
      (log) => /\[debug:what failed\][^[]*Discord can't be reached/.test(log),
    );
    await discord.faults.comeBack();
    await press('check');
    const warning = await message(1);
    assert.equal(warning.embeds[0]!.title, 'A meter is silent');
    assert.match(
      spaced(warning),
      /^🔴 \*\*Outdoor temperature\*\* · silent for 45 min, since .*\n🔴 \*\*Water\*\* · silent for 31 min, since [^\n]*$/,
    );

    await press('check');
    await store(water(1001, Date.now()));
    await press('check');
    const back = await message(2);
    assert.equal(back.embeds[0]!.title, 'Back again');
    assert.match(spaced(back), /^🟢 \*\*Water\*\* · back, last reading just now$/);
    assert.equal(posted().length, 2);
  });

  it("tell yesterday's figures beside the day and the week before, with a picture, once Discord is there", async () => {
    const today = Math.floor(Date.now() / DAY) * DAY;
    let volume = 0;
    let used = 0;
    for (let ago = 9; ago >= 0; ago--) {
      const day = today - ago * DAY;
      const readings: Reading[] = [];
      for (let time = day; time < day + DAY && time <= Date.now(); time += POLL) {
        readings.push(water(volume, time), energy(used, time), outdoor(10 - ago, time));
        volume += 10 - ago;
        used += 0.125;
      }
      await store(...readings);
    }

    await discord.faults.goDown();
    await press('at-seven');
    await until(
      async () => nodeRed.log(),
      (log) => /\[debug:what failed\][^[]*Discord can't be reached/.test(log),
    );
    await discord.faults.comeBack();
    const report = await message(1);
    const { embeds, content } = report;
    assert.equal(content, '');
    const yesterday = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(today - DAY);
    // A report that had to wait for Discord still says which day it is about.
    assert.equal(embeds[0]!.title, `Water, Heat pump energy, Outdoor temperature · ${yesterday}`);
    // 288 polls: 9 dm3 each yesterday, 8 the day before, 2 a week before.
    // In the first minutes of a day the answer also says how old the last reading is.
    const lines = spaced(report)
      .split('\n')
      .map((line) => line.replace(/ · last reading .* ago$/, ''));
    assert.deepEqual(lines, [
      '**2 592 dm³** · Water · 100 % measured',
      'Before: 2 304 dm³ (+13 %)',
      'A week before: 576 dm³ (+350 %)',
      '**36.0 kWh** · Heat pump energy · 100 % measured',
      'Before: 36.0 kWh (±0 %)',
      'A week before: 36.0 kWh (±0 %)',
      '**9.0 °C** on average · Outdoor temperature · 9.0 to 9.0 °C · 100 % measured',
      'Before: 8.0 °C (+1.0 °C)',
      'A week before: 2.0 °C (+7.0 °C)',
    ]);
    const [, attachment] = /\/attachments\/\d+\/(\d+)\//.exec(embeds[0]!.image!.url)!;
    const { type, data } = discord.chat.attachment(attachment!)!;
    assert.equal(type, 'image/png');
    assert.deepEqual([data.readUInt32BE(16), data.readUInt32BE(20)], [960, 540]);
    assert.deepEqual(discord.journal.violations, []);
  });

  it('say that a report could not be made, also when Discord was away meanwhile', async () => {
    await store(water(1000, Date.now() - DAY), water(1010, Date.now()));
    await discord.faults.goDown();
    await press('at-seven');
    await until(
      async () => nodeRed.log(),
      (log) => /\[debug:what failed\][^[]*Discord can't be reached/.test(log),
    );
    await discord.faults.comeBack();
    const { content, embeds } = await message(1);
    assert.equal(content, 'A report could not be made. The reason is in Node-RED for the owner to see.');
    assert.deepEqual(embeds, []);
  });
});
