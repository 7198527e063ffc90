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

/** The shipped tabs "Discord" and "Reports" with their bot and database, and a store that tells its events to them. */
function flows(api: string, guild: string): FlowNode[] {
  const changes: Record<string, object> = {
    'telemetry-db': { timeZone: 'UTC' },
    'later-events': { timeoutUnits: 'milliseconds' },
    'debug-said': { console: true },
  };
  const tabs = [
    ...readShippedTab('tab-discord', { api, guilds: guild }),
    ...readShippedTab('tab-reports', { api, guilds: guild }),
  ];
  const nodes = new Map(tabs.map((node) => [node.id, { ...node, ...changes[node.id] }]));
  return [
    ...nodes.values(),
    { id: 'tab', type: 'tab' },
    { id: 'in', type: 'http in', z: 'tab', url: '/store', method: 'post', wires: [['store']] },
    { id: 'store', type: 'telemetry-store', z: 'tab', database: 'telemetry-db', wires: [['ok'], ['events-out']] },
    { id: 'events-out', type: 'link out', z: 'tab', mode: 'link', links: ['events-in'], wires: [] },
    { id: 'ok', type: 'http response', z: 'tab', statusCode: '200', wires: [] },
  ];
}

describe(`events in the chat, ${NODE_RED}`, function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let discord: SimulatedDiscord;
  let nodeRed: NodeRed;
  let channel: string;

  beforeEach(async () => {
    discord = new SimulatedDiscord({ port: 0 });
    const { api } = await discord.start();
    const { guild, channels } = discord.chat;
    channel = channels[1]!.id;
    nodeRed = await startNodeRed({
      userDir: directory(),
      flows: flows(api, guild.id),
      env: { DISCORD_TOKEN: discord.token, DISCORD_CHANNEL: channel },
    });
    await inChat(() => discord.chat.botOnline && offered('owner').includes('repair'));
  });
  afterEach(async () => {
    await nodeRed.stop();
    await discord.stop();
  });

  const inChat = (condition: () => boolean): Promise<void> =>
    when(condition, (listener) => discord.chat.onChange(listener));
  const person = (name: string): string => discord.chat.people.find((one) => one.name === name)!.id;
  const offered = (name: string): string[] => discord.chat.commands(person(name)).map((command) => command.name);
  const messages = (name = 'owner'): ChatMessage[] => discord.chat.messages(person(name), channel);
  const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
  const said = ({ embeds }: ChatMessage): string => plain(`${embeds[0]!.title}\n${embeds[0]!.description}`);
  const parts = ({ components = [] }: ChatMessage): Record<string, unknown>[] =>
    components.flatMap((row) => (row as unknown as { components: Record<string, unknown>[] }).components);
  const labels = (message: ChatMessage): unknown[] => parts(message).map(({ label }) => label);
  const water = (value: number, time: number): Reading => ({
    series: 'water.volume',
    kind: 'counter',
    value,
    unit: 'dm3',
    time,
  });
  const store = async (...values: number[]): Promise<void> => {
    const now = Date.now();
    const body = JSON.stringify(values.map((value, index) => water(value, now - (values.length - index) * 5 * MINUTE)));
    const headers = { 'content-type': 'application/json' };
    assert.equal((await fetch(`${nodeRed.url}/store`, { method: 'POST', headers, body })).status, 200);
  };
  /** Asks a command and gives the answer once it is whole. */
  const ask = async (
    command: string,
    options: Record<string, string | number>,
    name = 'owner',
  ): Promise<ChatMessage> => {
    const before = messages(name).length;
    assert.deepEqual(await discord.chat.command(person(name), channel, command, options), { ok: true });
    await inChat(() => messages(name).length > before && !messages(name).at(-1)!.thinking);
    return messages(name).at(-1)!;
  };
  /** Presses a button by its label, or chooses from the menu; gives the message once it has changed. */
  const press = async (
    message: ChatMessage,
    label: string,
    values?: string[],
    name = 'owner',
  ): Promise<ChatMessage> => {
    const pressed = parts(message).find((one) => (values ? 'options' in one : one['label'] === label))!;
    const changed = (): ChatMessage => messages(name).find(({ id }) => id === message.id)!;
    const before = said(message);
    assert.deepEqual(await discord.chat.press(person(name), message.id, String(pressed['custom_id']), values), {
      ok: true,
    });
    await inChat(() => said(changed()) !== before);
    return changed();
  };

  it('are said at once, listed, and decided otherwise by a button, with totals that follow', async () => {
    await store(1000, 1001, 0, 1002, 10, 11, 13);
    await inChat(() => messages().length > 0);
    const told = messages()[0]!;
    assert.match(
      said(told),
      /^Events\n.*\*\*2\*\* · Water · .*register began anew: from 1 002 dm³ to 10 dm³, nothing added/s,
    );
    assert.match(said(told), /\*\*1\*\* · Water · .* · stray reading left out: 0 dm³ between 1 001 dm³ and 1 002 dm³/);
    assert.deepEqual(told.components, []);
    assert.match(
      said(await ask('water', { period: '24h' })),
      /\*\*5 dm³\*\*.*\nRegister began anew .*Stray reading left out/,
    );

    const list = await ask('events', { period: '24h' });
    assert.match(said(list), /^Events · Last 24 hours\n\*\*2\*\* .*\n\*\*1\*\* /);
    const one = await press(list, '', ['2']);
    assert.match(said(one), /^Water · register began anew\n/);
    assert.deepEqual(labels(one), ['It was a stray reading', 'The meter was replaced', 'All events']);
    const decided = await press(one, 'The meter was replaced');
    assert.match(said(decided), /Decided: the meter was replaced\n.*\nBefore: \*\*5 dm³\*\*.*\nNow: \*\*5 dm³\*\*/);
    const exact = await ask('repair', { event: 2, as: 'replacement', start: 1, end: 1003, why: 'read off both' });
    assert.match(said(exact), /Before: \*\*5 dm³\*\*.*\nNow: \*\*15 dm³\*\*.*\nowner decided: .*read off both/);
    assert.match(said(await ask('water', { period: '24h' })), /\*\*15 dm³\*\*/);
    const undone = await press(exact, 'Undo the decision');
    assert.match(said(undone), /Decision undone\n.*\nWith the decision: \*\*15 dm³\*\*.*\nNow: \*\*5 dm³\*\*/);
    assert.match(said(await press(undone, 'All events')), /^Events/);
    assert.deepEqual(discord.journal.violations, []);
  });

  it('may be repaired by those only who may manage the server', async () => {
    await store(1000, 5, 6, 8);
    await inChat(() => messages().length > 0);
    assert.ok(!offered('family').includes('repair') && offered('family').includes('events'));
    const one = await ask('events', { event: 1 }, 'family');
    assert.deepEqual(labels(one), ['Wszystkie zdarzenia']);
    const forOwner = await ask('events', { event: 1 });
    const [button] = parts(forOwner);
    await discord.chat.press(person('family'), forOwner.id, String(button!['custom_id']));
    await inChat(() => messages('family').at(-1)!.content.startsWith('Nie możesz mnie o to pytać'));
    assert.match(said(await ask('water', { period: '24h' })), /\*\*3 dm³\*\*/);
  });

  it('say to the asker alone what can not be decided', async () => {
    await store(1000, 5, 6, 8);
    await inChat(() => messages().length > 0);
    const refusals: [options: Record<string, string | number>, sentence: RegExp][] = [
      [{ event: 99 }, /^There is no such event/],
      [{ event: 1, as: 'redate' }, /^This event can't be decided so/],
      [{ event: 1, as: 'rollover' }, /^Say with modulus/],
      [{ event: 1, as: 'replacement', start: 6 }, /^The old meter can't have ended/],
      [{ series: 'water.volume', from: 'noon' }, /^I don't understand that moment/],
      [{ undo: 7 }, /^There is no such decision/],
      [{ why: 'because' }, /^That can't be decided/],
    ];
    for (const [options, sentence] of refusals) {
      assert.match((await ask('repair', options)).content, sentence, JSON.stringify(options));
    }
    const today = new Date().toISOString().slice(0, 10);
    const yesterday = new Date(Date.now() - 24 * 60 * MINUTE).toISOString().slice(0, 10);
    const ignored = await ask('repair', { series: 'water.volume', from: yesterday, to: today, why: 'tests' });
    assert.match(said(ignored), /Decided: the readings count nothing/);
    assert.match(
      said(await ask('events', { period: '7d' })),
      /owner decided: the readings count nothing, because: tests/,
    );
  });

  it('are said later when Discord is away', async () => {
    await discord.faults.goDown();
    await store(1000, 5, 6, 8);
    await until(
      async () => nodeRed.log(),
      (log) => /\[debug:what failed\][^[]*Discord can't be reached/.test(log),
    );
    await discord.faults.comeBack();
    await inChat(() => messages().length > 0);
    assert.match(said(messages()[0]!), /register began anew/);
  });
});
