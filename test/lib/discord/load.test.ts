import assert from 'node:assert/strict';
import { join } from 'node:path';
import { drawChart } from '../../../lib/chart/chart';
import type { Asked } from '../../../lib/discord/answer';
import { DiscordBot } from '../../../lib/discord/bot';
import type { Command } from '../../../lib/discord/command';
import { composeMessage } from '../../../lib/discord/message/compose';
import type { Reading } from '../../../lib/reading';
import { TelemetryDatabase } from '../../../lib/store/telemetry-database';
import type { Outcome } from '../../../simulator/discord/chat';
import { SimulatedDiscord } from '../../../simulator/discord/simulated-discord';
import { until } from '../../simulator/discord/setup';
import { temporaryDirectory } from '../../temporary';

const COMMANDS = 10_000;
const AT_ONCE = 50;
/** Every so many-th answer has a picture, and every so many-th question asks for suggestions before. */
const PICTURE = 100;
const SUGGESTIONS = 20;
const POLL = 300_000;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12);

const WATER: Command = {
  name: 'water',
  description: { en: 'Water' },
  options: [
    { name: 'period', type: 'period', description: { en: 'Period' }, required: false, choices: [] },
    {
      name: 'ticket',
      type: 'number',
      description: { en: 'Tells one question from another' },
      required: false,
      choices: [],
    },
  ],
  text: '',
  roles: [],
  users: [],
  managers: false,
};

/** Two dm3 a poll. */
const water = (time: number): Reading => {
  return { series: 'water.volume', kind: 'counter', value: (2 * (time - NOW)) / POLL + 1e6, unit: 'dm3', time };
};

describe('the bot under load', function () {
  this.timeout(240_000);
  const directory = temporaryDirectory();
  let discord: SimulatedDiscord;
  let database: TelemetryDatabase;
  let bot: DiscordBot;
  const problems: string[] = [];
  const rejections: unknown[] = [];
  const note = (error: unknown): unknown => rejections.push(error);
  /** How to tell the asker of a ticket that the answer is there. */
  const waiting = new Map<number, () => void>();
  let polls = 0;

  beforeEach(async () => {
    process.on('unhandledRejection', note);
    database = new TelemetryDatabase({ file: join(directory(), 'telemetry.sqlite'), timeZone: 'UTC' });
    const past: Reading[] = [];
    for (let time = NOW - 30 * DAY; time < NOW; time += POLL) past.push(water(time));
    await database.write(past);
    discord = new SimulatedDiscord({ port: 0 });
    const { api } = await discord.start();
    bot = new DiscordBot({
      id: 'bot',
      token: discord.token,
      api,
      policy: { guilds: [discord.chat.guild.id], channels: [], roles: [], users: [], directMessages: false },
      textCommands: false,
      onState: () => {},
      onProblem: ({ message }) => problems.push(message),
      onDebug: () => {},
    });
    bot.addCommand({
      command: WATER,
      context: () => ({ now: NOW, timeZone: 'UTC' }),
      suggest: async (_, typed) => [{ name: typed, value: 'yesterday' }],
      ask: (asked) => {
        answer(asked).catch(({ message }) => problems.push(message));
      },
    });
    bot.start();
    await until(
      () => discord.chat.botOnline && discord.chat.commands(discord.chat.people[0]!.id).length === 1,
      (listener) => discord.chat.onChange(listener),
    );
  });
  afterEach(async () => {
    process.off('unhandledRejection', note);
    await bot.stop();
    await discord.stop();
    await database.close();
  });

  /** What the shipped flow does with a question. */
  async function answer(asked: Asked): Promise<void> {
    const report = await database.query({ series: ['water.volume'], period: String(asked.options['period']) }, NOW);
    const ticket = Number(asked.options['ticket']);
    const picture = ticket % PICTURE === 0 ? await drawChart(report, {}) : undefined;
    const message = composeMessage(
      { payload: picture?.png ?? null, report, alt: picture?.alt },
      { layout: 'figures', buttons: true, language: 'en', now: NOW, asked, commands: [], textCommands: false },
    );
    await bot.answer(asked, message);
    waiting.get(ticket)?.();
  }

  async function poll(asking: { on: boolean }): Promise<void> {
    while (asking.on) {
      await database.write([water(NOW + polls * POLL)]);
      polls += 1;
    }
  }

  it(`misses no deadline in ${COMMANDS} commands while readings are stored`, async () => {
    const { chat, journal } = discord;
    const asking = { on: true };
    const polling = poll(asking);
    let next = 0;
    const outcomes: Outcome[] = [];
    const ask = async (person: string, channel: string): Promise<void> => {
      while (next < COMMANDS) {
        const ticket = next++;
        const options = { period: 'yesterday', ticket };
        if (ticket % SUGGESTIONS === 0) {
          const [suggested] = await chat.suggest(person, channel, 'water', options, 'period');
          assert.equal(suggested?.value, 'yesterday');
        }
        const told = new Promise<void>((resolve) => waiting.set(ticket, resolve));
        outcomes.push(await chat.command(person, channel, 'water', options));
        await told;
        waiting.delete(ticket);
      }
    };
    const { people, channels } = chat;
    const askers = Array.from({ length: AT_ONCE }, (_, index) =>
      ask(people[index % people.length]!.id, channels[index % channels.length]!.id),
    );
    await Promise.all(askers);
    const owner = people[0]!.id;
    const written = () => channels.flatMap(({ id }) => chat.messages(owner, id));
    asking.on = false;
    await polling;

    assert.equal(outcomes.length, COMMANDS);
    assert.deepEqual(
      outcomes.filter(({ ok }) => !ok),
      [],
    );
    assert.deepEqual(journal.violations, []);
    assert.deepEqual([problems, rejections], [[], []]);
    for (const { thinking, embeds } of written()) {
      assert.equal(thinking, false);
      assert.match(embeds[0]!.description!, /^\*\*576\u00a0dm³\*\* · 100\u00a0% measured/);
    }
    assert.ok(polls > 100, `${polls} polls`);
  });
});
