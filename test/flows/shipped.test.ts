import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../lib/report';
import { NODE_RED, projectRoot } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { freePort, type NodeRed, startNodeRed, until } from './node-red';

interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** The shipped flows, their simulated house on free ports so that a running demo is not disturbed. */
async function shippedFlows(): Promise<FlowNode[]> {
  const flows: FlowNode[] = JSON.parse(readFileSync(join(projectRoot, 'flows', 'flows.json'), 'utf8'));
  const [gatewayPort, linePort] = [await freePort(), await freePort()];
  for (const node of flows) {
    if (node.type === 'simulated-house') Object.assign(node, { gatewayPort, linePort });
    if (node.type === 'simulated-discord') Object.assign(node, { port: await freePort() });
    if (node.id === 'line-gateway') node['tcpPort'] = String(gatewayPort);
    if (node.id === 'line-rs485') node['tcpPort'] = String(linePort);
  }
  return flows;
}

describe(`the shipped flows in ${NODE_RED}`, function () {
  this.timeout(180_000);
  const directory = temporaryDirectory();
  let nodeRed: NodeRed;
  let startedAt: number;
  beforeEach(async () => {
    startedAt = Date.now();
    nodeRed = await startNodeRed({ userDir: directory(), flows: await shippedFlows() });
  });
  afterEach(() => nodeRed.stop());

  const get = async (path: string): Promise<Response> => fetch(`${nodeRed.url}${path}`);
  const report = async (path: string): Promise<Report> => (await get(path)).json() as Promise<Report>;
  const press = async (inject: string): Promise<void> => {
    assert.equal((await fetch(`${nodeRed.url}/inject/${inject}`, { method: 'POST' })).status, 200);
  };

  it('have 13 months and live readings of all meters within a minute, and keep their word about them', async () => {
    const water = await until(
      () => report('/telemetry/water.volume?period=24h'),
      ({ series }) => (series[0]!.total ?? 0) > 0 && series[0]!.last!.time > startedAt - 60_000,
      60_000,
    );
    assert.ok(water.series[0]!.total! > 20 && water.series[0]!.total! < 2000, String(water.series[0]!.total));
    const energy = await until(
      () => report('/telemetry/heat_pump.energy?period=12m&bucket=month'),
      ({ series }) => series[0]!.coverage > 0.99 && series[0]!.last!.time > startedAt - 60_000,
      60_000,
    );
    assert.equal(energy.series[0]!.buckets.length, 13);
    assert.ok(energy.series[0]!.total! > 2000);
    const sum = energy.series[0]!.buckets.reduce((all, { total }) => all + total!, 0);
    assert.ok(Math.abs(sum - energy.series[0]!.total!) < 1e-6);

    const outdoor = await until(
      () => report('/telemetry/heat_pump.outdoor_temperature?period=12m&bucket=month'),
      ({ series }) => series[0]!.coverage > 0.99 && series[0]!.last!.time > startedAt - 60_000,
      60_000,
    );
    assert.ok(outdoor.series[0]!.mean! > 3 && outdoor.series[0]!.mean! < 14, String(outdoor.series[0]!.mean));

    const table = await (await get('/telemetry/water.volume,heat_pump.energy.csv?period=7d&bucket=day')).text();
    const lines = table.trim().split(/\r?\n/);
    assert.equal(lines[0], 'series,unit,from,to,total,mean,min,max,coverage,estimated');
    assert.equal(lines.length, 1 + 2 * 8);

    const all = await report('/telemetry/*?period=24h');
    assert.deepEqual(
      all.series.map(({ series }) => series),
      [
        'heat_pump.dhw_temperature',
        'heat_pump.energy',
        'heat_pump.outdoor_temperature',
        'heat_pump.return_temperature',
        'heat_pump.supply_temperature',
        'water.flow',
        'water.temperature',
        'water.volume',
      ],
    );

    const unknown = await get('/telemetry/gas.volume');
    assert.equal(unknown.status, 404);
    assert.match(
      ((await unknown.json()) as { error: string }).error,
      /no readings of "gas.volume". Known: .*water.volume/,
    );
    const malformed = await get('/telemetry/water.volume?period=soon');
    assert.equal(malformed.status, 400);
    assert.match(((await malformed.json()) as { error: string }).error, /"soon"/);
    assert.equal((await get('/telemetry/water.volume?bucket=eon')).status, 400);

    const before = await report('/telemetry/water.volume?period=24h');
    await press('fault-exchanged');
    await press('poll-water');
    const after = await until(
      () => report('/telemetry/water.volume?period=24h'),
      ({ series }) => series[0]!.last!.value < before.series[0]!.last!.value,
    );
    const grown = after.series[0]!.total! - before.series[0]!.total!;
    assert.ok(grown >= -1 && grown < 50, `an exchanged meter changed the total by ${grown}`);
    const sinceStart = nodeRed.log().split('Starting flows')[1]!;
    assert.doesNotMatch(sinceStart, /\[(error|warn)\]/);
  });
});
