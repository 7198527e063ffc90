import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Reading } from '../../../../lib/reading';
import type { PostgresAddress } from '../../../../lib/store/remote/postgres/connection';
import { PostgresRemote } from '../../../../lib/store/remote/postgres/postgres-remote';
import { TelemetryDatabase, type TelemetryDatabaseOptions } from '../../../../lib/store/telemetry-database';
import { PostgresServer } from '../../../postgres';
import { temporaryDirectory } from '../../../temporary';

const POLL = 300_000;
const START = Date.UTC(2026, 9, 1);

const counter = (index: number, value = index): Reading => ({
  series: 'water.volume',
  kind: 'counter',
  unit: 'dm3',
  value,
  time: START + index * POLL,
});

describe('a house and its PostgreSQL', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let server: PostgresServer;
  let address: PostgresAddress;
  let count = 0;
  const open: TelemetryDatabase[] = [];
  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server.stop());
  beforeEach(async () => {
    address = await server.database(`db${++count}`);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.close()));
  });

  const house = async (options: Partial<TelemetryDatabaseOptions> = {}, file = 'house.sqlite', home = 'one') => {
    const database = new TelemetryDatabase({
      file: join(directory(), file),
      timeZone: 'Europe/Warsaw',
      remote: { remote: new PostgresRemote(address, home) },
      ...options,
    });
    open.push(database);
    await database.openQuietly();
    return database;
  };
  const there = () =>
    server.query<{ time: Date; value: number }>(
      `db${count}`,
      'SELECT time, value, running FROM telemetry ORDER BY home, series, time',
    );

  it('gets every reading once, late ones, repairs and events too', async () => {
    const database = await house();
    await database.write([counter(0), counter(1), counter(2)]);
    await database.drain();
    assert.deepEqual(
      (await there()).map(({ value }) => value),
      [0, 1, 2],
    );
    await database.write([counter(5), counter(4, 0)]);
    await database.write([counter(6), counter(7)]);
    await database.drain();
    const result = await database.verify();
    assert.deepEqual(result.differing, []);
    assert.deepEqual(result.otherwise, []);
    assert.equal(result.readings, 7);
    const [gap] = (await database.events({ series: ['*'], period: '2026-10-01' }, START + 86_400_000)).events;
    assert.ok(gap);
    const status = await database.remoteStatus();
    assert.deepEqual([status?.waiting, status?.refused], [0, 0]);
  });
});
