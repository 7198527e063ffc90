import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  API,
  type APIInteraction,
  type APIMessage,
  ApplicationCommandOptionType,
  ButtonStyle,
  ComponentType,
  GatewayDispatchEvents,
  GatewayIntentBits,
  InteractionType,
  MessageFlags,
} from '@discordjs/core';
import { DiscordAPIError, REST } from '@discordjs/rest';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import type { SimulatedDiscordOptions } from '../../../simulator/discord/simulated-discord';
import { Setup, until } from './setup';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000320000001c208', 'hex');

describe('the simulated Discord with the libraries of a real bot', () => {
  let setup: Setup;
  let rest: REST;
  let api: API;
  let gateway: WebSocketManager;

  beforeEach(() => begin());

  async function begin(options?: Partial<SimulatedDiscordOptions>): Promise<void> {
    setup = await Setup.start(options);
    const { token } = setup.discord;
    rest = new REST({ api: setup.api }).setToken(token);
    api = new API(rest);
    const sessions = new Map();
    gateway = new WebSocketManager({
      token,
      intents: GatewayIntentBits.Guilds,
      rest,
      retrieveSessionInfo: (shard) => sessions.get(shard) ?? null,
      updateSessionInfo: (shard, session) => void sessions.set(shard, session),
    });
    await gateway.connect();
  }

  afterEach(() => end());

  async function end(): Promise<void> {
    await gateway.destroy();
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
    await setup.stop();
  }

  /** The next interaction that reaches the bot. */
  async function interaction(): Promise<APIInteraction> {
    for (;;) {
      const [event] = await once(gateway, WebSocketShardEvents.Dispatch);
      if (event.t === GatewayDispatchEvents.InteractionCreate) return event.d;
    }
  }

  function register() {
    const { applicationId, chat } = setup.discord;
    return api.applicationCommands.bulkOverwriteGuildCommands(applicationId, chat.guild.id, [
      {
        name: 'water',
        description: 'Water used',
        name_localizations: { pl: 'woda' },
        options: [
          { type: ApplicationCommandOptionType.String, name: 'period', description: 'When', autocomplete: true },
        ],
      },
    ]);
  }

  it('a command is deferred, answered with a chart, and changed by a button', async () => {
    const { applicationId, chat, journal } = setup.discord;
    const { owner, home } = setup;
    assert.equal(chat.botOnline, true);
    await register();
    assert.deepEqual(
      chat.commands(owner.id).map(({ name }) => name),
      ['water'],
    );

    const [asked, outcome] = await Promise.all([
      interaction().then(async (arrived) => {
        await api.interactions.defer(arrived.id, arrived.token);
        return arrived;
      }),
      chat.command(owner.id, home, 'water', { period: '7d' }),
    ]);
    assert.equal(asked.type, InteractionType.ApplicationCommand);
    assert.deepEqual(outcome, { ok: true });
    assert.equal(chat.messages(owner.id, home)[0]!.thinking, true);

    const edited: APIMessage = await api.interactions.editReply(applicationId, asked.token, {
      content: '1 234 dm³',
      embeds: [{ image: { url: 'attachment://chart.png' } }],
      components: [
        {
          type: ComponentType.ActionRow,
          components: [{ type: ComponentType.Button, style: ButtonStyle.Primary, custom_id: '30d', label: '30 d' }],
        },
      ],
      attachments: [{ id: '0' }],
      files: [{ name: 'chart.png', data: PNG }],
      allowed_mentions: { parse: [] },
    });
    const [message] = chat.messages(owner.id, home);
    assert.equal(message!.content, '1 234 dm³');
    assert.equal(message!.thinking, false);
    const picture = await fetch(message!.embeds[0]!.image!.url);
    assert.deepEqual(Buffer.from(await picture.arrayBuffer()), PNG);

    const [pressed, pressOutcome] = await Promise.all([
      interaction().then(async (arrived) => {
        await api.interactions.updateMessage(arrived.id, arrived.token, {
          content: '5 678 dm³',
          embeds: [],
          attachments: [],
        });
        return arrived;
      }),
      chat.press(owner.id, message!.id, '30d'),
    ]);
    assert.equal(pressed.type, InteractionType.MessageComponent);
    assert.equal(pressed.message!.id, edited.id);
    assert.deepEqual(pressOutcome, { ok: true });
    assert.deepEqual(
      chat.messages(owner.id, home).map(({ content, embeds }) => [content, embeds]),
      [['5 678 dm³', []]],
    );
    assert.deepEqual(journal.violations, []);
  });

  it('suggestions, ephemeral answers and follow-ups arrive', async () => {
    const { applicationId, chat } = setup.discord;
    const { owner, home } = setup;
    await register();
    const choices = [{ name: '7 days', value: '7d' }];
    const [, suggestions] = await Promise.all([
      interaction().then(({ id, token }) => api.interactions.createAutocompleteResponse(id, token, { choices })),
      chat.suggest(owner.id, home, 'water', { period: '7' }, 'period'),
    ]);
    assert.deepEqual(suggestions, choices);

    const flags = MessageFlags.Ephemeral;
    await Promise.all([
      interaction().then(async ({ id, token }) => {
        await api.interactions.reply(id, token, { content: 'only you', flags });
        await api.interactions.followUp(applicationId, token, { content: 'all' });
        await api.interactions.deleteReply(applicationId, token);
      }),
      chat.command(owner.id, home, 'water', {}),
    ]);
    const seen = chat.messages(owner.id, home).map(({ content, onlyFor }) => [content, onlyFor]);
    assert.deepEqual(seen, [['all', undefined]]);
  });

  it('a refusal says what is wrong', async () => {
    await assert.rejects(api.channels.createMessage(setup.home, { content: 'a'.repeat(2001) }), (error) => {
      assert.ok(error instanceof DiscordAPIError);
      assert.deepEqual([error.status, error.code], [400, 50035]);
      assert.match(error.message, /content\[BASE_TYPE_MAX_LENGTH\]: Must be 2000 or fewer in length\./);
      return true;
    });
  });

  it('a broken line is mended by a resume, and nothing is lost', async () => {
    const { chat, faults, journal } = setup.discord;
    await register();
    const resumed = once(gateway, WebSocketShardEvents.Resumed);
    const arrived = interaction();
    faults.dropConnections();
    await until(
      () => !chat.botOnline,
      (listener) => chat.onChange(listener),
    );
    const outcome = chat.command(setup.owner.id, setup.home, 'water', {});
    const { id, token } = await arrived;
    await api.interactions.reply(id, token, { content: 'still here' });
    await resumed;
    assert.deepEqual(await outcome, { ok: true });
    assert.deepEqual([journal.identifies, journal.resumes], [1, 1]);
  });

  it('heartbeats keep a connection', async () => {
    await end();
    await begin({ heartbeatInterval: 100 });
    for (let count = 0; count < 4; count += 1) await once(gateway, WebSocketShardEvents.HeartbeatComplete);
    assert.deepEqual([setup.discord.journal.resumes, setup.discord.journal.violations], [0, []]);
  });

  it('a 429 is waited for', async () => {
    setup.discord.faults.tooManyRequests({ times: 1, retryAfter: 0.1 });
    assert.equal((await api.users.getCurrent()).id, setup.discord.applicationId);
    assert.deepEqual(
      setup.discord.journal.requests.slice(-2).map(({ status }) => status),
      [429, 200],
    );
  });
});
