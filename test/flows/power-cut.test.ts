import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Reading } from '../../lib/reading';
import { Sqlite } from '../../lib/store/sqlite';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed } from './node-red';

/** The older Node-RED only shows that nothing depends on the version. */
const CUTS = NODE_RED === 'node-red' ? 50 : 10;
const POLL = 300_000;
const START = Date.UTC(2026, 0, 1);

const FLOWS = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'db', type: 'telemetry-database', file: 'telemetry.sqlite', timeZone: 'Europe/Warsaw' },
  { id: 'in', type: 'http in', z: 'tab', url: '/store', method: 'post', wires: [['store']] },
  { id: 'store', type: 'telemetry-store', z: 'tab', database: 'db', wires: [['ok'], []] },
  { id: 'ok', type: 'http response', z: 'tab', statusCode: '200', wires: [] },
];

describe(`a power cut in mid-write, ${NODE_RED}`, function () {
  this.timeout(600_000);
  const directory = temporaryDirectory();

  it(`loses no acknowledged reading in ${CUTS} of them`, async () => {
    const acknowledged = new Map<number, number>();
    let next = 0;
    let refused = 0;
    for (let cut = 0; cut < CUTS; cut++) {
      const nodeRed = await startNodeRed({
        userDir: directory(),
        flows: FLOWS,
        without: ['*tls*', '*mqtt*', '*parsers*'],
      });
      const power = { on: true };
      const send = async (): Promise<void> => {
        while (power.on) {
          const batch = Array.from({ length: 50 }, () => reading(next++));
          const answer = await post(nodeRed, batch);
          if (answer) for (const { time, value } of batch) acknowledged.set(time, value);
          else refused += 1;
        }
      };
      const senders = [send(), send(), send()];
      await untilMore(acknowledged, 1 + (cut % 7) * 60);
      power.on = false;
      await nodeRed.kill();
      await Promise.all(senders);
    }
    assert.ok(refused > 0, 'no cut fell into a write');

    const file = await Sqlite.open(join(directory(), 'telemetry.sqlite'), 'existing');
    const check = await file.get<{ integrity_check: string }>('PRAGMA integrity_check');
    assert.equal(check?.integrity_check, 'ok');
    const rows = await file.all<{ time: number; value: number }>('SELECT time, value FROM reading_1');
    const stored = new Map(rows.map(({ time, value }) => [time, value]));
    await file.close();
    const lost = [...acknowledged].filter(([time, value]) => stored.get(time) !== value);
    assert.deepEqual(lost, []);
    assert.ok(acknowledged.size > CUTS * 50, `${acknowledged.size} acknowledged`);
  });
});

function reading(index: number): Reading {
  return { series: 'water.volume', kind: 'counter', value: index, unit: 'dm3', time: START + index * POLL };
}

/** Whether the readings were acknowledged before the power went. */
async function post({ url }: NodeRed, batch: Reading[]): Promise<boolean> {
  const body = JSON.stringify(batch);
  const answer = await fetch(`${url}/store`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  }).catch(() => undefined);
  return answer?.status === 200;
}

/** Resolves once so many more readings are acknowledged: the cut then falls at any point of the next write. */
async function untilMore(acknowledged: Map<number, number>, count: number): Promise<void> {
  const target = acknowledged.size + count;
  while (acknowledged.size < target) await new Promise((resolve) => setTimeout(resolve, 5));
}
