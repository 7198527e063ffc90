import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { freePort, type NodeRed, startNodeRed, until } from './node-red';
import { type FlowNode, readShippedFlows } from './shipped-flows';

const KEY = 'S3CR3TKEYOFTHESITE';

describe(`the monitoring API in the shipped flows, ${NODE_RED}`, function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let api: Server;
  let nodeRed: NodeRed;
  const asked: string[] = [];
  afterEach(async () => {
    await nodeRed?.stop();
    api?.close();
  });

  /** The row of the API, switched on; what it gives goes to the log. */
  function flows(): FlowNode[] {
    const kept = ['tab-meters', 'group-solar', 'ask-api', 'solar-api', 'forget-key', 'decode-api', 'debug-failed'];
    const debug = { id: 'said', type: 'debug', z: 'tab-meters', name: 'said', active: true, console: true, wires: [] };
    const all = { ...debug, complete: 'true' };
    return [
      ...readShippedFlows()
        .filter(({ id }) => kept.includes(id))
        .map(({ d: _, ...node }) => ({
          ...node,
          ...(node.id === 'ask-api' ? { once: false, repeat: '' } : {}),
          ...(node.id === 'decode-api' ? { wires: [['said']], timeZone: 'UTC' } : {}),
          ...(node.id === 'debug-failed' ? { console: true, complete: 'true' } : {}),
        })),
      all,
      { id: 'catch', type: 'catch', z: 'tab-meters', scope: null, uncaught: false, wires: [['debug-failed']] },
    ];
  }

  it('asks with the key from the credentials of the tab, and says it nowhere', async () => {
    api = createServer((request, response) => {
      asked.push(String(request.url));
      const time = new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ');
      const overview = { lastUpdateTime: time, lifeTimeData: { energy: 14_676_442 }, currentPower: { power: 1395 } };
      response.end(JSON.stringify({ overview }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => api.once('listening', resolve));
    const { port } = api.address() as AddressInfo;
    nodeRed = await startNodeRed({ userDir: join(directory(), 'node-red'), flows: flows() });
    // As the editor does: what is a credential goes there, and is kept encrypted by Node-RED.
    const deployed = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const deploy = async (url: string): Promise<void> => {
      const nodes = deployed.map((node) =>
        node.id === 'tab-meters' ? { ...node, credentials: { SOLAREDGE_URL: url } } : node,
      );
      const response = await fetch(`${nodeRed.url}/flows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(nodes),
      });
      assert.equal(response.status, 204);
    };
    // A deploy is answered before its flows run.
    const press = async (): Promise<void> => {
      const inject = async () => (await fetch(`${nodeRed.url}/inject/ask-api`, { method: 'POST' })).status;
      await until(inject, (status) => status === 200);
    };
    const logged = async (): Promise<string> => nodeRed.log();

    await deploy(`http://127.0.0.1:${port}/site/1/overview.json?api_key=${KEY}`);
    await press();
    await until(logged, (log) => /solar\.energy.*14676\.442.*solar\.power.*1395/s.test(log));
    assert.deepEqual(asked, [`/site/1/overview.json?api_key=${KEY}`]);

    // Nobody listens there: Node-RED's error says the whole address.
    await deploy(`http://127.0.0.1:${await freePort()}/site/1/overview.json?api_key=${KEY}`);
    await press();
    await until(logged, (log) => /answer of the monitoring API is no JSON.*ECONNREFUSED/s.test(log));
    assert.ok(!nodeRed.log().includes(KEY));
    const exported = await (await fetch(`${nodeRed.url}/flows`)).text();
    assert.ok(!exported.includes(KEY));
  });
});
