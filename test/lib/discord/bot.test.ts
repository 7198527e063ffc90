import assert from 'node:assert/strict';
import type { Asked } from '../../../lib/discord/answer';
import { DiscordBot } from '../../../lib/discord/bot';
import type { GatewayState } from '../../../lib/discord/gateway';
import { MALFORMED_FRAMES } from '../../../simulator/discord/malformed-frames';
import { SimulatedDiscord } from '../../../simulator/discord/simulated-discord';
import { CHANNELS, GUILD } from '../../../simulator/discord/world';

const HOME = CHANNELS[0]!.id;

describe('the bot on the simulated Discord', function () {
  this.timeout(60_000);
  let discord: SimulatedDiscord;
  let bot: DiscordBot;
  let states: GatewayState[];
  let changed: () => void;
  let owner: string;

  beforeEach(async () => {
    discord = new SimulatedDiscord({ port: 0, heartbeatInterval: 1000 });
    const { api } = await discord.start();
    owner = discord.chat.people[0]!.id;
    states = [];
    changed = () => {};
    bot = new DiscordBot({
      id: 'bot',
      token: discord.token,
      api,
      policy: { guilds: [GUILD.id], channels: [], roles: [], users: [], directMessages: false },
      textCommands: false,
      onState: (state) => {
        states.push(state);
        changed();
      },
      onProblem: () => {},
      onDebug: () => {},
    });
    bot.addCommand({
      command: { name: 'ping', description: { en: 'Ping' }, options: [], text: '', roles: [], users: [] },
      context: () => ({ now: Date.now(), timeZone: 'UTC' }),
      suggest: async () => [],
      ask: (asked: Asked) => void bot.answer(asked, { content: `pong to ${asked.user.name}` }),
    });
    bot.start();
    await state('online');
    await commandKnown();
  });
  afterEach(async () => {
    await bot.stop();
    await discord.stop();
  });

  /** Settles when the newest state is of this kind. */
  function state(kind: GatewayState['kind']): Promise<void> {
    return new Promise((resolve) => {
      changed = () => {
        if (states.at(-1)?.kind === kind) resolve();
      };
      changed();
    });
  }

  function when(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isTrue()) return;
        stop();
        resolve();
      };
      const stop = discord.chat.onChange(check);
      queueMicrotask(check);
    });
  }

  const commandKnown = (): Promise<void> => when(() => discord.chat.commands(owner).length === 1);

  async function answers(): Promise<void> {
    const before = discord.chat.messages(owner, HOME).length;
    await when(() => discord.chat.botOnline);
    assert.deepEqual(await discord.chat.command(owner, HOME, 'ping', {}), { ok: true });
    await when(() =>
      discord.chat
        .messages(owner, HOME)
        .slice(before)
        .some(({ content }) => content === 'pong to owner'),
    );
  }

  it('answers a command, and registers its commands only once', async () => {
    await answers();
    assert.equal(discord.journal.requests.filter(({ method }) => method === 'PUT').length, 1);
    assert.deepEqual(discord.journal.violations, []);
  });

  const faults: [string, () => void | Promise<void>][] = [
    ['dropped connections', () => discord.faults.dropConnections()],
    ['a request to reconnect', () => discord.faults.askToReconnect()],
    ['an invalid session that can be resumed', () => discord.faults.invalidateSessions(true)],
    ['an invalid session that can not', () => discord.faults.invalidateSessions(false)],
    ['an unexpected close', () => discord.faults.closeConnections(4000)],
    [
      'a dead resume address',
      async () => {
        await discord.faults.resumeAddressDown();
        discord.faults.dropConnections();
      },
    ],
  ];
  for (const [name, fault] of faults) {
    it(`answers again after ${name}`, async () => {
      const gone = state('connecting');
      const identified = discord.journal.identifies + discord.journal.resumes;
      await fault();
      if (name !== 'an invalid session that can be resumed') await gone;
      if (discord.journal.identifies + discord.journal.resumes === identified) {
        await new Promise<void>((resolve) => {
          const stop = discord.journal.onEntry(() => {
            if (discord.journal.identifies + discord.journal.resumes === identified) return;
            stop();
            resolve();
          });
        });
      }
      await answers();
    });
  }

  it('stops for good when its token is refused', async () => {
    discord.faults.closeConnections(4004);
    await state('refused');
    assert.deepEqual(states.at(-1), { kind: 'refused', reason: 'wrong-token' });
  });

  it('survives malformed frames', async () => {
    const rejections: unknown[] = [];
    const note = (error: unknown): unknown => rejections.push(error);
    process.on('unhandledRejection', note);
    try {
      for (const text of Object.values(MALFORMED_FRAMES)) discord.faults.sendRaw(text);
      // The frames end the connection a moment later; a command that falls into it gets no answer.
      while (!(await discord.chat.command(owner, HOME, 'ping', {})).ok);
      await answers();
    } finally {
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(rejections, []);
  });
});
