import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Reading } from '../../../../lib/reading';
import type { Dialect, LineAddress } from '../../../../lib/store/remote/line-protocol/address';
import { LineRemote } from '../../../../lib/store/remote/line-protocol/line-remote';
import { TelemetryDatabase } from '../../../../lib/store/telemetry-database';
import { hasProgram, startInfluxDb, startVictoriaMetrics, type TimeSeriesServer } from '../../../servers';
import { temporaryDirectory } from '../../../temporary';

const POLL = 300_000;
const START = Math.floor((Date.now() - 20 * 86_400_000) / POLL) * POLL;

const counter = (index: number, value = index): Reading => ({
  series: 'water.volume',
  kind: 'counter',
  unit: 'dm3',
  value,
  time: START + index * POLL,
});
const gauge = (index: number, value: number): Reading => ({
  series: 'house.temperature',
  kind: 'gauge',
  unit: '°C',
  value,
  time: START + index * POLL,
});

interface Server {
  dialect: Dialect;
  program: string;
  start: () => Promise<TimeSeriesServer>;
  path: string;
}

const SERVERS: Server[] = [
  { dialect: 'influxdb', program: 'influxd', start: startInfluxDb, path: '/write?db=houses' },
  { dialect: 'victoriametrics', program: 'victoria-metrics', start: startVictoriaMetrics, path: '/write' },
];

for (const { dialect, program, start, path } of SERVERS) {
  const isThere = hasProgram(program);
  (isThere ? describe : describe.skip)(`a house and ${program}${isThere ? '' : ' (not installed)'}`, function () {
    this.timeout(60_000);
    const directory = temporaryDirectory();
    let server: TimeSeriesServer;
    let count = 0;
    const open: TelemetryDatabase[] = [];
    before(async () => {
      server = await start();
      if (dialect === 'influxdb') {
        await fetch(`http://127.0.0.1:${server.port}/query?q=CREATE%20DATABASE%20houses`, { method: 'POST' });
      }
    });
    after(() => server.stop());
    beforeEach(() => {
      count += 1;
    });
    afterEach(async () => {
      for (const database of open.splice(0)) await database.close();
    });

    const house = async (url = `http://127.0.0.1:${server.port}${path}`): Promise<TelemetryDatabase> => {
      const address: LineAddress = { url, dialect, tls: 'verify' };
      const database = new TelemetryDatabase({
        file: join(directory(), 'house.sqlite'),
        timeZone: 'Europe/Warsaw',
        remote: { remote: new LineRemote(address, `home-${count}`), batch: 100 },
      });
      open.push(database);
      await database.openQuietly();
      return database;
    };
    const assertEqual = async (database: TelemetryDatabase): Promise<void> => {
      const status = (await database.remoteStatus())!;
      assert.deepEqual([status.waiting, status.refused], [0, 0]);
      const { differing, waiting, readings } = await database.verify();
      assert.deepEqual({ differing, waiting }, { differing: [], waiting: 0 });
      assert.ok(readings > 0);
    };

    it('are equal after new readings, late ones, faults and repairs', async () => {
      const database = await house();
      await database.write([counter(0), counter(1), counter(2), gauge(0, 20.1), gauge(1, 0.1 + 0.2)]);
      await database.drain();
      await assertEqual(database);
      await database.write([counter(5), counter(4), counter(6, 0), { ...counter(7), time: 1000 }]);
      await database.write([counter(60), counter(61), counter(62, 9000)]);
      await database.drain();
      await database.write([counter(63, 62), gauge(2, -3)]);
      await database.drain();
      await assertEqual(database);
      const { events } = await database.events({ series: ['*'], period: '30d' });
      const gap = events.find(({ kind }) => kind === 'gap')!;
      const { decision } = await database.repair({ event: gap.id, as: 'replacement', by: 'me', why: '' });
      await database.drain();
      await assertEqual(database);
      await database.repair({ undo: decision.id, by: 'me', why: '' });
      await database.drain();
      await assertEqual(database);
    });

    it('are equal when a reading that was put in is taken out again', async () => {
      const database = await house();
      await database.write([counter(0), counter(1), { ...counter(7), time: 1000 }]);
      const clock = (await database.events({ series: ['*'], period: '30d', kinds: ['clock'] })).events[0]!;
      const order = { event: clock.id, shift: START + 30 * POLL - 1000, by: 'me', why: '' };
      const { decision } = await database.repair(order);
      await database.drain();
      await assertEqual(database);
      await database.repair({ undo: decision.id, by: 'me', why: '' });
      await database.drain();
      await assertEqual(database);
    });

    it('are equal after a long history, batch by batch', async () => {
      const database = await house();
      await database.bring(Array.from({ length: 1_000 }, (_, index) => counter(index, index * 0.7)));
      await database.drain();
      await database.write([counter(1_100, 800)]);
      await database.bring([counter(-5, -4)]);
      await database.drain();
      await assertEqual(database);
    });

    it('give the total of any period as the difference of two values', async () => {
      const database = await house();
      await database.bring([counter(0, 100), counter(1, 103), counter(2, 0), counter(3, 104), counter(4, 106)]);
      await database.drain();
      await assertEqual(database);
      const total = async (): Promise<number> => {
        if (dialect === 'influxdb') {
          const q = `SELECT last(total) - first(total) FROM reading WHERE home = 'home-${count}'`;
          const answer = await fetch(`http://127.0.0.1:${server.port}/query?db=houses&q=${encodeURIComponent(q)}`);
          const { results } = (await answer.json()) as { results: { series: { values: number[][] }[] }[] };
          return results[0]!.series[0]!.values[0]![1]!;
        }
        const match = encodeURIComponent(`reading_total{home="home-${count}"}`);
        const range = `start=${START / 1000}&end=${START / 1000 + 86_400}`;
        const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/export?match[]=${match}&${range}`);
        const { values } = JSON.parse(await answer.text()) as { values: number[] };
        return values.at(-1)! - values[0]!;
      };
      assert.equal(await total(), 6);
    });

    it('say what is wrong when the server is not there or refuses', async () => {
      const database = await house('http://127.0.0.1:9/write?db=houses');
      await database.write([counter(0)]);
      await assert.rejects(database.drain(), /ECONNREFUSED|bad port/);
      assert.equal((await database.remoteStatus())!.waiting > 0, true);
    });
  });
}

describe('an address for line protocol', () => {
  const refused: [url: string, said: RegExp][] = [
    ['nonsense hunter2', /must be such as/],
    ['ftp://host/write', /must be such as/],
    ['https://me:hunter2@host/write', /password field/],
    ['https://host/write?db=a&u=me&p=hunter2', /password field/],
    ['http://far.example/write?db=a', /not encrypted/],
  ];
  for (const [url, said] of refused) {
    it(`is refused without its secret: ${url.replaceAll('hunter2', '…')}`, () => {
      assert.throws(
        () => new LineRemote({ url, dialect: 'influxdb', tls: 'verify' }, 'one'),
        (error: Error) => said.test(error.message) && !error.message.includes('hunter2'),
      );
    });
  }
});
