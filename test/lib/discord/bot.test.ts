import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiscordBot } from '../../../lib/discord/bot';
import type { GatewayState } from '../../../lib/discord/gateway';
import type { Outcome } from '../../../simulator/discord/chat';
import { MALFORMED_FRAMES } from '../../../simulator/discord/malformed-frames';
import { SimulatedDiscord } from '../../../simulator/discord/simulated-discord';
import { CHANNELS, GUILD } from '../../../simulator/discord/world';
import { until } from '../../simulator/discord/setup';

const HOME = CHANNELS[0]!.id;

/** Longer than the first pauses before another try. */
const QUIET = 1500;

describe('the bot on the simulated Discord', function () {
  this.timeout(60_000);
  let discord: SimulatedDiscord;
  let bot: DiscordBot;
  let states: GatewayState[];
  let changed: () => void;
  let owner: string;
  let problems: string[];

  beforeEach(async () => {
    discord = new SimulatedDiscord({ port: 0, heartbeatInterval: 1000 });
    const { api } = await discord.start();
    owner = discord.chat.people[0]!.id;
    create(api, false);
  });
  afterEach(async () => {
    await bot.stop();
    await discord.stop();
  });

  function create(api: string, textCommands: boolean): void {
    states = [];
    problems = [];
    changed = () => {};
    bot = new DiscordBot({
      id: 'bot',
      token: discord.token,
      api,
      policy: { guilds: [GUILD.id], channels: [], roles: [], users: [], directMessages: false },
      textCommands,
      onState: (state) => {
        states.push(state);
        changed();
      },
      onProblem: ({ message }) => problems.push(message),
      onDebug: () => {},
    });
    bot.addCommand({
      command: {
        name: 'ping',
        description: { en: 'Ping' },
        options: [],
        text: '',
        roles: [],
        users: [],
        managers: false,
      },
      context: () => ({ now: Date.now(), timeZone: 'UTC' }),
      suggest: async () => [],
      ask: (asked) => {
        bot.answer(asked, { content: `pong to ${asked.user.name}` }).catch(({ message }) => problems.push(message));
      },
    });
  }

  /** Settles when the newest state is of this kind. */
  function state(kind: GatewayState['kind']): Promise<void> {
    return until(
      () => states.at(-1)?.kind === kind,
      (listener) => {
        changed = listener;
        return () => {};
      },
    );
  }

  const inChat = (isTrue: () => boolean): Promise<void> => until(isTrue, (listener) => discord.chat.onChange(listener));
  const inJournal = (isTrue: () => boolean): Promise<void> =>
    until(isTrue, (listener) => discord.journal.onEntry(listener));
  const logins = (): number => discord.journal.identifies + discord.journal.resumes;
  const pongs = (): number =>
    discord.chat.messages(owner, HOME).filter(({ content }) => content === 'pong to owner').length;
  const ping = (): Promise<Outcome> => discord.chat.command(owner, HOME, 'ping', {});

  async function login(): Promise<void> {
    bot.start();
    await state('online');
    await inChat(() => discord.chat.commands(owner).length === 1);
  }

  async function answers(): Promise<void> {
    const before = pongs();
    await inChat(() => discord.chat.botOnline);
    assert.deepEqual(await ping(), { ok: true });
    await inChat(() => pongs() > before);
  }

  it('answers a command, and registers its commands only once', async () => {
    await login();
    await answers();
    assert.equal(discord.journal.requests.filter(({ method }) => method === 'PUT').length, 1);
    assert.deepEqual(discord.journal.violations, []);
    assert.deepEqual(problems, []);
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
    [
      'heartbeats that nobody acknowledges',
      async () => {
        const before = logins();
        discord.faults.ignoreHeartbeats();
        await inJournal(() => logins() > before);
        discord.faults.ignoreHeartbeats(false);
      },
    ],
    [
      'an outage',
      async () => {
        await discord.faults.goDown();
        await state('connecting');
        await discord.faults.comeBack();
      },
    ],
  ];
  for (const [name, fault] of faults) {
    it(`answers again after ${name}`, async () => {
      await login();
      const before = logins();
      await fault();
      await inJournal(() => logins() > before);
      await state('online');
      await answers();
    });
  }

  it('answers a request for a heartbeat, and stays connected', async () => {
    await login();
    discord.faults.askForHeartbeat();
    await answers();
    assert.deepEqual([discord.journal.identifies, discord.journal.resumes], [1, 0]);
    assert.deepEqual(discord.journal.violations, []);
  });

  it('keeps its word while Discord answers late', async () => {
    await login();
    discord.faults.slowDown(1000);
    await answers();
    // Longer than the bot waits for its acknowledgement, which has arrived nevertheless.
    discord.faults.slowDown(3500, { route: /callback$/, times: 1 });
    await answers();
    assert.match(problems.join(), /can't be reached/);
  });

  for (const global of [false, true]) {
    it(`answers after a storm of ${global ? 'global ' : ''}429`, async () => {
      await login();
      discord.faults.tooManyRequests({ retryAfter: 0.3, lasts: 2000, global });
      // Whoever asks meanwhile may be answered late or not at all, but nothing breaks.
      await Promise.all(Array.from({ length: 5 }, ping));
      await discord.faults.clear();
      await answers();
      assert.deepEqual(
        discord.journal.violations.filter(({ rule }) => rule !== 'deadline'),
        [],
      );
    });
  }

  it('answers after server errors, and tells its owner of them', async () => {
    await login();
    discord.faults.failRequests({ status: 503 });
    assert.deepEqual(await ping(), { ok: false, reason: 'did-not-respond' });
    await discord.faults.clear();
    await answers();
    assert.match(problems.join(), /HTTP 503/);
  });

  it('goes online once the network is there, which was away at its start', async () => {
    await discord.faults.goDown();
    bot.start();
    await state('waiting');
    await discord.faults.comeBack();
    await state('online');
    await inChat(() => discord.chat.commands(owner).length === 1);
    await answers();
  });

  it('registers its commands after a Discord that would not take them', async () => {
    discord.faults.failRequests({ route: /commands$/ });
    bot.start();
    await state('online');
    await inJournal(() =>
      discord.journal.requests.some(({ path, status }) => /commands$/.test(path) && status === 500),
    );
    await discord.faults.clear();
    await inChat(() => discord.chat.commands(owner).length === 1);
    await answers();
  });

  const refusals: [string, string, () => void | Promise<void>][] = [
    [
      'its token is wrong',
      'wrong-token',
      () => {
        discord.faults.refuseToken();
        bot.start();
      },
    ],
    [
      'it may not read messages',
      'disallowed-intents',
      async () => {
        discord.privilegedIntents = [];
        create((await discord.start()).api, true);
        bot.start();
      },
    ],
    ...([4004, 4010, 4011, 4012, 4013, 4014] as const).map((code): [string, string, () => Promise<void>] => [
      `Discord closes with ${code}`,
      {
        4004: 'wrong-token',
        4010: 'sharding-required',
        4011: 'sharding-required',
        4012: 'old-version',
        4013: 'invalid-intents',
        4014: 'disallowed-intents',
      }[code],
      async () => {
        await login();
        discord.faults.closeConnections(code);
      },
    ]),
  ];
  for (const [name, reason, fault] of refusals) {
    it(`stops for good when ${name}`, async () => {
      await fault();
      await state('refused');
      assert.deepEqual(states.at(-1), { kind: 'refused', reason });
      const { identifies, resumes } = discord.journal;
      // That nothing happens is no event.
      await sleep(QUIET);
      assert.deepEqual([discord.journal.identifies, discord.journal.resumes], [identifies, resumes]);
      assert.deepEqual(states.at(-1), { kind: 'refused', reason });
    });
  }

  it('stops at any moment, also while it waits for its turn to log in', async () => {
    const { api } = await discord.start();
    // Each login makes the next one wait longer.
    for (const moment of [0, 5, 10, 20, 50, 100, 300, 600]) {
      create(api, false);
      bot.start();
      await sleep(moment);
      await bot.stop();
    }
    await inChat(() => !discord.chat.botOnline);
  });

  it('survives malformed frames', async () => {
    await login();
    const rejections: unknown[] = [];
    const note = (error: unknown): unknown => rejections.push(error);
    process.on('unhandledRejection', note);
    try {
      for (const text of Object.values(MALFORMED_FRAMES)) discord.faults.sendRaw(text);
      // The frames end the connection a moment later; a command that falls into it gets no answer.
      while (!(await ping()).ok);
      await answers();
    } finally {
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(rejections, []);
  });
});
