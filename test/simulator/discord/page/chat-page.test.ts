import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatPage } from '../../../../simulator/discord/page/chat-page';
import type { ChatState } from '../../../../simulator/discord/page/protocol';
import { FakeChat } from './fake-chat';

describe('the server of the chat page', () => {
  let chat: FakeChat;
  let page: ChatPage;
  let server: Server;
  let port: number;
  beforeEach(async () => {
    chat = new FakeChat();
    page = new ChatPage(chat, '/chat');
    server = createServer((incoming, response) => {
      if (!page.handle(incoming, response)) response.writeHead(418).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    page.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  interface Answer {
    status: number;
    headers: IncomingMessage['headers'];
    body: string;
  }

  async function ask(path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { ...headers }, agent: false });
    // A server that refuses a long body closes the connection while it is still being sent.
    asked.on('error', () => {});
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: response.statusCode!, headers: response.headers, body: text };
  }

  const post = (action: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(`/chat/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('answers below its path only', async () => {
    for (const path of ['/', '/chatter', '/chats/state', '/other/chat']) assert.equal((await ask(path)).status, 418);
  });

  it('gives the page with a policy that allows no other host', async () => {
    const { status, headers } = await ask('/chat');
    assert.equal(status, 308);
    assert.equal(new URL(String(headers.location), 'http://x/root/chat').pathname, '/root/chat/');
    for (const [path, type] of [
      ['/chat/', 'text/html'],
      ['/chat/chat.js', 'text/javascript'],
      ['/chat/chat.css', 'text/css'],
    ] as const) {
      const answer = await ask(path);
      assert.equal(answer.status, 200);
      assert.match(String(answer.headers['content-type']), new RegExp(type));
      assert.match(String(answer.headers['content-security-policy']), /^default-src 'self';/);
      assert.doesNotMatch(String(answer.headers['content-security-policy']), /https?:|\*|unsafe-eval|script-src/);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    }
    assert.equal((await ask('/chat/../package.json')).status, 404);
    assert.equal((await ask('/chat/__proto__')).status, 404);
  });

  it('tells what a person sees', async () => {
    chat.add({ content: 'for all' });
    chat.add({ content: 'for Anna', onlyFor: '51' });
    chat.add({ content: 'elsewhere', channel: '32' });
    const seen = async (query: string): Promise<[ChatState, string[]]> => {
      const state = JSON.parse((await ask(`/chat/state${query}`)).body) as ChatState;
      return [state, state.messages.map(({ content }) => content)];
    };
    const [state, contents] = await seen('');
    assert.deepEqual(contents, ['for all', 'for Anna']);
    assert.deepEqual([state.person, state.channel, state.bot.name], ['51', '31', 'home-bot']);
    assert.deepEqual((await seen('?person=52&channel=31'))[1], ['for all']);
    assert.deepEqual((await seen('?person=52&channel=32'))[1], ['elsewhere']);
    assert.deepEqual((await seen('?person=52&channel=dm'))[1], []);
  });

  it('says what is unknown', async () => {
    for (const query of ['?person=99', '?channel=99', '?person=__proto__']) {
      const { status, body } = await ask(`/chat/state${query}`);
      assert.equal(status, 404);
      assert.match(JSON.parse(body).error, /There is no such (person|channel)\./);
    }
    assert.equal((await ask('/chat/nothing')).status, 404);
  });

  it('passes on what a person does', async () => {
    assert.equal((await post('say', { person: '51', channel: '31', text: 'hello' })).status, 200);
    const outcome = await post('command', {
      person: '51',
      channel: 'dm',
      name: 'water',
      options: { period: '7d', n: 3 },
    });
    assert.deepEqual(JSON.parse(outcome.body), { ok: true });
    chat.suggestions = [{ name: 'Today', value: 'today' }];
    const suggested = await post('suggest', {
      person: '51',
      channel: '31',
      name: 'water',
      options: {},
      focused: 'period',
    });
    assert.deepEqual(JSON.parse(suggested.body), chat.suggestions);
    await post('press', { person: '52', message: '7', customId: 'x', values: ['a'] });
    await post('press', { person: '52', message: '7', customId: 'x' });
    assert.deepEqual(chat.calls, [
      ['say', '51', '31', 'hello'],
      ['command', '51', 'dm', 'water', { period: '7d', n: 3 }],
      ['suggest', '51', '31', 'water', {}, 'period'],
      ['press', '52', '7', 'x', ['a']],
      ['press', '52', '7', 'x', undefined],
    ]);
    await post('person', { person: '52', locale: 'de', roles: ['42'] });
    await post('person', { person: '52', locale: 'es-419' });
    assert.deepEqual(chat.people[1], { id: '52', name: 'Olek', locale: 'es-419', roles: ['42'] });
  });

  const say = { person: '51', channel: '31', text: 'x' };
  const command = { person: '51', channel: '31', name: 'water', options: {} };
  const refused: [name: string, action: string, body: unknown, status: number, sentence: RegExp][] = [
    ['no JSON', 'say', '{', 400, /not JSON/],
    ['a list', 'say', [], 400, /JSON object/],
    ['a missing text', 'say', { ...say, text: undefined }, 400, /"text"/],
    ['a blank text', 'say', { ...say, text: ' ' }, 400, /"text"/],
    ['a text that is too long', 'say', { ...say, text: 'x'.repeat(2001) }, 400, /"text".*2000/],
    ['a person that is no text', 'say', { ...say, person: 51 }, 400, /"person"/],
    ['an unknown person', 'say', { ...say, person: '99' }, 404, /person/],
    ['an unknown channel', 'say', { ...say, channel: '99' }, 404, /channel/],
    ['options that are a list', 'command', { ...command, options: [] }, 400, /"options"/],
    ['an option that is an object', 'command', { ...command, options: { a: {} } }, 400, /"options"/],
    ['an option that is null', 'command', { ...command, options: { a: null } }, 400, /"options"/],
    ['values that are no texts', 'press', { person: '51', message: '1', customId: 'x', values: [1] }, 400, /"values"/],
    ['no message', 'press', { person: '51', customId: 'x' }, 400, /"message"/],
    ['a language that is none', 'person', { person: '51', locale: '../x' }, 400, /"locale"/],
    ['an unknown role', 'person', { person: '51', roles: ['99'] }, 404, /role/],
    ['a body of more than 64 kB', 'say', { ...say, text: 'x'.repeat(70_000) }, 413, /64 kB/],
  ];
  for (const [name, action, body, status, sentence] of refused) {
    it(`refuses ${name} with a sentence`, async () => {
      const answer = await post(action, body);
      assert.equal(answer.status, status);
      assert.match(JSON.parse(answer.body).error, sentence);
      assert.deepEqual(chat.calls, []);
    });
  }

  it('refuses other methods and other types', async () => {
    assert.equal((await ask('/chat/say')).status, 405);
    assert.equal((await ask('/chat/state', { method: 'POST' })).status, 405);
    assert.equal((await ask('/chat/', { method: 'PUT' })).status, 405);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      assert.equal((await post('say', say, { 'Content-Type': type })).status, 415);
    }
    assert.equal((await post('say', say, { 'Content-Type': 'application/json; charset=utf-8' })).status, 200);
  });

  it('takes a body that another handler of the same server has read and parsed', async () => {
    server.removeAllListeners('request');
    server.on('request', async (incoming: IncomingMessage & { body?: unknown }, response) => {
      let read = '';
      for await (const chunk of incoming.setEncoding('utf8')) read += chunk;
      incoming.body = JSON.parse(read);
      page.handle(incoming, response);
    });
    assert.equal((await post('say', say)).status, 200);
    assert.equal((await post('say', { ...say, text: '' })).status, 400);
    assert.equal((await post('say', [])).status, 400);
    assert.equal((await post('say', { ...say, more: 'x'.repeat(70_000) })).status, 413);
    assert.deepEqual(chat.calls, [['say', '51', '31', 'x']]);
  });

  it("gives the chat's own refusal as a sentence", async () => {
    chat.settle = () => Promise.reject(new Error('There is no message 7.'));
    const { status, body } = await post('press', { person: '51', message: '7', customId: 'x' });
    assert.equal(status, 400);
    assert.deepEqual(JSON.parse(body), { error: 'There is no message 7.' });
  });

  it('refuses other websites', async () => {
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: `http://localhost:${port + 1}` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ];
    for (const headers of foreign) {
      assert.equal((await post('say', say, headers)).status, 403, JSON.stringify(headers));
      assert.equal((await ask('/chat/state', { headers })).status, 403, JSON.stringify(headers));
      assert.equal((await ask('/chat/events', { headers })).status, 403, JSON.stringify(headers));
    }
    assert.deepEqual(chat.calls, []);
    const own = { Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'same-origin' };
    assert.equal((await post('say', say, own)).status, 200);
    // A link to the page is no misuse.
    assert.equal((await ask('/chat/', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 200);
  });

  it('refuses a foreign name that leads to this computer', async () => {
    const own = ['localhost', `localhost:${port}`, `127.0.0.1:${port}`, '[::1]:1880', 'pi.localhost'];
    for (const Host of own) assert.equal((await ask('/chat/state', { headers: { Host } })).status, 200, Host);
    for (const Host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example']) {
      assert.equal((await ask('/chat/state', { headers: { Host } })).status, 403, Host);
      assert.equal((await ask('/chat/', { headers: { Host } })).status, 403, Host);
    }
  });

  it('shows pictures, and gives anything else for download only', async () => {
    chat.files.set('1', { type: 'image/png', name: 'chart "ż".png', data: Buffer.from('png') });
    chat.files.set('2', { type: 'text/html', name: 'x.html', data: Buffer.from('<script>alert(1)</script>') });
    chat.files.set('3', { type: 'image/svg+xml', name: 'x.svg', data: Buffer.from('<svg/>') });
    const picture = await ask('/chat/attachments/1');
    assert.equal(picture.headers['content-type'], 'image/png');
    assert.match(
      String(picture.headers['content-disposition']),
      /^inline; filename\*=UTF-8''chart%20%22%C5%BC%22\.png$/,
    );
    for (const id of ['2', '3']) {
      const { headers } = await ask(`/chat/attachments/${id}`);
      assert.equal(headers['content-type'], 'application/octet-stream');
      assert.match(String(headers['content-disposition']), /^attachment;/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(String(headers['content-security-policy']), /sandbox/);
    }
    assert.equal((await ask('/chat/attachments/9')).status, 404);
  });

  describe('its stream of changes', () => {
    const follow = async (): Promise<IncomingMessage> => {
      const asked = request({ host: '127.0.0.1', port, path: '/chat/events', agent: false }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.setEncoding('utf8');
      assert.equal(response.headers['content-type'], 'text/event-stream');
      assert.match(String((await once(response, 'data'))[0]), /data: connected/);
      return response;
    };

    it('tells many changes at once as one', async () => {
      const response = await follow();
      for (let count = 0; count < 10; count += 1) chat.change();
      assert.equal((await once(response, 'data'))[0], 'data: changed\n\n');
      chat.change();
      assert.equal((await once(response, 'data'))[0], 'data: changed\n\n');
    });

    it('ends with the server, which no longer listens to the chat', async () => {
      const response = await follow();
      page.close();
      response.resume();
      await once(response, 'end');
      assert.equal(chat.listeners.size, 0);
    });
  });
});
