import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../lib/reading';
import type { Report } from '../../lib/report';
import { TelemetryDatabase } from '../../lib/store/telemetry-database';
import { NODE_RED } from '../node-red-version';
import { PASSWORD, PostgresServer } from '../postgres';
import { temporaryDirectory } from '../temporary';
import { AROUND, Runtime, sentence } from './runtime';

const POLL = 300_000;
const START = Date.UTC(2026, 9, 1);
const water = (index: number, value = index): Reading => ({
  series: 'water.volume',
  kind: 'counter',
  value,
  unit: 'dm3',
  time: START + index * POLL,
});
const node = (id: string, type: string, properties: object = {}): object => ({
  id,
  type,
  z: 'tab',
  x: 0,
  y: 0,
  database: 'db',
  wires: [['out']],
  ...properties,
});
const events = { id: 'events', z: 'tab', x: 0, y: 0, type: 'helper' };
const STORE = node('store', 'telemetry-store', { wires: [['out'], ['events']] });
const STATE = node('state', 'telemetry-remote', { action: 'state' });
const VERIFY = node('verify', 'telemetry-remote', { action: 'verify', period: '2026' });
const BACKUP = node('backup', 'telemetry-backup', { folder: '', keep: 2 });
const db = (properties: object = {}): object => ({
  id: 'db',
  type: 'telemetry-database',
  file: 'telemetry.sqlite',
  timeZone: 'Europe/Warsaw',
  ...properties,
});

interface State {
  kind: string;
  waiting: number;
  refused: number;
  error?: string;
}

describe(`the remote and backups in ${NODE_RED}`, function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let server: PostgresServer;
  let count = 0;
  let runtime: Runtime;
  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server.stop());
  afterEach(() => runtime.stop());

  const start = async (database: object, ...nodes: object[]): Promise<void> => {
    runtime = await Runtime.start([...AROUND, events, database, ...nodes], directory(), {
      db: { remotePassword: PASSWORD },
    });
  };
  const withRemote = async (properties: object = {}): Promise<object> => {
    const { url } = await server.database(`houses${++count}`);
    return db({ remote: 'postgresql', remoteUrl: url, home: 'north', remoteTls: 'off', ...properties });
  };
  const stateOf = async (): Promise<State> => (await runtime.send('state', { payload: 1 })).message!['remote'] as State;
  const untilSent = async (): Promise<void> => {
    for (;;) {
      const { waiting } = await stateOf();
      if (waiting === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  it('sends what is stored by itself, says how that goes on, and compares', async () => {
    await start(await withRemote(), STORE, STATE, VERIFY);
    await runtime.send('store', { payload: [water(0), water(1), water(2)] });
    await untilSent();
    const rows = await server.query<{ value: number; home: string }>(
      `houses${count}`,
      'SELECT home, value FROM telemetry',
    );
    assert.deepEqual(
      rows.map(({ home, value }) => [home, value]),
      [
        ['north', 0],
        ['north', 1],
        ['north', 2],
      ],
    );
    const { payload, remote } = (await runtime.send('state', { payload: 'kept' })).message!;
    assert.equal(payload, 'kept');
    assert.deepEqual([(remote as State).kind, (remote as State).error], ['idle', undefined]);
    await server.query(`houses${count}`, 'DELETE FROM reading WHERE value = 1');
    const verified = (await runtime.send('verify', { payload: {} })).message!['payload'] as { differing: object[] };
    assert.deepEqual(verified.differing, [
      { series: 'water.volume', day: '2026-10-01', here: 3, there: 2, brought: 0 },
    ]);
    await untilSent();
    const again = (await runtime.send('verify', { payload: {} })).message!['payload'] as { differing: object[] };
    assert.deepEqual(again.differing, []);
  });

  it('stores and answers while the remote is away, and says why without its password', async () => {
    const gone = db({
      remote: 'postgresql',
      remoteUrl: 'postgresql://me@127.0.0.1:9/db',
      home: 'north',
      remoteTls: 'off',
    });
    await start(gone, STORE, STATE, VERIFY);
    await runtime.send('store', { payload: [water(0), water(1)] });
    let state = await stateOf();
    while (state.kind !== 'failing') state = await stateOf();
    assert.match(state.error!, /ECONNREFUSED/);
    assert.ok(state.waiting > 0);
    assert.match(sentence(await runtime.send('verify', { payload: {} })), /ECONNREFUSED/);
    const said = JSON.stringify([runtime.warnings('db'), runtime.status('state'), state]);
    assert.ok(!said.includes(PASSWORD));
  });

  it('has none where none is named, or its variable is not set', async () => {
    const variable = '$' + '{TELEMETRY_NOT_SET}';
    const unset = db({ remote: 'postgresql', remoteUrl: variable, home: variable });
    await start(unset, STORE, STATE, VERIFY);
    await runtime.send('store', { payload: [water(0)] });
    const { message } = await runtime.send('state', { payload: 1, remote: 'old' });
    assert.equal(message!['remote'], undefined);
    assert.match(sentence(await runtime.send('verify', { payload: {} })), /no remote/);
  });

  const wrong: [properties: object, said: RegExp][] = [
    [{ remoteUrl: `postgresql://me:${PASSWORD}@host/db` }, /password field/],
    [{ remoteUrl: 'http://host/write?db=a' }, /must be such as postgresql/],
    [{ home: 'My Home' }, /"home-1"/],
    [{ home: '' }, /needs a name for this home/],
    [{ remote: 'oracle' }, /must be one of/],
  ];
  for (const [properties, said] of wrong) {
    it(`says what is wrong with ${JSON.stringify(properties).replaceAll(PASSWORD, '…')}`, async () => {
      const url = 'postgresql://me@host/db';
      await start(db({ remote: 'postgresql', remoteUrl: url, home: 'north', ...properties }), STORE);
      const told = sentence(await runtime.send('store', { payload: [water(0)] }));
      assert.match(told, said);
      assert.ok(!told.includes(PASSWORD));
    });
  }

  it('answers about many houses from their common database', async () => {
    const { url } = await server.database(`houses${++count}`);
    for (const [home, last] of [
      ['north', 5],
      ['south', 7],
    ] as const) {
      const house = { remote: 'postgresql', remoteUrl: url, home, remoteTls: 'off', file: `${home}.sqlite` };
      await start(db(house), STORE, STATE);
      await runtime.send('store', { payload: [water(0), water(1, last)] });
      await untilSent();
      await runtime.stop();
    }
    const central = db({ kind: 'postgresql', remoteUrl: url, home: 'north, south', remoteTls: 'off' });
    await start(
      central,
      node('query', 'telemetry-query', { series: 'water.volume', period: '2026-10-01' }),
      STORE,
      BACKUP,
    );
    const ask = async (payload: object): Promise<unknown[]> => {
      const outcome = await runtime.send('query', { payload });
      return (outcome.message!['payload'] as Report).series.map(({ home, total }) => [home, total]);
    };
    assert.deepEqual(await ask({}), [
      ['north', 5],
      ['south', 7],
    ]);
    assert.deepEqual(await ask({ home: 'south' }), [[undefined, 7]]);
    assert.deepEqual(await ask({ home: '*' }), [
      ['north', 5],
      ['south', 7],
    ]);
    assert.match(sentence(await runtime.send('query', { payload: { home: 'west' } })), /no home "west"/);
    assert.match(sentence(await runtime.send('store', { payload: [water(9)] })), /belongs to the houses/);
    assert.match(sentence(await runtime.send('backup', { payload: 1 })), /SQLite database/);
  });

  it('copies the database in use, and keeps so many copies', async () => {
    await start(db(), STORE, BACKUP);
    await runtime.send('store', { payload: [water(0), water(1)] });
    const files: string[] = [];
    for (let copy = 0; copy < 3; copy++) {
      const { message } = await runtime.send('backup', { payload: 1 });
      const { file, readings, removed } = message!['payload'] as { file: string; readings: number; removed: string[] };
      files.push(file);
      assert.equal(readings, 2);
      assert.equal(removed.length, copy < 2 ? 0 : 1);
      // A second later, so that the next one has another name.
      const second = Math.floor(Date.now() / 1000);
      while (Math.floor(Date.now() / 1000) === second) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(readdirSync(join(directory(), 'backups')).length, 2);
    const copy = new TelemetryDatabase({ file: files[2]!, timeZone: 'Europe/Warsaw' });
    const { series } = await copy.query({ series: ['*'], period: '2026-10-01' });
    await copy.close();
    assert.equal(series[0]!.total, 1);
  });

  it('says why a copy could not be made', async () => {
    writeFileSync(join(directory(), 'no-folder'), '');
    await start(db(), STORE, { ...BACKUP, folder: 'no-folder' });
    await runtime.send('store', { payload: [water(0)] });
    assert.match(sentence(await runtime.send('backup', { payload: 1 })), /The backup failed: /);
  });

  it('puts a damaged file together again, says so, and stores on', async () => {
    await start(db(), STORE, BACKUP);
    await runtime.send('store', { payload: Array.from({ length: 500 }, (_, index) => water(index)) });
    const { message } = await runtime.send('backup', { payload: 1 });
    const copy = (message!['payload'] as { file: string }).file;
    await runtime.send('store', { payload: Array.from({ length: 100 }, (_, index) => water(500 + index)) });
    await runtime.stop();
    const file = join(directory(), 'telemetry.sqlite');
    const bytes = readFileSync(file);
    // The first page, which says what the file is, and some in the middle.
    bytes.fill(0xa5, 0, 512);
    for (let page = 45; page < bytes.length / 512; page += 9) bytes.fill(0xa5, page * 512, (page + 1) * 512);
    writeFileSync(file, bytes);
    await start(db(), STORE, node('query', 'telemetry-query', { series: 'water.volume', period: '2026-10' }));
    const told = new Promise<Record<string, unknown>>((resolve) => {
      runtime.node('events').on('input', (received) => {
        if (received['topic'] === 'rebuilt') resolve(received['payload'] as Record<string, unknown>);
      });
    });
    const stored = await runtime.send('store', { payload: [water(600)] });
    assert.deepEqual(stored.message!['stored'], { stored: 1, duplicate: 0, held: 0, rejected: 0 });
    const event = await told;
    assert.equal(event['series'], 'water.volume');
    assert.ok((event['readings'] as number) >= 500, JSON.stringify(event));
    const report = (await runtime.send('query', { payload: {} })).message!['payload'] as Report;
    assert.deepEqual([report.series[0]!.total, report.series[0]!.last?.value], [600, 600]);
    assert.ok(readdirSync(directory()).some((name) => name.includes('.damaged-')));
    assert.ok(copy);
  });

  it('leaves a file alone of which nothing can be read', async () => {
    mkdirSync(join(directory(), 'other'));
    copyFileSync(__filename, join(directory(), 'telemetry.sqlite'));
    await start(db(), STORE);
    let isAnswered = false;
    void runtime.send('store', { payload: [water(0)] }).then(() => {
      isAnswered = true;
    });
    while (!JSON.stringify(runtime.status('store') ?? '').includes('waiting')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(isAnswered, false);
    assert.deepEqual(readFileSync(join(directory(), 'telemetry.sqlite')), readFileSync(__filename));
  });
});
