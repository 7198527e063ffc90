import assert from 'node:assert/strict';
import { formatQuantity } from '../../lib/language/numbers';
import type { Report } from '../../lib/report';
import type { ChatMessage } from '../../simulator/discord/chat';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';
import { House } from '../../simulator/house/house';
import { SimulatedHouse } from '../../simulator/simulated-house';
import { NODE_RED } from '../node-red-version';
import { until as when } from '../simulator/discord/setup';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { type FlowNode, readShippedFlows } from './shipped-flows';

/** A poll brings what the house uses in this time, so that the test need not wait for it. */
const STEP = 20 * 60_000;
const TABS = ['tab-meters', 'tab-discord', 'tab-reports', 'tab-totals'];
/** In s: nothing is read but when the test asks for it. */
const DAY = 86_400;
const START = Date.UTC(2026, 0, 15, 6);

describe(`faults of the meters, in the chat, ${NODE_RED}`, function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let now: number;
  let house: SimulatedHouse;
  let discord: SimulatedDiscord;
  let nodeRed: NodeRed;
  let channel: string;

  beforeEach(async () => {
    now = START;
    house = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0, clock: () => now });
    discord = new SimulatedDiscord({ port: 0 });
    const ports = await house.start();
    const { api } = await discord.start();
    channel = discord.chat.channels[1]!.id;
    const changes: Record<string, object> = {
      bot: { api, guilds: discord.chat.guild.id },
      'line-gateway': { tcpPort: String(ports.gatewayPort) },
      'line-rs485': { tcpPort: String(ports.linePort) },
      'line-inverter': { tcpPort: String(ports.inverterPort) },
      // Hours pass between two polls of a moment.
      'telemetry-db': { timeZone: 'UTC', rules: RULES },
      store: { wires: [['stored'], ['events-out']] },
      'debug-failed': { console: true },
    };
    const flows: FlowNode[] = readShippedFlows()
      .filter(({ id, z }) => TABS.includes(id) || z === undefined || TABS.includes(z))
      .filter(({ id, type, z }) => type !== 'tab' || TABS.includes(id) || z !== undefined)
      .map((node) => ({
        ...node,
        ...(node.type === 'inject' ? { once: false, repeat: '', crontab: '' } : {}),
        ...(node.type === 'meter-poll' ? { delay: DAY, interval: DAY } : {}),
        ...changes[node.id],
      }));
    flows.push({
      id: 'stored',
      type: 'debug',
      z: 'tab-meters',
      name: 'stored',
      active: true,
      console: true,
      wires: [],
    });
    nodeRed = await startNodeRed({
      userDir: directory(),
      flows,
      env: { DISCORD_TOKEN: discord.token, DISCORD_CHANNEL: channel },
    });
    for (const meter of ['water', 'heat_pump'] as const) await firstPoll(meter);
    await inChat(() => discord.chat.botOnline && discord.chat.commands(owner()).some(({ name }) => name === 'repair'));
  });
  afterEach(async () => {
    await nodeRed.stop();
    await house.stop();
    await discord.stop();
  });

  const RULES = [
    { series: 'water.volume', setting: 'modulus', value: 100_000_000 },
    { series: 'heat_pump.energy', setting: 'modulus', value: 1_677_721.6 },
    { series: 'water.volume', setting: 'maxRate', value: 1e8 },
    { series: 'heat_pump.energy', setting: 'maxRate', value: 1e6 },
  ];
  const METERS = {
    water: { poll: 'poll-water', series: 'water.volume', devices: 1 },
    heat_pump: { poll: 'poll-line', series: 'heat_pump.energy', devices: 2 },
  } as const;
  type Meter = keyof typeof METERS;

  const owner = (): string => discord.chat.people[0]!.id;
  const inChat = (condition: () => boolean): Promise<void> =>
    when(condition, (listener) => discord.chat.onChange(listener));
  const messages = (): ChatMessage[] => discord.chat.messages(owner(), channel);
  const said = ({ embeds }: ChatMessage): string =>
    embeds[0] ? `${embeds[0].title}\n${embeds[0].description}`.replaceAll('\u00a0', ' ') : '';
  const parts = ({ components = [] }: ChatMessage): Record<string, unknown>[] =>
    components.flatMap((row) => (row as unknown as { components: Record<string, unknown>[] }).components);
  const report = async (meter: Meter): Promise<Report> =>
    (await fetch(`${nodeRed.url}/telemetry/${METERS[meter].series}?period=24h`)).json() as Promise<Report>;

  /** What the house has used at the polls, whatever its meters show. */
  const used: Record<Meter, number[]> = { water: [], heat_pump: [] };
  const truth = new House();
  const count = (): number => nodeRed.log().split('[debug:stored]').length;
  const inject = async (id: string): Promise<void> => {
    assert.equal((await fetch(`${nodeRed.url}/inject/${id}`, { method: 'POST' })).status, 200);
  };
  const usedUntilNow = (meter: Meter): number =>
    meter === 'water' ? truth.waterVolume(now) : Math.floor(truth.heatPumpEnergy(now) * 10) / 10;
  /** Node-RED's connections need a moment at first: the line is asked again until there is an answer. */
  async function firstPoll(meter: Meter): Promise<void> {
    await read(meter);
    used[meter] = [usedUntilNow(meter)];
  }
  /** Reads all devices of a meter's line over Modbus, and waits until that is stored or held. */
  async function read(meter: Meter): Promise<void> {
    const before = count();
    await inject(METERS[meter].poll);
    await until(
      async () => count(),
      (present) => present >= before + METERS[meter].devices,
    );
  }
  /** Reads a meter over Modbus, each time some time later, and waits until that is stored or held. */
  async function poll(meter: Meter, times = 1, step = STEP): Promise<void> {
    for (let done = 0; done < times; done++) {
      now += step;
      await read(meter);
      used[meter].push(usedUntilNow(meter));
    }
  }
  /** What was used from one poll to another. */
  const usedFrom = (meter: Meter, first: number, last = used[meter].length - 1): number =>
    used[meter][last]! - used[meter][first]!;
  /** The total is what is expected: in the answer in the chat and over HTTP. */
  async function totalIs(meter: Meter, expected: number, within = 1e-6): Promise<void> {
    const { total, unit } = (await report(meter)).series[0]!;
    assert.ok(Math.abs(total! - expected) <= within, `${meter}: ${total} instead of ${expected}`);
    const shown = formatQuantity(total!, unit, 'en').replaceAll('\u00a0', ' ');
    const answer = said(await ask('chart', { series: METERS[meter].series, period: '24h' }));
    assert.ok(answer.includes(`**${shown}**`), `${shown}: ${answer}`);
  }
  /** Settles when the chat has said something by itself. */
  const isSaid = (words: RegExp): Promise<void> =>
    inChat(() => messages().some((message) => new RegExp(words, 'is').test(said(message))));
  /** Asks a command and gives the answer once it is whole. */
  async function ask(command: string, options: Record<string, string | number>): Promise<ChatMessage> {
    // Events are said in between: only what answers a command counts.
    const answers = (): ChatMessage[] => messages().filter((message) => message.interaction_metadata);
    const before = answers().length;
    assert.deepEqual(await discord.chat.command(owner(), channel, command, options), { ok: true });
    await inChat(() => answers().length > before && !answers().at(-1)!.thinking);
    return answers().at(-1)!;
  }

  it('a stray 0 and a spike count nothing, on either meter', async () => {
    for (const meter of ['water', 'heat_pump'] as const) {
      await poll(meter, 2);
      for (const fault of ['stray_zero', 'spike']) {
        house.setFault(fault, meter);
        await poll(meter, 3);
      }
      assert.deepEqual(house.faults, []);
      await totalIs(meter, usedFrom(meter, 0));
    }
    await isSaid(/Water · .*stray reading left out: 0 dm³ between/);
    await isSaid(/Heat pump energy · .*stray reading left out: 0\.0 kWh between/);
  });

  // The rest takes half a minute, and the older Node-RED differs in nothing that it touches.
  if (NODE_RED !== 'node-red') return;

  it('zeros for long are no new meter, once the register is back', async () => {
    await poll('water', 2);
    house.setFault('zero', 'water');
    await poll('water', 4);
    await isSaid(/register began anew: from .* to 0 dm³/);
    house.clearFaults();
    await poll('water', 2);
    await totalIs('water', usedFrom('water', 0));
    assert.match(said(await ask('events', { period: '24h' })), /\*\* · Water · .* · 4 stray readings left out: 0 dm³/);
  });

  it('a jump counts nothing, until somebody says by a button that it was right', async () => {
    await poll('heat_pump', 2);
    house.setFault('jump', 'heat_pump');
    await poll('heat_pump', 4);
    await isSaid(/Heat pump energy · .*register jumped from/);
    const without = usedFrom('heat_pump', 0, 2) + usedFrom('heat_pump', 3);
    await totalIs('heat_pump', without);
    const list = await ask('events', { series: 'heat_pump.energy' });
    const [menu] = parts(list);
    const [option] = menu!['options'] as { value: string }[];
    const changed = (): ChatMessage => messages().find(({ id }) => id === list.id)!;
    await discord.chat.press(owner(), list.id, String(menu!['custom_id']), [option!.value]);
    await inChat(() => parts(changed())[0]?.['label'] === 'The readings are right');
    await discord.chat.press(owner(), list.id, String(parts(changed())[0]!['custom_id']));
    await inChat(() => /Decided: the readings are right/.test(said(changed())));
    const all = 50_000 + usedFrom('heat_pump', 0);
    const [before, after] = [without, all].map((kWh) => formatQuantity(kWh, 'kWh', 'en').replaceAll('\u00a0', ' '));
    assert.ok(said(changed()).includes(`Before: **${before}**`) && said(changed()).includes(`Now: **${after}**`));
    await totalIs('heat_pump', all);
    await discord.chat.press(owner(), list.id, String(parts(changed())[0]!['custom_id']));
    await inChat(() => /Decision undone/.test(said(changed())));
    await totalIs('heat_pump', without);
  });

  it('a new meter adds nothing, and a register that passes its end is counted on', async () => {
    await poll('water', 2);
    house.setFault('near_end', 'water');
    await poll('water', 1, 0);
    await poll('water', 3);
    await isSaid(/Water · .*meter replaced at .*serial 12345678 → 12345679/);
    await isSaid(/Water · .*register passed its end at 100 000 000 dm³/);
    await totalIs('water', usedFrom('water', 0, 2) + usedFrom('water', 3));
    await poll('heat_pump', 2);
    house.setFault('exchanged', 'heat_pump');
    await poll('heat_pump', 4);
    house.setFault('near_end', 'heat_pump');
    await poll('heat_pump', 3, 0);
    await poll('heat_pump', 3);
    // This meter has no serial number: what was used until the new one was first read is not known. And it begins in
    // the middle of a count.
    const known = usedFrom('heat_pump', 0, 2) + usedFrom('heat_pump', 3, 6) + usedFrom('heat_pump', 9);
    await totalIs('heat_pump', known, 0.2);
    await isSaid(/Heat pump energy · .*register passed its end at 1 677 721\.6 kWh/);
  });

  it('a register that begins anew, and one that falls by a hair, add nothing', async () => {
    await poll('water', 2);
    house.setFault('reset', 'water');
    await poll('water', 4);
    await isSaid(/Water · .*register began anew/);
    await totalIs('water', usedFrom('water', 0, 2) + usedFrom('water', 3));
    house.setFault('backflow', 'water');
    await poll('water', 1, 0);
    await totalIs('water', usedFrom('water', 0, 2) + usedFrom('water', 3));
    assert.match(said(await ask('events', {})), /register fell from .* counted as nothing/);
  });

  it('a device that does not answer is named by /status, and no more once it is back', async () => {
    house.setFault('silence', 'heat_pump_controller');
    await inject('poll-line');
    await until(
      async () => nodeRed.log(),
      (log) => log.includes('heat pump (unit id 1) does not answer: Timed out'),
    );
    assert.match(said(await ask('status', {})), /🔴 \*\*heat pump\*\* · no answer for 0 min, since .*: Timed out$/m);
    house.clearFaults();
    await read('heat_pump');
    assert.doesNotMatch(said(await ask('status', {})), /no answer/);
  });

  it('a clock of the gateway that is wrong changes no number', async () => {
    await poll('water', 2);
    for (const fault of ['clock_fast', 'clock_slow', 'clock_1970', 'clock_2069']) {
      house.setFault(fault);
      await poll('water', 2);
      house.clearFaults();
    }
    await totalIs('water', usedFrom('water', 0));
    assert.match(nodeRed.log(), /The gateway's clock is \d+ min (fast|slow)/);
  });
});
