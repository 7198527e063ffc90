import assert from 'node:assert/strict';
import type { Report } from '../../lib/report';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { shippedFlows } from './shipped-flows';

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
        'solar.energy',
        'solar.grid_export',
        'solar.grid_import',
        'solar.grid_power',
        'solar.power',
        'solar.temperature',
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

    const picture = await get(
      '/chart/heat_pump.energy,heat_pump.outdoor_temperature.png?period=30d&theme=light&language=pl',
    );
    assert.equal(picture.headers.get('content-type'), 'image/png');
    const png = Buffer.from(await picture.arrayBuffer());
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [960, 540]);
    const noSuch = await get('/chart/gas.volume.png');
    assert.deepEqual([noSuch.status, /no readings of "gas.volume"/.test(await noSuch.text())], [404, true]);
    const noPeriod = await get('/chart/water.volume.png?period=soon');
    assert.deepEqual([noPeriod.status, /"soon"/.test(await noPeriod.text())], [400, true]);

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
