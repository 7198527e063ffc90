import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Reading } from '../../lib/reading';
import { freePort } from '../flows/node-red';
import { NODE_RED } from '../node-red-version';
import { AROUND, Runtime, sentence } from './runtime';

describe(`the simulated house in ${NODE_RED}`, () => {
  let runtime: Runtime;
  afterEach(() => runtime.stop());
  const start = async (properties: object = {}): Promise<void> => {
    const [gatewayPort, linePort] = [await freePort(), await freePort()];
    const node = {
      id: 'house',
      z: 'tab',
      x: 0,
      y: 0,
      type: 'simulated-house',
      gatewayPort,
      linePort,
      seed: '1',
      wires: [['out']],
    };
    runtime = await Runtime.start([...AROUND, { ...node, ...properties }]);
  };

  it('gives its past week by week, as it is asked for the next', async () => {
    await start();
    const readings: Reading[] = [];
    let outcome = await runtime.send('house', { payload: { history: { days: 20 } } });
    let weeks = 1;
    for (;;) {
      readings.push(...(outcome.message!['payload'] as Reading[]));
      const { next, to } = outcome.message!['history'] as { next: number; to: number };
      if (next >= to) break;
      outcome = await runtime.send('house', outcome.message!);
      weeks += 1;
    }
    assert.equal(weeks, 3);
    const volumes = readings.filter(({ series }) => series === 'water.volume');
    assert.ok(Math.abs(volumes.length - 20 * 288) <= 2, String(volumes.length));
    for (const [index, { time }] of volumes.slice(1).entries()) assert.equal(time - volumes[index]!.time, 300_000);
  });

  it('explains what it does not know', async () => {
    await start();
    assert.match(
      sentence(await runtime.send('house', { payload: { fault: 'earthquake' } })),
      /no fault "earthquake".*silence/,
    );
    assert.match(
      sentence(await runtime.send('house', { payload: 'leak' })),
      /"leak" is nothing the simulated house knows/,
    );
    assert.match(sentence(await runtime.send('house', { payload: { history: { days: -1 } } })), /history.days/);
  });

  it('says which port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await start({ gatewayPort: port });
      const node = runtime.node('house');
      if ((runtime.status('house') as { text: string }).text !== 'simulated-house.status.port-failed') {
        await new Promise<void>((resolve) => {
          node.on('call:error', () => resolve());
        });
      }
      assert.deepEqual(runtime.status('house'), {
        fill: 'red',
        shape: 'ring',
        text: 'simulated-house.status.port-failed',
      });
    } finally {
      server.close();
    }
  });
});
