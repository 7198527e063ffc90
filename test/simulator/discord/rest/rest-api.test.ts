import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Clock, form, Setup } from '../setup';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000320000001c208', 'hex');
const NOBODY = '1203659841310949000';

describe('the REST API of the simulated Discord', () => {
  const clock = new Clock();
  let setup: Setup;

  beforeEach(async () => {
    setup = await Setup.start({ clock: clock.read, botName: 'Meter' });
  });

  afterEach(() => setup.stop());

  const post = (body: unknown) => setup.call('POST', `/channels/${setup.home}/messages`, body);
  const commandsPath = () =>
    `/applications/${setup.discord.applicationId}/guilds/${setup.discord.chat.guild.id}/commands`;

  it('tells who the bot is, and where things are', async () => {
    const { applicationId, chat } = setup.discord;
    const limit = { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 1 };
    const gateway = { url: setup.gateway };
    const answers: [path: string, expected: object][] = [
      ['/gateway', gateway],
      ['/gateway/bot', { ...gateway, shards: 1, session_start_limit: limit }],
      ['/users/@me', { id: applicationId, username: 'Meter', bot: true }],
      ['/users/%40me', { id: applicationId }],
      ['/applications/@me', { id: applicationId, name: 'Meter' }],
      [`/guilds/${chat.guild.id}`, { id: chat.guild.id, name: chat.guild.name, preferred_locale: 'en-US' }],
      [`/channels/${setup.home}`, { id: setup.home, type: 0, name: 'home', guild_id: chat.guild.id }],
    ];
    for (const [path, expected] of answers) {
      const { status, json } = await setup.call('GET', path);
      assert.equal(status, 200, path);
      assert.deepEqual({ ...json, ...expected }, json, path);
    }
    assert.equal((await setup.call('POST', `/channels/${setup.home}/typing`)).status, 204);
  });

  it('knows the bot by its token only', async () => {
    const { token } = setup.discord;
    assert.match(token, /^[\w-]{24,}\.[\w-]{6}\.[\w-]{38}$/);
    for (const authorization of ['', token, `Bearer ${token}`, `Bot ${token}x`, 'Bot ', 'Bot']) {
      const { status, json } = await setup.call('GET', '/users/@me', undefined, authorization);
      assert.deepEqual([status, json], [401, { message: '401: Unauthorized', code: 0 }], authorization);
    }
    assert.equal((await setup.call('GET', '/gateway', undefined, '')).status, 200);
    assert.notEqual(new Setup().discord.token, token);
  });

  it('refuses what it does not know, as Discord does', async () => {
    const refusals: [method: string, path: string, status: number, code: number][] = [
      ['GET', '/nowhere', 404, 0],
      ['DELETE', '/users/@me', 405, 0],
      ['GET', `/channels/${NOBODY}`, 404, 10003],
      ['GET', `/guilds/${NOBODY}`, 404, 10004],
      ['POST', `/channels/${NOBODY}/typing`, 404, 10003],
      ['PUT', `/applications/${NOBODY}/commands`, 403, 20012],
      ['PUT', `/applications/${setup.discord.applicationId}/guilds/${NOBODY}/commands`, 403, 50001],
    ];
    for (const [method, path, status, code] of refusals) {
      const answer = await setup.call(method, path, method === 'PUT' ? [] : undefined);
      assert.deepEqual([answer.status, answer.json.code], [status, code], path);
    }
    const old = await fetch(`${setup.api}/v6/users/@me`);
    assert.deepEqual([old.status, await old.json()], [400, { message: 'Invalid API version specified', code: 50041 }]);
    assert.equal((await fetch(setup.api.replace('/api', '/other'))).status, 404);
  });

  it('refuses a body that is no JSON', async () => {
    const send = async (body: string, type: string) => {
      const headers = { authorization: `Bot ${setup.discord.token}`, 'content-type': type };
      const url = `${setup.api}/v10/channels/${setup.home}/messages`;
      const response = await fetch(url, { method: 'POST', headers, body });
      return ((await response.json()) as { code: number }).code;
    };
    assert.equal(await send('{"content":', 'application/json'), 50109);
    assert.equal(await send('no form', 'multipart/form-data; boundary=x'), 50109);
    assert.equal(await send('{"content":"a"}', 'text/plain'), 50035);
    assert.equal(await send('[]', 'application/json'), 50035);
  });

  it('posts a message, with files and without', async () => {
    const plain = await post({ content: ' hello ' });
    assert.deepEqual([plain.status, plain.json.content, plain.json.author.bot], [200, 'hello', true]);
    const body = form(
      { attachments: [{ id: 0, description: 'a chart' }] },
      { name: 'wykres ą.png', data: new Uint8Array(PNG) },
    );
    const { status, json } = await post(body);
    assert.equal(status, 200);
    const [file] = json.attachments;
    assert.deepEqual([file.filename, file.size, file.description], ['wykres_.png', PNG.length, 'a chart']);
    assert.deepEqual([file.width, file.height], [800, 450]);
    const download = await fetch(file.url);
    assert.deepEqual(Buffer.from(await download.arrayBuffer()), PNG);
    const seen = setup.discord.chat.messages(setup.owner.id, setup.home);
    assert.deepEqual(
      seen.map(({ content }) => content),
      ['hello', ''],
    );
    assert.equal((await post({})).json.code, 50006);
    assert.equal((await post({ content: '\n ' })).json.code, 50006);
  });

  it('notes an embed that shows a file which is not there', async () => {
    await post(form({ embeds: [{ image: { url: 'attachment://b.png' } }] }, { name: 'a.png', data: 'a' }));
    assert.match(setup.discord.journal.violations.at(-1)!.detail, /attachment:\/\/b\.png/);
  });

  it('puts commands in the place of those before, and counts new ones', async () => {
    const list = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `c${from + index}`, description: 'd' }));
    const first = await setup.call('PUT', commandsPath(), list(0, 100));
    assert.equal(first.status, 200);
    const again = await setup.call('PUT', commandsPath(), list(0, 100));
    assert.deepEqual(
      again.json.map(({ id }: { id: string }) => id),
      first.json.map(({ id }: { id: string }) => id),
    );
    assert.equal((await setup.call('PUT', commandsPath(), list(100, 100))).status, 200);
    const tooMany = await setup.call('PUT', commandsPath(), list(200, 1));
    assert.deepEqual([tooMany.status, tooMany.json.code], [400, 30034]);
    clock.now += 86_400_000;
    assert.equal((await setup.call('PUT', commandsPath(), list(200, 1))).status, 200);
    assert.deepEqual(
      setup.discord.chat.commands(setup.owner.id).map(({ name }) => name),
      ['c200'],
    );
  });

  it('gives commands with their translations when asked to', async () => {
    await setup.register({ name: 'water', description: 'Water', name_localizations: { pl: 'woda' } });
    const { json } = await setup.call('GET', commandsPath());
    assert.deepEqual([json[0].name, json[0].name_localizations], ['water', undefined]);
    const full = await setup.call('GET', `${commandsPath()}?with_localizations=true`);
    assert.deepEqual(full.json[0].name_localizations, { pl: 'woda' });
  });

  it('takes 5 messages in 5 s in a channel, and says so', async () => {
    const remaining: (string | null)[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { status, headers } = await post({ content: 'a' });
      assert.equal(status, 200);
      remaining.push(headers.get('x-ratelimit-remaining'));
    }
    assert.deepEqual(remaining, ['4', '3', '2', '1', '0']);
    clock.now += 3500;
    const { status, json, headers } = await post({ content: 'a' });
    assert.deepEqual(
      [status, json],
      [429, { message: 'You are being rate limited.', retry_after: 1.5, global: false }],
    );
    assert.equal(headers.get('retry-after'), '2');
    assert.equal(headers.get('x-ratelimit-limit'), '5');
    assert.equal(headers.get('x-ratelimit-reset-after'), '1.500');
    assert.equal(headers.get('x-ratelimit-scope'), 'user');
    assert.match(headers.get('x-ratelimit-bucket')!, /^[0-9a-f]{32}$/);
    const other = setup.discord.chat.channels[1]!.id;
    assert.equal((await setup.call('POST', `/channels/${other}/messages`, { content: 'a' })).status, 200);
    clock.now += 1500;
    assert.equal((await post({ content: 'a' })).status, 200);
    assert.deepEqual(
      setup.discord.journal.violations.map(({ rule }) => rule),
      ['rate-limit'],
    );
  });

  it('takes 50 requests a second, endpoints of interactions not counted', async () => {
    for (let count = 0; count < 50; count += 1) await setup.call('GET', '/users/@me');
    const { status, json, headers } = await setup.call('GET', '/users/@me');
    assert.deepEqual([status, json.global, headers.get('x-ratelimit-global')], [429, true, 'true']);
    assert.equal((await setup.call('POST', '/interactions/1/x/callback', { type: 5 })).json.code, 10062);
    clock.now += 1000;
    assert.equal((await setup.call('GET', '/users/@me')).status, 200);
  });

  it('keeps a journal of the latest requests', async () => {
    await setup.call('GET', '/users/@me?x=1');
    await post({ content: '' });
    assert.deepEqual(setup.discord.journal.requests, [
      { time: clock.now, method: 'GET', path: '/users/@me', status: 200 },
      { time: clock.now, method: 'POST', path: `/channels/${setup.home}/messages`, status: 400 },
    ]);
    assert.deepEqual(
      setup.discord.journal.violations.map(({ rule }) => rule),
      ['form'],
    );
  });

  it('lives on when a client breaks off or sends rubbish', async () => {
    const { port } = new URL(setup.api);
    const head = `POST /api/v10/channels/${setup.home}/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{`;
    for (const text of [
      head,
      'rubbish\r\n\r\n',
      'GET // HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\n\r\n',
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      await new Promise<void>((resolve) => socket.write(text, () => resolve()));
      socket.destroy();
    }
    assert.equal((await setup.call('GET', '/users/@me')).status, 200);
  });
});
