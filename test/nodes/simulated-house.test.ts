import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Reading } from '../../lib/reading';
import { freePort } from '../flows/node-red';
import { NODE_RED } from '../node-red-version';
import { RawClient, read } from '../simulator/client';
import { AROUND, Runtime, sentence } from './runtime';

describe(`the simulated house in ${NODE_RED}`, () => {
  let runtime: Runtime;
  afterEach(() => runtime.stop());
  let linePort: number;
  const start = async (properties: object = {}): Promise<void> => {
    const gatewayPort = await freePort();
    linePort = await freePort();
    const inverterPort = await freePort();
    const node = {
      id: 'house',
      z: 'tab',
      x: 0,
      y: 0,
      type: 'simulated-house',
      gatewayPort,
      linePort,
      inverterPort,
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

  /** Resolves when the status has that colour and a full dot. */
  const shows = (fill: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        const status = runtime.status('house') as { fill?: string; shape?: string } | undefined;
        if (status?.fill === fill && status.shape === 'dot') resolve();
      };
      runtime.node('house').on('call:status', look);
      look();
    });

  it('breaks one device of the line when told to, and shows that there is a fault', async () => {
    await start();
    await shows('green');
    runtime.node('house').receive({ payload: { fault: 'sensor_broken', device: 'heat_pump_controller' } });
    await shows('yellow');
    const line = await RawClient.connect(linePort);
    try {
      assert.equal((await line.ask(1, read(12, 1, 4))).toString('hex'), '04028000');
      assert.equal((await line.ask(3, read(0, 3))).length, 8);
    } finally {
      line.destroy();
    }
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
