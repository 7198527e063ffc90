import assert from 'node:assert/strict';
import type { OptionValue } from '../../../simulator/discord/chat';
import type { GatewayClient } from './gateway-client';
import { Clock, form, Setup } from './setup';

const MANAGE_GUILD = '32';

describe('people in the simulated Discord', () => {
  const clock = new Clock();
  let setup: Setup;

  beforeEach(async () => {
    setup = await Setup.start({ clock: clock.read });
  });

  afterEach(() => setup.stop());

  const names = (person: string, channel?: string) =>
    setup.discord.chat.commands(person, channel).map(({ name }) => name);
  const global = (...commands: object[]) =>
    setup.call('PUT', `/applications/${setup.discord.applicationId}/commands`, commands);
  const command = (name: string, change: object = {}) => ({ name, description: 'd', ...change });

  it('are three, in two languages and two roles, the same after every start', () => {
    const { chat } = setup.discord;
    assert.deepEqual(
      chat.people.map(({ name, locale }) => [name, locale]),
      [
        ['owner', 'en-US'],
        ['family', 'pl'],
        ['guest', 'en-US'],
      ],
    );
    const roleNames = new Map(chat.roles.map(({ id, name }) => [id, name]));
    assert.deepEqual(
      chat.people.map(({ roles }) => roles.map((id) => roleNames.get(id))),
      [['household'], ['household'], ['guest']],
    );
    assert.deepEqual(
      chat.channels.map(({ name }) => name),
      ['home', 'general'],
    );
    const other = new Setup().discord.chat;
    assert.deepEqual(
      [other.people, other.channels, other.roles, other.guild],
      [chat.people, chat.channels, chat.roles, chat.guild],
    );
  });

  it('can change their language and roles; nobody else can', () => {
    const { chat } = setup.discord;
    let changes = 0;
    const stop = chat.onChange(() => (changes += 1));
    const guest = chat.people[2]!;
    chat.setPerson(guest.id, { locale: 'pl', roles: [] });
    assert.deepEqual([chat.people[2]!.locale, chat.people[2]!.roles, changes], ['pl', [], 1]);
    stop();
    chat.setPerson(guest.id, { locale: 'de' });
    assert.equal(changes, 1);
    chat.people[0]!.locale = 'xx';
    assert.equal(chat.people[0]!.locale, 'en-US');
    assert.throws(() => chat.setPerson('1', { locale: 'pl' }), /no person 1/);
  });

  it('see the commands that their permissions and the place allow', async () => {
    const [owner, family] = setup.discord.chat.people.map(({ id }) => id) as [string, string];
    await setup.register(
      command('all'),
      command('managers', { default_member_permissions: MANAGE_GUILD }),
      command('administrators', { default_member_permissions: '0' }),
    );
    await global(command('anywhere'), command('server', { contexts: [0] }), command('direct', { contexts: [1] }));
    assert.deepEqual(names(owner), ['all', 'managers', 'administrators', 'anywhere', 'server']);
    assert.deepEqual(names(family), ['all', 'anywhere', 'server']);
    assert.deepEqual(names(family, 'dm'), ['anywhere', 'direct']);
    assert.throws(() => names(family, '1'), /no channel 1/);
  });

  it('see each their own direct messages', async () => {
    const { chat } = setup.discord;
    const [owner, family] = chat.people.map(({ id }) => id) as [string, string];
    chat.say(owner, 'dm', 'hello');
    const id = chat.messages(owner, 'dm')[0]!.channel_id;
    assert.deepEqual(chat.messages(family, 'dm'), []);
    assert.throws(() => chat.messages(family, id), /no channel/);
    assert.equal((await setup.call('POST', `/channels/${id}/messages`, { content: 'hi' })).status, 200);
    assert.deepEqual(
      chat.messages(owner, id).map(({ content }) => content),
      ['hello', 'hi'],
    );
    const channel = (await setup.call('GET', `/channels/${id}`)).json;
    assert.deepEqual([channel.type, channel.recipients[0].id], [1, owner]);
  });

  it('say something, if there is something to say', () => {
    const { chat } = setup.discord;
    assert.throws(() => chat.say(setup.owner.id, setup.home, ' '), /empty message/);
    assert.throws(() => chat.say(setup.owner.id, setup.home, 'a'.repeat(2001)), /Invalid Form Body/);
    chat.say(setup.owner.id, setup.home, 'a');
    const [message] = chat.messages(setup.owner.id, setup.home);
    assert.deepEqual([message!.author.id, message!.content, message!.asked], [setup.owner.id, 'a', undefined]);
  });

  it('get copies of messages', () => {
    const { chat } = setup.discord;
    chat.say(setup.owner.id, setup.home, 'a');
    chat.messages(setup.owner.id, setup.home)[0]!.content = 'b';
    assert.equal(chat.messages(setup.owner.id, setup.home)[0]!.content, 'a');
  });

  it('see the latest 500 messages of a channel', () => {
    const { chat } = setup.discord;
    for (let count = 0; count <= 500; count += 1) chat.say(setup.owner.id, setup.home, `${count}`);
    const seen = chat.messages(setup.owner.id, setup.home).map(({ content }) => content);
    assert.deepEqual([seen.length, seen[0], seen.at(-1)], [500, '1', '500']);
  });

  it('are pinged only by mentions that are allowed', async () => {
    const { chat } = setup.discord;
    const content = `<@${setup.owner.id}> <@&${chat.roles[0]!.id}> @everyone`;
    const post = async (allowed_mentions?: object) =>
      (await setup.call('POST', `/channels/${setup.home}/messages`, { content, allowed_mentions })).json;
    const pings = ({
      mentions,
      mention_roles,
      mention_everyone,
    }: Record<'mentions' | 'mention_roles' | 'mention_everyone', object[]>) => [
      mentions.length,
      mention_roles.length,
      mention_everyone,
    ];
    assert.deepEqual(pings(await post()), [1, 1, true]);
    assert.deepEqual(pings(await post({ parse: [] })), [0, 0, false]);
    assert.deepEqual(pings(await post({ parse: ['roles'] })), [0, 1, false]);
    assert.deepEqual(pings(await post({ users: [setup.owner.id] })), [1, 0, false]);
  });

  it('see an edited message with the files that it still has', async () => {
    const { chat, applicationId } = setup.discord;
    await setup.register(command('water'));
    const bot = await setup.login();
    const outcome = chat.command(setup.owner.id, setup.home, 'water', {});
    const { id, token } = (await bot.event('INTERACTION_CREATE')).d;
    const files = (...names: string[]) => names.map((name) => ({ name, data: name }));
    await setup.call('POST', `/interactions/${id}/${token}/callback`, form({ type: 4, data: {} }, ...files('a', 'b')));
    await outcome;
    const edit = (body: unknown) => {
      clock.now += 1000;
      return setup.call('PATCH', `/webhooks/${applicationId}/${token}/messages/@original`, body);
    };
    const seen = () => chat.messages(setup.owner.id, setup.home)[0]!.attachments;
    const shown = () => seen().map(({ filename }) => filename);
    assert.deepEqual(shown(), ['a', 'b']);

    await edit(form({ content: 'more' }, ...files('c')));
    assert.deepEqual(shown(), ['a', 'b', 'c']);
    const [a, b] = seen();
    await edit(
      form(
        {
          attachments: [
            { id: b!.id, description: 'kept' },
            { id: 0, filename: 'new.png' },
          ],
        },
        ...files('d'),
      ),
    );
    assert.deepEqual(shown(), ['b', 'new.png']);
    assert.equal(seen()[0]!.description, 'kept');
    assert.equal(chat.attachment(a!.id), undefined);
    assert.equal(chat.attachment(b!.id)!.data.toString(), 'b');
    assert.equal((await fetch(a!.url)).status, 404);
    assert.equal((await edit({ attachments: [{ id: a!.id }] })).json.code, 50035);

    await edit({ embeds: [{ image: { url: 'attachment://b' } }] });
    assert.deepEqual(shown(), ['new.png']);
    await edit({ attachments: [] });
    assert.deepEqual([shown(), chat.attachment(b!.id)!.data.toString()], [[], 'b']);
    await edit({ embeds: [] });
    assert.deepEqual([shown(), chat.attachment(b!.id)], [[], undefined]);
  });

  describe('type options', () => {
    let bot: GatewayClient;

    beforeEach(async () => {
      const option = (type: number, name: string, change: object = {}) => ({ type, name, description: 'd', ...change });
      await setup.register(
        command('read', {
          options: [
            option(4, 'days', { required: true, min_value: 1, max_value: 30 }),
            option(10, 'factor'),
            option(5, 'chart'),
            option(3, 'unit', { choices: [{ name: 'Litres', value: 'l' }] }),
            option(3, 'note', { min_length: 2, max_length: 4 }),
            option(6, 'who'),
            option(8, 'role'),
            option(7, 'where'),
          ],
        }),
        command('alarm', {
          options: [
            option(1, 'off'),
            option(2, 'on', { options: [option(1, 'at', { options: [option(3, 'time')] })] }),
          ],
        }),
      );
      bot = await setup.login();
    });

    /** What the bot is told when this is typed. */
    async function told(line: string, options: Record<string, OptionValue>) {
      const outcome = setup.discord.chat.command(setup.owner.id, setup.home, line, options);
      const { id, token, data } = (await bot.event('INTERACTION_CREATE')).d;
      await setup.call('POST', `/interactions/${id}/${token}/callback`, { type: 4, data: { content: 'a' } });
      assert.deepEqual(await outcome, { ok: true });
      return data;
    }

    it('as the values that their types ask for', async () => {
      const { chat } = setup.discord;
      const role = chat.roles[1]!;
      const { options, resolved } = await told('read', {
        days: '7',
        factor: '0.5',
        chart: 'true',
        unit: 'l',
        who: chat.people[1]!.id,
        role: role.id,
        where: setup.home,
      });
      const values = options.map(({ name, value }: { name: string; value: OptionValue }) => [name, value]);
      assert.deepEqual(values, [
        ['days', 7],
        ['factor', 0.5],
        ['chart', true],
        ['unit', 'l'],
        ['who', chat.people[1]!.id],
        ['role', role.id],
        ['where', setup.home],
      ]);
      assert.equal(resolved.users[chat.people[1]!.id].username, 'family');
      assert.deepEqual(resolved.members[chat.people[1]!.id].roles, chat.people[1]!.roles);
      assert.equal(resolved.roles[role.id].name, role.name);
      assert.equal(resolved.channels[setup.home].name, 'home');
    });

    it('below subcommands', async () => {
      const off = await told('alarm off', {});
      assert.deepEqual(off.options, [{ name: 'off', type: 1, options: [] }]);
      const at = await told('alarm on at', { time: '12:00' });
      const time = { name: 'time', type: 3, value: '12:00' };
      assert.deepEqual(at.options, [{ name: 'on', type: 2, options: [{ name: 'at', type: 1, options: [time] }] }]);
      assert.equal(setup.discord.chat.messages(setup.owner.id, setup.home).at(-1)!.asked!.command, 'alarm on at');
    });

    const REFUSALS: [line: string, options: Record<string, OptionValue>, sentence: RegExp][] = [
      ['read', {}, /"days" is required/],
      ['read', { days: 'many' }, /"days" takes a whole number/],
      ['read', { days: 1.5 }, /"days" takes a whole number/],
      ['read', { days: '' }, /"days" takes a whole number/],
      ['read', { days: 0 }, /"days" must be from 1 to 30/],
      ['read', { days: 31 }, /"days" must be from 1 to 30/],
      ['read', { days: 1, factor: 'x' }, /"factor" takes a number/],
      ['read', { days: 1, chart: 'maybe' }, /"chart" takes true or false/],
      ['read', { days: 1, unit: 'Litres' }, /none of the choices of "unit"/],
      ['read', { days: 1, note: 'a' }, /length of the option "note" must be from 2 to 4/],
      ['read', { days: 1, note: 'abcde' }, /length of the option "note" must be from 2 to 4/],
      ['read', { days: 1, other: 'a' }, /no option "other"/],
      ['read', { days: 1, toString: 'a' }, /no option "toString"/],
      ['alarm', {}, /Choose a subcommand: off, on/],
      ['alarm on', {}, /Choose a subcommand: at/],
      ['read off', { days: 1 }, /Choose a subcommand: there is none/],
      ['alarm on at', { time: 'a'.repeat(6001) }, /must be from 0 to 6000/],
    ];
    for (const [line, options, sentence] of REFUSALS) {
      it(`but not ${line} ${JSON.stringify(options).slice(0, 40)}`, async () => {
        await assert.rejects(setup.discord.chat.command(setup.owner.id, setup.home, line, options), sentence);
      });
    }
  });
});
