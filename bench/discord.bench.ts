import { join } from 'node:path';
import { TelemetryDatabase } from '../lib/store/telemetry-database';
import { SimulatedDiscord } from '../simulator/discord/simulated-discord';
import { SimulatedHouse } from '../simulator/simulated-house';
import { startNodeRed } from '../test/flows/node-red';
import { readShippedTab } from '../test/flows/shipped-flows';
import { PASSWORD, PostgresServer } from '../test/postgres';
import { until } from '../test/simulator/discord/setup';
import { figure, percentile, withDirectory } from './measure';

const DAY = 86_400_000;
const HISTORY = 400 * DAY;
const ROUNDS = 100;

/** What is asked in turns: the last one does nothing but say a word, to compare with. */
const QUESTIONS: [command: string, options: Record<string, string>][] = [
  ['water', { period: '7d' }],
  ['energy', { period: '30d' }],
  ['energy', { period: '12m' }],
  ['ping', {}],
];
const CHARTS = QUESTIONS.length - 1;

/** The shipped tab "Discord", a command that does nothing, and a poll of all series five times a second. */
function flows(api: string, guild: string): object[] {
  const z = 'tab';
  return [
    ...readShippedTab('tab-discord', { api, guilds: guild }).map((node) =>
      node.type === 'telemetry-database' ? { ...node, remoteTls: 'off' } : node,
    ),
    { id: z, type: 'tab' },
    { id: 'ask-ping', type: 'discord-command', z, bot: 'bot', command: 'ping', options: [], wires: [['pong']] },
    { id: 'pong', type: 'change', z, rules: [{ t: 'set', p: 'payload', to: 'pong', tot: 'str' }], wires: [['reply']] },
    { id: 'poll', type: 'inject', z, props: [], repeat: '0.2', once: true, onceDelay: 0.1, wires: [['meters']] },
    { id: 'meters', type: 'function', z, func: METERS, outputs: 1, libs: [], wires: [['store']] },
    { id: 'store', type: 'telemetry-store', z, database: 'telemetry-db', wires: [[], []] },
  ];
}

/** Readings of eight meters that did not exist before. */
const METERS = `
const time = Date.now();
msg.payload = Array.from({ length: 8 }, (_, n) => ({ series: 'meter_' + n + '.energy', kind: 'counter', value: time / 1e9, unit: 'kWh', time }));
return msg;`;

/**
 * How long somebody waits who asks the shipped flows in a real Node-RED, while readings are stored.
 * @returns whether every bar is met
 */
export async function benchDiscord(): Promise<boolean> {
  console.log('Answers in Discord (simulated, on loopback), 13 months stored, 5 polls a second');
  const alone = await runHouse({});
  const met = report(alone);
  console.log('The same while all of it is sent to PostgreSQL for the first time');
  const server = await PostgresServer.start();
  try {
    const { url } = await server.database('houses');
    const remote = { TELEMETRY_REMOTE: url, TELEMETRY_HOME: 'bench', TELEMETRY_REMOTE_PASSWORD: PASSWORD };
    const sending = await runHouse(remote);
    const first = percentile(sending.firsts, 99);
    figure('first response, median', ms(percentile(sending.firsts, 50)));
    figure('first response, p99', ms(first));
    const sent = await server.query<{ count: string }>('houses', 'SELECT count(*) AS count FROM reading');
    figure('readings sent meanwhile', String(sent[0]!.count));
    const ratio = first / percentile(alone.firsts, 99);
    const bar = { met: ratio <= 1.5, text: '<= 1.5 x' };
    return figure('first response, p99, against without a remote', `${ratio.toFixed(2)} x`, bar) && met;
  } finally {
    await server.stop();
  }
}

/** Asks a house of its own. @param remote environment that names a remote */
function runHouse(remote: Record<string, string>): Promise<Times> {
  return withDirectory(async (userDir) => {
    await storeHistory(join(userDir, 'telemetry.sqlite'));
    const discord = new SimulatedDiscord({ port: 0 });
    const { api } = await discord.start();
    const env = { DISCORD_TOKEN: discord.token, ...remote };
    const nodeRed = await startNodeRed({ userDir, flows: flows(api, discord.chat.guild.id), env });
    try {
      return await measure(discord);
    } finally {
      await nodeRed.stop();
      await discord.stop();
    }
  });
}

async function storeHistory(file: string): Promise<void> {
  const database = new TelemetryDatabase({ file, timeZone: 'Europe/Warsaw' });
  const house = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0, seed: 1 });
  const now = Date.now();
  for (const batch of house.history(now - HISTORY, now)) await database.write(batch);
  await database.close();
}

interface Times {
  firsts: number[];
  wholes: number[][];
}

async function measure({ chat, journal }: SimulatedDiscord): Promise<Times> {
  const owner = chat.people[0]!.id;
  const channel = chat.channels[0]!.id;
  const changed = (listener: () => void) => chat.onChange(listener);
  await until(() => chat.commands(owner).some(({ name }) => name === 'ping'), changed);

  const firsts: number[] = [];
  const wholes: number[][] = QUESTIONS.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, [command, options]] of QUESTIONS.entries()) {
      const start = performance.now();
      const outcome = await chat.command(owner, channel, command, options);
      if (!outcome.ok) throw new Error(`/${command}: ${outcome.reason}`);
      const first = performance.now() - start;
      await until(() => chat.messages(owner, channel).at(-1)!.thinking === false, changed);
      // The first round warms up.
      if (round === 0) continue;
      firsts.push(first);
      wholes[index]!.push(performance.now() - start);
    }
  }
  if (journal.violations.length > 0) throw new Error(JSON.stringify(journal.violations[0]));
  return { firsts, wholes };
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** @returns whether every bar is met */
function report({ firsts, wholes }: Times): boolean {
  const withChart = wholes.slice(0, CHARTS).flat();
  const bare = wholes[CHARTS]!;
  const first = percentile(firsts, 99);
  const whole = percentile(withChart, 95);
  figure('first response, median', ms(percentile(firsts, 50)));
  const firstMet = figure('first response, p99', ms(first), { met: first <= 100, text: '<= 100 ms' });
  figure('whole answer with chart, median', ms(percentile(withChart, 50)));
  const wholeMet = figure('whole answer with chart, p95', ms(whole), { met: whole <= 500, text: '<= 500 ms' });
  figure('answer of one word, median', ms(percentile(bare, 50)));
  const ratio = percentile(withChart, 50) / percentile(bare, 50);
  figure('whole answer against one word, medians', `${ratio.toFixed(1)} x`);
  return firstMet && wholeMet;
}
