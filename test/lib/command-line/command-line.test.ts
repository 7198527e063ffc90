import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../../lib/reading';
import { TelemetryDatabase } from '../../../lib/store/telemetry-database';
import { projectRoot } from '../../node-red-version';
import { PASSWORD, PostgresServer } from '../../postgres';
import { sharedData } from '../../shared-data';
import { temporaryDirectory } from '../../temporary';

const POLL = 300_000;
const START = Date.UTC(2026, 9, 1);
const MAIN = join(projectRoot, 'dist', 'lib', 'command-line', 'main.js');
const counter = (index: number, value = index): Reading => ({
  series: 'water.volume',
  kind: 'counter',
  unit: 'dm3',
  value,
  time: START + index * POLL,
});

describe('the command line', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  const path = (name: string): string => join(directory(), name);
  const run = (args: string[], env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd: directory(),
      encoding: 'utf8',
      env: { ...process.env, HOME: directory(), ...env },
    });
    return { code: status, out: stdout, error: stderr };
  };
  /** Runs a command on the database of the test. */
  const on = (command: string, ...args: string[]) =>
    run([command, '--database', 'house.sqlite', '--time-zone', 'Europe/Warsaw', ...args]);
  const withHouse = async <T>(work: (database: TelemetryDatabase) => Promise<T>): Promise<T> => {
    const database = new TelemetryDatabase({ file: path('house.sqlite'), timeZone: 'Europe/Warsaw' });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const totalOf = (series: string, period: string, now?: number) =>
    withHouse(async (database) => (await database.query({ series: [series], period }, now)).series[0]!);

  it('says what it can do, and what was wrong with what was typed', () => {
    assert.equal(run([]).code, 0);
    assert.match(run(['help']).out, /import .*\n.*export/);
    for (const command of ['import', 'export', 'backup', 'restore', 'verify', 'check', 'remote']) {
      const { code, out } = run([command, '--help']);
      assert.deepEqual([code, out.startsWith(`Usage: home-telemetry ${command}`)], [0, true]);
    }
    const wrong: [args: string[], said: RegExp][] = [
      [['nonsense'], /Usage/],
      [['backup', '--nonsense'], /--nonsense/],
      [['backup'], /No database was found/],
      [['import', '--database', 'a.sqlite'], /Which file/],
      [['verify', '--database', MAIN], /--home/],
      [['backup', '--database', 'gone.sqlite'], /no database gone.sqlite/],
      [['backup', '--database', MAIN, '--keep', 'many'], /--keep is "many"/],
    ];
    for (const [args, said] of wrong) {
      const { code, out, error } = run(args);
      assert.equal(code, 2, args.join(' '));
      assert.match(out + error, said);
    }
    const gone = run(['import', '--database', 'a.sqlite', 'gone.csv']);
    assert.equal(gone.code, 1);
    assert.match(gone.error, /gone\.csv/);
  });

  it('brings in the old tables without dates, counted back from the last row', async () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => `${index + 1};${5_000 + index * 2}`);
    writeFileSync(path('woda.csv'), `id;value\n${rows.join('\n')}\n`);
    const without = on('import', 'woda.csv');
    assert.equal(without.code, 1);
    assert.match(without.error, /no dates.*--end/);
    const { code, out } = on('import', '--end', '2026-10-04 12:00', 'woda.csv');
    assert.equal(code, 0);
    assert.match(out, /1 000 new/);
    const water = await totalOf('water.volume', '7d', Date.parse('2026-10-04T12:00:00+02:00') + 1);
    assert.deepEqual([water.total, water.last], [1998, { time: Date.parse('2026-10-04T12:00:00+02:00'), value: 6998 }]);
    assert.match(on('import', '--end', '2026-10-04 12:00', 'woda.csv').out, /0 new.*1 000 were there already/s);
  });

  it('brings in the old tables from a MySQL dump with dates', async () => {
    const row = (index: number): string => {
      const time = new Date(START + index * POLL + 2 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
      return `(${index + 1},${(500 + index / 10).toFixed(1)},'${time}')`;
    };
    const some = (from: number): string => Array.from({ length: 288 }, (_, index) => row(from + index)).join(',');
    const dump = `-- MySQL dump
/*!40101 SET NAMES utf8 */;
CREATE TABLE \`pompa\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`value\` float NOT NULL,
  \`date\` datetime DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB;
CREATE TABLE \`notes\` (
  \`id\` int(11) NOT NULL,
  \`text\` text
);
INSERT INTO \`notes\` VALUES (1,'it''s; "not" (a) reading'),(2,NULL);
INSERT INTO \`pompa\` VALUES ${some(0)};
INSERT INTO \`pompa\` VALUES ${some(288)};
`;
    writeFileSync(path('dump.sql'), dump.replace(/CREATE TABLE `notes`[\s\S]*?INSERT INTO `notes`.*\n/, ''));
    const { code, out } = on('import', 'dump.sql');
    assert.equal(code, 0, out);
    const pump = await totalOf('heat_pump.energy', '2026-10-01', START + 3 * 86_400_000);
    assert.equal(pump.total, 26.4);
    assert.equal((await totalOf('heat_pump.energy', '7d', START + 3 * 86_400_000)).total, 57.5);
  });

  it('brings in a wide table of a real house, named by --map', async function () {
    const file = sharedData('household.csv');
    if (!file) this.skip();
    assert.match(on('import', file).error, /No column of the table is known \(heat_pump_kwh/);
    const maps = ['--map', 'heat_pump_kwh=heat_pump.energy:kWh', '--map', 'solar_kwh=solar.energy:kWh'];
    const dry = on('import', '--dry-run', ...maps, file);
    assert.match(dry.out, /nothing was stored/);
    const { code, out } = on('import', ...maps, file);
    assert.equal(code, 0);
    assert.match(out, /Columns that were left out: interpolated/);
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const values = rows
      .slice(1)
      .filter(([, value]) => value !== '')
      .map(([, value]) => Number(value));
    const pump = await totalOf('heat_pump.energy', '2015-01-01..2016-12-31', Date.UTC(2027, 0));
    assert.ok(Math.abs(pump.total! - (values.at(-1)! - values[0]!)) < 1e-6, `${pump.total}`);
  });

  it('brings back what it wrote, reading by reading', async () => {
    const readings = [counter(0), counter(1), counter(2, 0), counter(3), counter(40)];
    await withHouse((database) => database.bring(readings));
    for (const format of ['csv', 'ndjson']) {
      const { code, out } = on('export', '--format', format);
      assert.equal(code, 0);
      assert.equal(out.trim().split('\n').length, readings.length + (format === 'csv' ? 1 : 0));
    }
    const { out } = on('export', '--output', 'all.csv');
    assert.equal(out, '');
    const copy = run(['import', '--database', 'copy.sqlite', '--time-zone', 'Europe/Warsaw', 'all.csv']);
    assert.equal(copy.code, 0, copy.error);
    const again = run(['export', '--database', 'copy.sqlite', '--time-zone', 'Europe/Warsaw']);
    assert.equal(again.out, readFileSync(path('all.csv'), 'utf8'));
    const days = on('export', '--bucket', 'day', '--period', '2026-10-01', '--series', 'water.*');
    assert.match(days.out, /^water\.volume,dm3,2026-09-30T22:00:00\.000Z,.*,40,/m);
  });

  it('leaves out rows that make no sense, and says which', () => {
    writeFileSync(
      path('odd.csv'),
      'time,series,value,unit\n2026-10-01 10:00,water.volume,5,l\n2026-10-01 10:05,water.volume,much,l\n' +
        '31.12.2026,water.volume,6,l\n2026-10-01 10:10,Water Volume,7,l\n2026-10-01 10:15,water.flow,7,miles\n' +
        '2026-10-01 10:20,water.volume,9,l\n',
    );
    const { code, out, error } = on('import', '--time-format', 'iso', 'odd.csv');
    assert.equal(code, 1);
    assert.match(out, /2 new/);
    assert.match(error, /Row 2 .*"much" is no number/);
    assert.match(error, /Row 3 .*"31\.12\.2026" is no time/);
    assert.match(error, /Row 4 .*"Water Volume" is no name/);
    assert.match(error, /Row 5 .*water\.flow needs a unit/);
  });

  it('copies a database in use and puts the copy in its place', async () => {
    await withHouse(async (database) => {
      await database.write([counter(0), counter(1)]);
      const { code, out } = run(['backup', '--database', 'house.sqlite']);
      assert.equal(code, 0);
      assert.match(out, /2 readings.*checked/);
      await database.write([counter(2), counter(3)]);
      const restored = on('restore');
      assert.equal(restored.code, 0, restored.error);
      assert.match(restored.out, /before-restore/);
      // Whoever has the file open goes on with the one that is there now.
      await database.write([counter(4)]);
      const values: number[] = [];
      for await (const some of database.readings(['*'], 0, Number.MAX_SAFE_INTEGER))
        values.push(...some.map(({ value }) => value));
      assert.deepEqual(values, [0, 1, 4]);
    });
    assert.equal(on('check').code, 0);
    writeFileSync(path('no-copy.sqlite'), 'nonsense');
    const refused = on('restore', 'no-copy.sqlite');
    assert.equal(refused.code, 1);
    assert.match(refused.error, /no-copy\.sqlite/);
    assert.equal(on('check').code, 0);
  });

  it('puts a damaged database together again, and says what it saved', async () => {
    await withHouse((database) => database.bring(Array.from({ length: 2_000 }, (_, index) => counter(index))));
    assert.equal(run(['backup', '--database', 'house.sqlite']).code, 0);
    const bytes = readFileSync(path('house.sqlite'));
    for (let page = 45; page < bytes.length / 512; page += 10) bytes.fill(0xa5, page * 512, (page + 1) * 512);
    writeFileSync(path('house.sqlite'), bytes);
    const looked = on('check');
    assert.equal(looked.code, 3);
    assert.match(looked.out, /water\.volume: 1 \d{3} readings can be read/);
    const { code, out } = on('check', '--repair');
    assert.equal(code, 3);
    assert.match(out, /water\.volume: 2 000 readings \(\d+ only in the copy/);
    assert.equal(on('check').code, 0);
    assert.equal((await totalOf('water.volume', '30d', START + 2_000 * POLL)).total, 1_999);
    assert.ok(readdirSync(directory()).some((name) => name.includes('.damaged-')));
  });

  describe('with a remote', () => {
    let server: PostgresServer;
    before(async () => {
      server = await PostgresServer.start();
    });
    after(() => server.stop());

    it('compares, sends, and brings a house back after its card died', async () => {
      const { url } = await server.database('houses');
      const env = {
        TELEMETRY_REMOTE: url,
        TELEMETRY_REMOTE_PASSWORD: PASSWORD,
        TELEMETRY_HOME: 'north',
        TELEMETRY_TLS: 'off',
      };
      const zone = ['--time-zone', 'Europe/Warsaw'];
      assert.match(run(['remote'], env).out, /tables are there/);
      await withHouse((database) => database.bring(Array.from({ length: 600 }, (_, index) => counter(index))));
      const first = run(['verify', '--database', 'house.sqlite', ...zone], env);
      assert.match(first.out, /3 days wait to be sent|was sent again/);
      const second = run(['verify', '--database', 'house.sqlite', ...zone], env);
      assert.deepEqual([second.code, second.error], [0, '']);
      assert.match(second.out, /600 readings of 3 days.*\nThe remote equals the house/);
      await server.query('houses', 'DELETE FROM reading WHERE value = 300');
      const third = run(['verify', '--database', 'house.sqlite', ...zone], env);
      assert.equal(third.code, 3);
      assert.match(third.out, /2026-10-02 water\.volume: 288 here, 287 there/);
      assert.equal(run(['verify', '--database', 'house.sqlite', ...zone], env).code, 0);

      const lost = run(['restore', '--from-remote', '--database', 'new.sqlite', ...zone], env);
      assert.deepEqual([lost.code, lost.error], [0, '']);
      assert.match(lost.out, /600 readings and 0 decisions came back/);
      assert.equal(run(['verify', '--database', 'new.sqlite', ...zone], env).code, 0);
      const [old, fresh] = ['house.sqlite', 'new.sqlite'].map(
        (file) => run(['export', '--database', file, ...zone]).out,
      );
      assert.equal(fresh, old);
      assert.ok(existsSync(path('new.sqlite')));
      const wrong = run(['verify', '--database', 'house.sqlite'], {
        ...env,
        TELEMETRY_REMOTE_PASSWORD: 'wrong-secret',
      });
      assert.equal(wrong.code, 1);
      assert.ok(!wrong.error.includes('wrong-secret'));
    });
  });
});
