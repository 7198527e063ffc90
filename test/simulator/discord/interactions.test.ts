import assert from 'node:assert/strict';
import type { Outcome } from '../../../simulator/discord/chat';
import type { GatewayClient } from './gateway-client';
import { Clock, form, Setup, until } from './setup';

const WATER = { name: 'water', description: 'Water', options: [{ type: 3, name: 'period', description: 'When' }] };
const BUTTONS = [{ type: 1, components: [{ type: 2, style: 1, custom_id: 'again', label: 'Again' }] }];
const EPHEMERAL = 64;
const MINUTE = 60_000;

describe('an interaction', () => {
  const clock = new Clock();
  let setup: Setup;
  let bot: GatewayClient;

  beforeEach(async () => {
    setup = await Setup.start({ clock: clock.read });
    await setup.register(WATER);
    bot = await setup.login();
  });

  afterEach(() => setup.stop());

  const messages = (person = setup.owner.id) => setup.discord.chat.messages(person, setup.home);
  const answer = ({ id, token }: { id: string; token: string }, body: object, query = '') =>
    setup.call('POST', `/interactions/${id}/${token}/callback${query}`, body, '');
  const webhook = (method: string, { token }: { token: string }, path = '', body?: unknown) =>
    setup.call(method, `/webhooks/${setup.discord.applicationId}/${token}${path}`, body, '');
  const original = (method: string, asked: { token: string }, body?: unknown) =>
    webhook(method, asked, '/messages/@original', body);

  /** A person types a command; the bot is told of it. */
  async function ask(options: Record<string, string> = {}) {
    const outcome = setup.discord.chat.command(setup.owner.id, setup.home, 'water', options);
    return { outcome, asked: (await bot.event('INTERACTION_CREATE')).d };
  }

  /** The bot logs out, and Discord has seen it. */
  async function leave() {
    const { chat } = setup.discord;
    await Promise.all([
      bot.close(),
      until(
        () => !chat.botOnline,
        (listener) => chat.onChange(listener),
      ),
    ]);
  }

  /** A command that the bot answered in this way. */
  async function answered(body: object) {
    const { outcome, asked } = await ask();
    assert.equal((await answer(asked, body)).status, 204);
    assert.deepEqual(await outcome, { ok: true });
    return asked;
  }

  async function press(): Promise<{
    outcome: Promise<Outcome>;
    asked: { id: string; token: string; message: object };
  }> {
    const outcome = setup.discord.chat.press(setup.owner.id, messages()[0]!.id, 'again');
    return { outcome, asked: (await bot.event('INTERACTION_CREATE')).d };
  }

  it('tells the bot who asks what, where and in which language', async () => {
    const { owner, home } = setup;
    const { asked, outcome } = await ask({ period: '7d' });
    const { chat, applicationId } = setup.discord;
    assert.equal(asked.application_id, applicationId);
    assert.equal(asked.type, 2);
    assert.equal(asked.data.name, 'water');
    assert.equal(asked.data.guild_id, chat.guild.id);
    assert.deepEqual(asked.data.options, [{ name: 'period', type: 3, value: '7d' }]);
    assert.equal(asked.guild_id, chat.guild.id);
    assert.equal(asked.channel_id, home);
    assert.equal(asked.channel.name, 'home');
    assert.deepEqual([asked.locale, asked.guild_locale], ['en-US', 'en-US']);
    assert.equal(asked.member.user.id, owner.id);
    assert.deepEqual(asked.member.roles, owner.roles);
    assert.match(asked.member.permissions, /^\d+$/);
    assert.equal(asked.user, undefined);
    assert.equal(asked.context, 0);
    assert.equal(asked.attachment_size_limit, 10 * 2 ** 20);
    assert.deepEqual(asked.authorizing_integration_owners, { '0': chat.guild.id });
    assert.deepEqual(asked.entitlements, []);
    await answer(asked, { type: 4, data: { content: 'a' } });
    await outcome;
  });

  it('from direct messages carries the user and no server', async () => {
    const { applicationId, chat } = setup.discord;
    const command = { ...WATER, contexts: [0, 1], integration_types: [0] };
    await setup.call('PUT', `/applications/${applicationId}/commands`, [command]);
    const family = chat.people[1]!;
    const outcome = chat.command(family.id, 'dm', 'water', {});
    const asked = (await bot.event('INTERACTION_CREATE')).d;
    assert.equal(asked.user.id, family.id);
    assert.deepEqual([asked.member, asked.guild_id, asked.guild_locale], [undefined, undefined, undefined]);
    assert.equal(asked.locale, 'pl');
    assert.equal(asked.context, 1);
    assert.equal(asked.channel.type, 1);
    assert.equal(asked.data.options, undefined);
    assert.deepEqual(asked.authorizing_integration_owners, { '0': '0' });
    await answer(asked, { type: 4, data: { content: 'tylko tu' } });
    assert.deepEqual(await outcome, { ok: true });
    assert.equal(chat.messages(family.id, 'dm').at(-1)!.content, 'tylko tu');
    assert.deepEqual(chat.messages(setup.owner.id, 'dm'), []);
  });

  it('can be answered at once', async () => {
    await answered({ type: 4, data: { content: '12 dm³', components: BUTTONS } });
    const [message] = messages();
    assert.equal(message!.content, '12 dm³');
    assert.deepEqual(message!.asked, { person: setup.owner.id, command: 'water' });
    assert.equal(message!.thinking, false);
    assert.equal(message!.interaction_metadata?.user.id, setup.owner.id);
  });

  it('tells of the message with ?with_response=true', async () => {
    const { asked, outcome } = await ask();
    const { status, json } = await answer(asked, { type: 5, data: { flags: EPHEMERAL } }, '?with_response=true');
    await outcome;
    assert.equal(status, 200);
    const id = messages()[0]!.id;
    assert.deepEqual(json.interaction, {
      id: asked.id,
      type: 2,
      response_message_id: id,
      response_message_loading: true,
      response_message_ephemeral: true,
    });
    assert.equal(json.resource.type, 5);
    assert.equal(json.resource.message.id, id);
  });

  it('can be deferred, and then edited with a picture', async () => {
    const asked = await answered({ type: 5 });
    assert.equal(messages()[0]!.thinking, true);
    const body = form(
      { content: '', embeds: [{ image: { url: 'attachment://chart.png' } }] },
      { name: 'chart.png', data: 'pixels' },
    );
    const { status, json } = await original('PATCH', asked, body);
    assert.equal(status, 200);
    const [message] = messages();
    assert.equal(message!.thinking, false);
    assert.equal(message!.edited_timestamp, null);
    assert.deepEqual(json.attachments, []);
    const url = message!.embeds[0]!.image!.url;
    assert.equal(await (await fetch(url)).text(), 'pixels');
    assert.equal(setup.discord.chat.attachment(url.split('/').at(-2)!)!.data.toString(), 'pixels');
    assert.deepEqual((await original('GET', asked)).json, json);
  });

  it('is over for the bot after 3 s', async () => {
    const { asked } = await ask();
    clock.now += 3000;
    assert.equal((await answer(asked, { type: 4, data: {} })).json.code, 50006);
    clock.now += 1;
    assert.deepEqual(await answer(asked, { type: 5 }).then(({ status, json }) => [status, json]), [
      404,
      { message: 'Unknown interaction', code: 10062 },
    ]);
    assert.equal(setup.discord.journal.violations.at(-1)!.rule, 'deadline');
  });

  it('shows that no answer came, and takes none after that', async () => {
    const quick = await Setup.start({ deadline: 20 });
    await quick.register(WATER);
    const client = await quick.login();
    const outcome = quick.discord.chat.command(quick.owner.id, quick.home, 'water', {});
    const { id, token } = (await client.event('INTERACTION_CREATE')).d;
    assert.deepEqual(await outcome, { ok: false, reason: 'did-not-respond' });
    const late = await quick.call('POST', `/interactions/${id}/${token}/callback`, { type: 5 });
    assert.equal(late.json.code, 10062);
    const { applicationId } = quick.discord;
    const edit = await quick.call('PATCH', `/webhooks/${applicationId}/${token}/messages/@original`, { content: 'a' });
    assert.deepEqual([edit.status, edit.json.code], [404, 10015]);
    await quick.stop();
  });

  it('can be answered once', async () => {
    const asked = await answered({ type: 5 });
    const { status, json } = await answer(asked, { type: 4, data: { content: 'a' } });
    assert.deepEqual([status, json.code], [400, 40060]);
  });

  it('stays open after an answer that was refused', async () => {
    const { asked, outcome } = await ask();
    const wrong = await answer(asked, { type: 4, data: { content: 'a'.repeat(2001) } });
    assert.deepEqual(wrong.json.errors, {
      data: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] } },
    });
    assert.equal((await answer(asked, { type: 7, data: { content: 'a' } })).json.code, 50035);
    assert.equal((await answer(asked, { type: 8, data: { choices: [] } })).json.code, 50035);
    assert.equal((await answer(asked, { type: 4 })).json.code, 50006);
    assert.equal((await answer(asked, { type: 4, data: { content: 'a' } })).status, 204);
    assert.deepEqual(await outcome, { ok: true });
  });

  it('needs its own token', async () => {
    const { asked, outcome } = await ask();
    assert.equal((await answer({ ...asked, token: `${asked.token}x` }, { type: 5 })).json.code, 10062);
    assert.equal((await answer({ ...asked, id: '1' }, { type: 5 })).json.code, 10062);
    await answer(asked, { type: 5 });
    await outcome;
    const wrong = await webhook('POST', { token: 'x' }, '', { content: 'a' });
    assert.deepEqual([wrong.status, wrong.json.code], [401, 50027]);
    const other = await setup.call('POST', `/webhooks/1/${asked.token}`, { content: 'a' }, '');
    assert.deepEqual([other.status, other.json.code], [404, 10015]);
  });

  it('can be edited for 15 minutes', async () => {
    const asked = await answered({ type: 5 });
    clock.now += 15 * MINUTE;
    assert.equal((await original('PATCH', asked, { content: 'a' })).status, 200);
    clock.now += 1;
    const late = await original('PATCH', asked, { content: 'b' });
    assert.deepEqual([late.status, late.json], [401, { message: 'Invalid Webhook Token', code: 50027 }]);
    assert.equal(messages()[0]!.content, 'a');
  });

  it('has follow-ups that can be read, edited and deleted, by its own token only', async () => {
    const asked = await answered({ type: 4, data: { content: 'first' } });
    const { status, json } = await webhook('POST', asked, '', { content: 'second', flags: EPHEMERAL });
    assert.equal(status, 200);
    assert.equal(json.message_reference.message_id, messages()[0]!.id);
    assert.deepEqual(
      messages(setup.discord.chat.people[1]!.id).map(({ content }) => content),
      ['first'],
    );
    const path = `/messages/${json.id}`;
    assert.equal((await webhook('PATCH', asked, path, { content: 'third' })).json.content, 'third');
    assert.equal((await webhook('GET', asked, path)).json.content, 'third');
    const other = await answered({ type: 5 });
    assert.equal((await webhook('GET', other, path)).json.code, 10008);
    assert.equal((await webhook('DELETE', asked, path)).status, 204);
    assert.equal((await webhook('GET', asked, path)).json.code, 10008);
  });

  it('fills a message that is still thinking with the first follow-up', async () => {
    const asked = await answered({ type: 5 });
    const { json } = await webhook('POST', asked, '', { content: 'late', flags: EPHEMERAL });
    assert.equal(json.id, messages()[0]!.id);
    assert.equal(messages().length, 1);
    assert.equal(messages()[0]!.onlyFor, undefined);
  });

  it('can have an ephemeral follow-up after its original was deleted', async () => {
    const asked = await answered({ type: 5 });
    assert.equal((await original('DELETE', asked)).status, 204);
    assert.equal((await original('PATCH', asked, { content: 'a' })).json.code, 10008);
    await webhook('POST', asked, '', { content: 'secret', flags: EPHEMERAL });
    assert.deepEqual(
      messages().map(({ onlyFor }) => onlyFor),
      [setup.owner.id],
    );
  });

  it('takes 5 requests in 2 s on its token', async () => {
    const asked = await answered({ type: 4, data: { content: 'a' } });
    for (let count = 0; count < 5; count += 1) assert.equal((await original('GET', asked)).status, 200);
    assert.equal((await original('GET', asked)).status, 429);
    const other = await answered({ type: 4, data: { content: 'b' } });
    assert.equal((await original('GET', other)).status, 200);
    clock.now += 2000;
    assert.equal((await original('GET', asked)).status, 200);
  });

  it('is for the asker only when the first answer says so, for good', async () => {
    const asked = await answered({ type: 5, data: { flags: EPHEMERAL } });
    await original('PATCH', asked, { content: 'secret', flags: 0 });
    assert.equal(messages()[0]!.flags, EPHEMERAL);
    assert.deepEqual(messages(setup.discord.chat.people[1]!.id), []);
    const open = await answered({ type: 5 });
    await original('PATCH', open, { content: 'open', flags: EPHEMERAL });
    assert.equal(messages(setup.discord.chat.people[1]!.id)[0]!.content, 'open');
  });

  it('refuses an edit that leaves nothing to see', async () => {
    const asked = await answered({ type: 4, data: { content: 'a' } });
    assert.equal((await original('PATCH', asked, { content: '  ' })).json.code, 50006);
    assert.equal((await original('PATCH', asked, { content: '', embeds: [{ title: 'b' }] })).status, 200);
    assert.equal(messages()[0]!.content, '');
  });

  describe('of a button', () => {
    beforeEach(() => answered({ type: 4, data: { content: 'first', components: BUTTONS } }));

    it('carries the message and the id', async () => {
      const { asked, outcome } = await press();
      assert.deepEqual(asked, { ...asked, type: 3, data: { component_type: 2, custom_id: 'again', id: 2 } });
      assert.equal((asked.message as { content: string }).content, 'first');
      await answer(asked, { type: 6 });
      assert.deepEqual(await outcome, { ok: true });
    });

    it('can change the message at once', async () => {
      const { asked, outcome } = await press();
      await answer(asked, { type: 7, data: { content: 'second' } });
      assert.deepEqual(await outcome, { ok: true });
      const [message, ...others] = messages();
      assert.equal(message!.content, 'second');
      assert.notEqual(message!.edited_timestamp, null);
      assert.equal(message!.components!.length, 1);
      assert.deepEqual(others, []);
    });

    it('can change the message later', async () => {
      const { asked, outcome } = await press();
      await answer(asked, { type: 6 });
      await outcome;
      assert.equal(messages()[0]!.thinking, false);
      await original('PATCH', asked, { content: 'third', components: [] });
      assert.deepEqual(
        messages().map(({ content, components }) => [content, components]),
        [['third', []]],
      );
    });

    it('can have an answer of its own', async () => {
      const { asked, outcome } = await press();
      await answer(asked, { type: 5, data: { flags: EPHEMERAL } });
      await outcome;
      await original('PATCH', asked, { content: 'not yours' });
      assert.deepEqual(
        messages().map(({ content }) => content),
        ['first', 'not yours'],
      );
    });

    it('reaches a bot that was away with the message as it was then', async () => {
      const { faults, chat } = setup.discord;
      const client = setup.connect();
      const { session_id } = await client.login(setup.discord.token);
      const asked = await answered({ type: 4, data: { content: 'then', components: BUTTONS } });
      await client.event('INTERACTION_CREATE');
      faults.dropConnections();
      await until(
        () => !chat.botOnline,
        (listener) => chat.onChange(listener),
      );
      const outcome = chat.press(setup.owner.id, messages().at(-1)!.id, 'again');
      await original('PATCH', asked, { content: 'now' });
      const again = setup.connect();
      await again.next();
      again.send({ op: 6, d: { token: setup.discord.token, session_id, seq: 3 } });
      const { d } = await again.event('INTERACTION_CREATE');
      assert.equal(d.message.content, 'then');
      await answer(d, { type: 6 });
      assert.deepEqual(await outcome, { ok: true });
    });

    it('of a message that a person does not see can not be pressed', async () => {
      const { chat } = setup.discord;
      const family = chat.people[1]!.id;
      await answered({ type: 4, data: { content: 'secret', components: BUTTONS, flags: EPHEMERAL } });
      await assert.rejects(chat.press(family, messages()[1]!.id, 'again'), /does not exist/);
      chat.say(setup.owner.id, 'dm', 'hello');
      const dm = chat.messages(setup.owner.id, 'dm')[0]!.channel_id;
      await setup.call('POST', `/channels/${dm}/messages`, { content: 'a', components: BUTTONS });
      const [direct] = chat.messages(setup.owner.id, 'dm').slice(-1);
      await assert.rejects(chat.press(family, direct!.id, 'again'), /does not exist/);
    });

    it('that is not there or disabled can not be pressed', async () => {
      const { chat } = setup.discord;
      const disabled = [{ type: 1, components: [{ ...BUTTONS[0]!.components[0]!, disabled: true }] }];
      await answered({ type: 4, data: { content: 'off', components: disabled } });
      const [first, off] = messages();
      await assert.rejects(chat.press(setup.owner.id, first!.id, 'other'), /no such button/);
      await assert.rejects(chat.press(setup.owner.id, off!.id, 'again'), /disabled/);
      await assert.rejects(chat.press(setup.owner.id, '1', 'again'), /does not exist/);
    });
  });

  it('of a select carries the values', async () => {
    const options = ['day', 'week'].map((value) => ({ label: value, value }));
    const components = [{ type: 1, components: [{ type: 3, custom_id: 'span', options }] }];
    await answered({ type: 4, data: { content: 'Span?', components } });
    const { chat } = setup.discord;
    const id = messages()[0]!.id;
    const outcome = chat.press(setup.owner.id, id, 'span', ['week']);
    const asked = (await bot.event('INTERACTION_CREATE')).d;
    assert.deepEqual([asked.data.component_type, asked.data.values], [3, ['week']]);
    await answer(asked, { type: 6 });
    await outcome;
    await assert.rejects(chat.press(setup.owner.id, id, 'span', ['year']), /none of the choices/);
    await assert.rejects(chat.press(setup.owner.id, id, 'span', []), /from 1 to 1/);
  });

  describe('of autocomplete', () => {
    const option = { type: 4, name: 'days', description: 'Days', autocomplete: true, required: true };

    beforeEach(() => setup.register({ ...WATER, options: [option, ...WATER.options] }));

    const suggest = () => setup.discord.chat.suggest(setup.owner.id, setup.home, 'water', { days: '3x' }, 'days');

    it("carries what was typed so far, and gives the bot's choices", async () => {
      const suggestions = suggest();
      const asked = (await bot.event('INTERACTION_CREATE')).d;
      assert.equal(asked.type, 4);
      assert.deepEqual(asked.data.options, [{ name: 'days', type: 4, value: '3x', focused: true }]);
      const wrong = await answer(asked, { type: 8, data: { choices: [{ name: 'a', value: 'b' }] } });
      assert.deepEqual(Object.keys(wrong.json.errors.data.choices[0]), ['value']);
      assert.equal((await answer(asked, { type: 4, data: { content: 'a' } })).json.code, 50035);
      await answer(asked, { type: 8, data: { choices: [{ name: 'a month', value: 30 }] } });
      assert.deepEqual(await suggestions, [{ name: 'a month', value: 30 }]);
      assert.deepEqual(messages(), []);
    });

    it('gives nothing when the bot is away', async () => {
      await leave();
      assert.deepEqual(await suggest(), []);
    });
  });

  it('can not begin without a bot, or for a command that is not there', async () => {
    const { chat } = setup.discord;
    const { owner, home } = setup;
    assert.deepEqual(await chat.command(owner.id, home, 'energy', {}), { ok: false, reason: 'unknown-command' });
    assert.equal(chat.botOnline, true);
    await leave();
    assert.deepEqual(await chat.command(owner.id, home, 'water', {}), { ok: false, reason: 'bot-offline' });
  });

  it('that waits ends when Discord stops', async () => {
    const { outcome } = await ask();
    await setup.discord.stop();
    assert.deepEqual(await outcome, { ok: false, reason: 'did-not-respond' });
  });
});
