import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onSimulatedChat, type SimulatedChat } from '../../nodes/shared/simulated-chat';
import { freePort, type NodeRed, startNodeRed, until } from '../flows/node-red';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { AROUND, Runtime } from './runtime';

const NODE = { id: 'discord', z: 'tab', x: 0, y: 0, type: 'simulated-discord', wires: [] };

describe(`the simulated Discord in ${NODE_RED}`, () => {
  let runtime: Runtime;
  let port: number;
  const announced: (SimulatedChat | undefined)[] = [];
  const start = async (...nodes: object[]): Promise<void> => {
    runtime = await Runtime.start([...AROUND, ...nodes]);
  };
  /** Settles when the node shows this. */
  const shows = async (id: string, text: string): Promise<void> => {
    const wanted = `simulated-discord.status.${text}`;
    while ((runtime.status(id) as { text: string }).text !== wanted) {
      await new Promise<void>((resolve) => {
        runtime.node(id).on('call:status', () => resolve());
      });
    }
  };
  beforeEach(async () => {
    port = await freePort();
    announced.length = 0;
  });
  afterEach(() => runtime.stop());

  it('tells bots without a token where it is, for as long as it runs', async () => {
    const stop = onSimulatedChat((chat) => announced.push(chat));
    try {
      await start({ ...NODE, port });
      await shows('discord', 'ready');
      const chat = announced.at(-1)!;
      assert.equal(chat.api, `http://127.0.0.1:${port}/api`);
      assert.equal(chat.page, '/chat');
      const answer = await fetch(`${chat.api}/v10/channels/${chat.channel}`, {
        headers: { authorization: `Bot ${chat.token}` },
      });
      const { name, guild_id } = (await answer.json()) as { name: string; guild_id: string };
      assert.deepEqual([name, guild_id], ['home', chat.guild]);
      await runtime.stop();
      assert.equal(announced.at(-1), undefined);
      await assert.rejects(fetch(chat.api));
      // What one left behind would stop the next.
      await start({ ...NODE, port });
      await shows('discord', 'ready');
    } finally {
      stop();
    }
  });

  it('says which port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await start({ ...NODE, port: (server.address() as AddressInfo).port });
      await shows('discord', 'port-failed');
    } finally {
      server.close();
    }
  });

  it('leaves the page to one of two', async () => {
    await start({ ...NODE, port }, { ...NODE, id: 'other', port: await freePort() });
    // Node-RED decides which of them starts first.
    const isFirst = (runtime.status('other') as { text: string }).text === 'simulated-discord.status.in-use';
    await shows(isFirst ? 'discord' : 'other', 'ready');
    await shows(isFirst ? 'other' : 'discord', 'in-use');
  });

  it('refuses a port that is none', async () => {
    await start({ ...NODE, port: 0 });
    await shows('discord', 'bad-setting');
  });
});

describe(`the page of the simulated Discord in a running ${NODE_RED}`, () => {
  const directory = temporaryDirectory();
  let nodeRed: NodeRed;
  afterEach(() => nodeRed.stop());

  const flows = (...nodes: object[]): object[] => [{ id: 'tab', type: 'tab' }, ...nodes];
  const deploy = async (type: string, ...nodes: object[]): Promise<void> => {
    const { status } = await fetch(`${nodeRed.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flows(...nodes)),
    });
    assert.equal(status, 204);
  };
  const status = async (path: string): Promise<number> => (await fetch(`${nodeRed.url}${path}`)).status;
  /** The page is there once the nodes have started, a moment after the deployment was accepted. */
  const comesTo = (path: string, wanted: number): Promise<number> =>
    until(
      () => status(path),
      (given) => given === wanted,
      10_000,
    );
  const hasServer = (port: number): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/api/v10/gateway`).then(
      () => true,
      () => false,
    );

  it('comes and goes with the node, however often it is deployed', async () => {
    const [first, second] = [await freePort(), await freePort()];
    nodeRed = await startNodeRed({ userDir: directory(), flows: flows({ ...NODE, port: first }) });
    await comesTo('/chat/', 200);
    const stream = await fetch(`${nodeRed.url}/chat/events`);
    const ended = stream.text();
    for (const type of ['full', 'nodes', 'full', 'flows']) await deploy(type, { ...NODE, name: type, port: first });
    await comesTo('/chat/state', 200);
    assert.match(await ended, /data: connected/);

    const { person, channel } = (await (await fetch(`${nodeRed.url}/chat/state`)).json()) as Record<string, string>;
    const said = await fetch(`${nodeRed.url}/chat/say`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person, channel, text: 'hello' }),
    });
    assert.equal(said.status, 200, await said.text());
    assert.match(await (await fetch(`${nodeRed.url}/chat/state`)).text(), /"content":"hello"/);

    await deploy('nodes', { ...NODE, port: second });
    await comesTo('/chat/', 200);
    await until(
      () => hasServer(second),
      (has) => has,
      10_000,
    );
    assert.equal(await hasServer(first), false);

    await deploy('nodes');
    await comesTo('/chat/', 404);
    assert.equal(await hasServer(second), false);
    await deploy('nodes', { ...NODE, port: second });
    await comesTo('/chat/', 200);
    assert.doesNotMatch(nodeRed.log(), /\[error\]/);
  });
});
