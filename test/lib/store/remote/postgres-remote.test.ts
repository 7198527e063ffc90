import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { composeMessage } from '../../../../lib/discord/message/compose';
import type { Reading } from '../../../../lib/reading';
import { parseReport } from '../../../../lib/report';
import type { PostgresAddress } from '../../../../lib/store/remote/postgres/connection';
import { PostgresDatabase } from '../../../../lib/store/remote/postgres/postgres-database';
import { PostgresRemote } from '../../../../lib/store/remote/postgres/postgres-remote';
import type { RemoteState } from '../../../../lib/store/remote/remote';
import { Sqlite } from '../../../../lib/store/sqlite';
import { TelemetryDatabase, type TelemetryDatabaseOptions } from '../../../../lib/store/telemetry-database';
import { PASSWORD, PostgresServer } from '../../../postgres';
import { TcpProxy } from '../../../proxy';
import { temporaryDirectory } from '../../../temporary';
import { rejectsInput } from '../../../throws';

const POLL = 300_000;
const DAY = 288 * POLL;
const START = Date.UTC(2026, 9, 1);
const ZONE = 'Europe/Warsaw';

const counter = (index: number, value = index, series = 'water.volume'): Reading => ({
  series,
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

describe('a house and its PostgreSQL', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let server: PostgresServer;
  let address: PostgresAddress;
  let count = 0;
  const open: { close(): Promise<void> }[] = [];
  before(async () => {
    server = await PostgresServer.start(['max_connections = 300']);
  });
  after(() => server.stop());
  beforeEach(async () => {
    address = await server.database(`db${++count}`);
  });
  afterEach(async () => {
    for (const database of open.splice(0)) await database.close();
  });

  const house = async (
    options: Partial<TelemetryDatabaseOptions> & { file?: string; home?: string; at?: PostgresAddress } = {},
  ) => {
    const { file = 'house.sqlite', home = 'one', at = address, ...rest } = options;
    const database = new TelemetryDatabase({
      file: join(directory(), file),
      timeZone: ZONE,
      remote: { remote: new PostgresRemote(at, home) },
      ...rest,
    });
    open.push(database);
    await database.openQuietly();
    return database;
  };
  const central = async (home: string[], at = address) => {
    const database = new PostgresDatabase({ address: at, home, timeZone: ZONE });
    open.push(database);
    await database.open();
    return database;
  };
  const sql = <T extends object>(text: string) => server.query<T>(`db${count}`, text);
  const values = async () =>
    (await sql<{ value: number }>('SELECT value FROM telemetry ORDER BY home, series, time')).map(({ value }) => value);
  /** Nothing differs, and nothing waits. */
  const assertEqual = async (database: TelemetryDatabase) => {
    const { differing, otherwise, waiting, decisions } = await database.verify();
    assert.deepEqual(
      { differing, otherwise, waiting, decisions },
      { differing: [], otherwise: [], waiting: 0, decisions: 0 },
    );
    const status = (await database.remoteStatus())!;
    assert.deepEqual([status.waiting, status.refused], [0, 0]);
  };

  it('are equal after new readings, late ones, faults, events and repairs', async () => {
    const database = await house();
    await database.write([counter(0), counter(1), counter(2), gauge(0, 20)]);
    await database.drain();
    assert.deepEqual(await values(), [20, 0, 1, 2]);
    await database.write([counter(5), counter(4), counter(6, 0), { ...counter(7), time: 1000 }]);
    await database.write([counter(60), counter(61)]);
    await database.drain();
    await assertEqual(database);
    const { events } = await database.events({ series: ['*'], period: '30d' }, START + 20 * DAY);
    const gap = events.find(({ kind }) => kind === 'gap')!;
    const { decision } = await database.repair({ event: gap.id, as: 'replacement', by: 'me', why: '' });
    await database.drain();
    await assertEqual(database);
    await database.repair({ undo: decision.id, by: 'me', why: '' });
    await database.drain();
    await assertEqual(database);
    const clock = (await database.events({ series: ['*'], period: '30d', kinds: ['clock'] })).events[0]!;
    const { decision: redated } = await database.repair({
      event: clock.id,
      shift: START + 30 * POLL - 1000,
      by: 'me',
      why: '',
    });
    await database.drain();
    await assertEqual(database);
    assert.equal((await values()).length, 10);
    await database.repair({ undo: redated.id, by: 'me', why: '' });
    await database.drain();
    await assertEqual(database);
    assert.equal((await values()).length, 9);
  });

  it('give the same Reports, whatever was read, decided and sent', async () => {
    const step = fc.oneof(
      fc.record({
        skip: fc.constantFrom(1, 1, 1, 1, 2, 30, 400),
        value: fc.constantFrom(0, 1, 1, 2, 5, -3, 5000, -5000),
      }),
      fc.record({ late: fc.integer({ min: 1, max: 40 }) }),
      fc.constant('drain' as const),
      fc.constant('repair' as const),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 5, maxLength: 30 }), { minLength: 8, maxLength: 8 }),
        async (all) => {
          await Promise.all(
            all.map(async (steps) => {
              const home = `home-${++run}`;
              const database = await house({ file: `${home}.sqlite`, home });
              let [index, value] = [0, 1000];
              await database.write([counter(0, value), gauge(0, 20)]);
              for (const one of steps) {
                if (one === 'drain') await database.drain();
                else if (one === 'repair') {
                  const { events } = await database.events({ series: ['*'], period: '12m' });
                  const event = events.find(({ repairs, decided }) => repairs.length > 0 && !decided);
                  if (event) await database.repair({ event: event.id, by: 'me', why: 'test' }).catch(() => {});
                } else if ('late' in one) await database.write([gauge(index - one.late, one.late / 7)]);
                else {
                  index += one.skip;
                  value = Math.abs(value + one.value);
                  await database.write([counter(index, value), gauge(index, one.value / 3)]);
                }
              }
              await database.drain();
              await assertEqual(database);
              const there = await central([home]);
              const now = START + index * POLL + 1;
              for (const question of [
                { period: '7d', bucket: 'hour' as const },
                { period: 'today', compare: 'week' as const },
                { period: '12m', compare: true },
                { period: 'yesterday', bucket: '5m' as const },
              ]) {
                const query = { series: ['*'], ...question };
                assert.deepEqual(await there.query(query, now), await database.query(query, now));
              }
              const query = { series: ['*'], period: '12m' };
              assert.deepEqual(await there.events(query, now), await database.events(query, now));
              await Promise.all([database.close(), there.close()]);
            }),
          );
        },
      ),
      { numRuns: 4 },
    );
  });

  it('give the totals of docs/remote.md by SQL', async () => {
    const database = await house();
    await database.bring(
      Array.from({ length: 900 }, (_, index) => counter(index, (index * 7) % 5 === 0 ? 0 : 50 + index * 1.5)),
    );
    await database.drain();
    const days = await sql<{ day: Date; total: number }>(
      `SELECT day.start AS day, running_at('one', 'water.volume', day.stop) - running_at('one', 'water.volume', day.start) AS total
       FROM generate_series(timestamp '2026-10-01', timestamp '2026-10-03', interval '1 day') AS local,
         LATERAL (SELECT local AT TIME ZONE 'Europe/Warsaw' AS start,
           (local + interval '1 day') AT TIME ZONE 'Europe/Warsaw' AS stop) AS day`,
    );
    const { series } = await database.query(
      { series: ['water.volume'], period: '2026-10-01..2026-10-03', bucket: 'day' },
      START + 60 * DAY,
    );
    const totals = series[0]!.buckets.map(({ from, total }) => [new Date(from), total]);
    assert.deepEqual(
      days.map(({ day, total }) => [day, Math.round(total * 1e6) / 1e6]),
      totals,
    );
  });

  it('keep many houses apart, and answer about all of them', async () => {
    for (const [home, last] of [
      ['north', 5],
      ['south', 7],
    ] as const) {
      const database = await house({ file: `${home}.sqlite`, home });
      await database.write([counter(0), counter(1, last)]);
      await database.drain();
      await assertEqual(database);
    }
    const ask = async (home: string[]) =>
      (
        await (await central(['north'])).query({ series: ['water.volume'], period: '2026-10-01', home }, START + DAY)
      ).series.map(({ home: name, total }) => [name, total]);
    assert.deepEqual(await ask(['*']), [
      ['north', 5],
      ['south', 7],
    ]);
    assert.deepEqual(await ask(['south', 'north']), [
      ['north', 5],
      ['south', 7],
    ]);
    assert.deepEqual(await ask(['south']), [[undefined, 7]]);
    const report = await (await central(['*'])).query({ series: ['water.volume'], period: '2026-10-01' }, START + DAY);
    assert.deepEqual(parseReport(report), report);
    const options = { layout: 'figures', buttons: false, language: 'en', now: START + DAY, asked: undefined } as const;
    const parts = { payload: report, report: undefined, alt: undefined };
    const { embeds } = composeMessage(parts, { ...options, commands: [], textCommands: false });
    assert.match(embeds![0]!.description!, /^\*\*7.dm³\*\* · south · Water.*\n\*\*5.dm³\*\* · north · Water/s);
    await rejectsInput(ask(['west']), 'unknown-home', '"west"');
    await rejectsInput(ask(["x'; --"]), 'bad-home');
    const one = await central(['north']);
    await rejectsInput(one.write(), 'read-only');
    await rejectsInput((await central(['*'])).events({ series: ['*'], period: '7d' }), 'one-home');
  });

  it('let the role of a house see and change its own rows only', async () => {
    const [own, other] = [await house({ home: 'own' }), await house({ file: 'other.sqlite', home: 'other' })];
    for (const database of [own, other]) {
      await database.write([counter(0), counter(1)]);
      await database.drain();
    }
    await sql(`DROP ROLE IF EXISTS tenant`);
    await sql(`CREATE ROLE tenant LOGIN PASSWORD '${PASSWORD}'`);
    await sql('GRANT SELECT ON telemetry_schema, home_access, telemetry TO tenant');
    await sql('GRANT SELECT, INSERT, UPDATE, DELETE ON home, series, reading, meter, aside, event, decision TO tenant');
    await sql("INSERT INTO home_access VALUES ('own', 'tenant'), ('other', 'somebody')");
    for (const table of ['home_access', 'home', 'reading', 'series', 'telemetry']) {
      const rows = await server.query<{ home: string }>(
        `db${count}`,
        `SELECT DISTINCT home FROM ${table}`,
        [],
        'tenant',
      );
      assert.deepEqual(
        rows.map(({ home }) => home),
        ['own'],
        table,
      );
    }
    const at = server.address(`db${count}`, 'tenant');
    const seen = await (await central(['*'], at)).query({ series: ['*'], period: '2026-10-01' }, START + DAY);
    assert.deepEqual(
      seen.series.map(({ home }) => home),
      ['own'],
    );
    const tenant = await house({ home: 'own', at });
    await tenant.write([counter(2)]);
    await tenant.drain();
    await assertEqual(tenant);
    const thief = await house({ file: 'thief.sqlite', home: 'other', at });
    await thief.write([counter(3)]);
    await assert.rejects(thief.drain(), /row-level security/);
    assert.equal((await sql('SELECT FROM reading')).length, 5);
    await sql('DROP OWNED BY tenant');
  });

  it('stay equal when the remote commits and its answer gets lost', async () => {
    const proxy = await TcpProxy.start(server.port);
    open.push({ close: () => proxy.stop() });
    const database = await house({ at: server.address(`db${count}`, 'owner', proxy.port) });
    let lost = 0;
    for (let index = 0; index < 10; index++) {
      await database.write([counter(index)]);
      let isCommitted = false;
      proxy.rules = {
        onRequest: (data) => {
          isCommitted ||= data.includes('COMMIT');
        },
        onAnswer: () => isCommitted && index % 2 === 0,
      };
      await database.drain().catch(() => {
        lost += 1;
      });
    }
    proxy.rules = {};
    assert.equal(lost, 5);
    assert.equal((await values()).length, 10);
    assert.equal((await database.remoteStatus())!.waiting, 0);
    await assertEqual(database);
  });

  it('set a row aside that the remote refuses, and send the others', async () => {
    const database = await house();
    await database.write([counter(0)]);
    await database.drain();
    await sql('ALTER TABLE reading ADD CONSTRAINT small CHECK (value < 50)');
    await database.write(Array.from({ length: 60 }, (_, index) => counter(index + 1)));
    await database.write([gauge(1, 20)]);
    await database.drain();
    assert.equal((await values()).length, 51);
    const status = (await database.remoteStatus())!;
    assert.deepEqual([status.waiting, status.refused], [0, 11]);
    assert.match(status.refusal!, /"small"/);
    const { differing } = await database.verify();
    assert.deepEqual(differing, [{ series: 'water.volume', day: '2026-10-01', here: 61, there: 50, brought: 0 }]);
    await sql('ALTER TABLE reading DROP CONSTRAINT small');
    await database.drain();
    await assertEqual(database);
  });

  it('set nothing aside when the remote refuses everything', async () => {
    const database = await house();
    await database.write([counter(0)]);
    await database.drain();
    await sql('ALTER TABLE reading ADD CONSTRAINT nothing CHECK (value < 0) NOT VALID');
    await database.write(Array.from({ length: 200 }, (_, index) => counter(index + 1)));
    await assert.rejects(database.drain(), /"nothing"/);
    const status = (await database.remoteStatus())!;
    assert.deepEqual([status.waiting, status.refused], [200, 0]);
  });

  it('get back what an old backup lacks, with its repairs', async () => {
    const database = await house();
    await database.write([counter(0), counter(1), counter(2)]);
    await database.drain();
    await database.close();
    copyFileSync(join(directory(), 'house.sqlite'), join(directory(), 'backup.sqlite'));
    const later = await house();
    await later.write([
      counter(3),
      counter(40),
      counter(41),
      { ...counter(42, 12), meter: { serial: '77' } },
      gauge(3, 21),
    ]);
    await later.write([counter(43, 13), counter(44, 14), { ...counter(50), time: 5000 }]);
    const { events } = await later.events({ series: ['*'], period: '2026' });
    await later.repair({ event: events.find(({ kind }) => kind === 'gap')!.id, by: 'me', why: 'new meter' });
    await later.drain();
    const question = { series: ['water.volume'], period: '2026-10-01' };
    const before = await later.query(question, START + 44 * POLL);
    await later.close();
    copyFileSync(join(directory(), 'backup.sqlite'), join(directory(), 'house.sqlite'));
    const restored = await house();
    // A reading of today makes it send, and so notice.
    await restored.write([counter(100, 30)]);
    await restored.drain();
    await restored.drain();
    await assertEqual(restored);
    const after = await restored.query(question, START + 44 * POLL);
    // The events have other numbers.
    const figures = ({ series: [water] }: typeof before) => [
      water!.total,
      water!.coverage,
      water!.last,
      water!.buckets,
    ];
    assert.deepEqual(figures(after), figures(before));
    assert.equal((await values()).length, 11);
  });

  it('do not mix with another house of the same name; its file can take over', async () => {
    const database = await house();
    await database.write([counter(0), counter(1)]);
    await database.drain();
    const other = await house({ file: 'new.sqlite' });
    await other.write([counter(9)]);
    await rejectsInput(other.drain(), 'other-file', 'restore --from-remote');
    await other.takeOver();
    await other.drain();
    await assertEqual(other);
    assert.deepEqual(await values(), [0, 1, 9]);
  });

  it('send everything again when the outbox is damaged, and store on meanwhile', async () => {
    const database = await house();
    await database.write([counter(0), counter(1)]);
    await database.drain();
    await database.close();
    const file = await Sqlite.open(join(directory(), 'house.sqlite'), 'existing');
    await file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const { page } = (await file.get<{ page: number }>(
      "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'outbox'",
    ))!;
    await file.close();
    const { openSync, writeSync, closeSync } = await import('node:fs');
    const handle = openSync(join(directory(), 'house.sqlite'), 'r+');
    writeSync(handle, Buffer.alloc(512, 0xff), 0, 512, (page - 1) * 512);
    closeSync(handle);
    await sql('DELETE FROM reading');
    const again = await house();
    const { stored } = await again.write([counter(2)]);
    assert.equal(stored, 1);
    await again.drain();
    await assertEqual(again);
    assert.deepEqual(await values(), [0, 1, 2]);
  });

  it('are equal after the disk of the house was full', async function () {
    const disk = join(directory(), 'disk');
    mkdirSync(disk);
    // A small disk of its own needs the right to mount one; elsewhere there is no full disk to try.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk]).status !== 0) return this.skip();
    try {
      const database = await house({ file: join('disk', 'house.sqlite') });
      await database.write([counter(0)]);
      await database.drain();
      await database.write(Array.from({ length: 100 }, (_, index) => counter(index + 1)));
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=512']);
      // What the remote has can't be struck out any more: it will be sent again.
      await database.drain().catch(() => {});
      const waiting = database.write(Array.from({ length: 1_000 }, (_, index) => counter(index + 101)));
      await database.drain().catch(() => {});
      rmSync(join(disk, 'filler'));
      assert.equal((await waiting).stored, 1_000);
      await database.drain();
      await assertEqual(database);
      assert.equal((await values()).length, 1_101);
      await database.close();
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('are equal whatever the clock of the house does meanwhile', async () => {
    let now = START + DAY;
    const database = await house({ now: () => now });
    const jumps = [0, -3 * DAY, 40 * DAY, -START, 2 * DAY, 0];
    for (const [step, jump] of jumps.entries()) {
      now = START + DAY + jump;
      await database.write([{ ...counter(step), time: now }]);
      if (step % 2 === 0) await database.drain();
    }
    await database.drain();
    await assertEqual(database);
    const [aside] = await sql<{ count: string }>('SELECT count(*) AS count FROM aside');
    assert.ok(Number(aside!.count) > 0);
  });

  it('catch up by themselves once the remote is back, with growing pauses before', async () => {
    const proxy = await TcpProxy.start(server.port);
    open.push({ close: () => proxy.stop() });
    const states: RemoteState[] = [];
    const remote = new PostgresRemote(server.address(`db${count}`, 'owner', proxy.port), 'one');
    proxy.down();
    const told = new Promise<void>((resolve) => {
      const onState = (state: RemoteState): void => {
        states.push(state);
        if (states.filter(({ kind }) => kind === 'failing').length === 3) proxy.up();
        if (state.kind === 'idle') resolve();
      };
      const database = new TelemetryDatabase({
        file: join(directory(), 'house.sqlite'),
        timeZone: ZONE,
        remote: { remote, onState, gather: 1, firstPause: 20, longestPause: 60 },
      });
      open.push(database);
      void database.open().then(() => database.write([counter(0), counter(1)]));
    });
    await told;
    assert.deepEqual(await values(), [0, 1]);
    assert.ok(states.every(({ error }) => !String(error?.message).includes(PASSWORD)));
  });

  it('say what is wrong with an address, and never its password', async () => {
    const bad: [url: string, said: RegExp][] = [
      ['postgresql://role:secret@host/db', /password field/],
      ['http://host/db', /postgresql:\/\//],
      ['nonsense secret', /postgresql:\/\//],
      ['postgresql://host/db', /names no role/],
    ];
    for (const [url, said] of bad) {
      assert.throws(
        () => new PostgresRemote({ url, tls: 'verify' }, 'one'),
        (error: Error) => said.test(error.message) && !error.message.includes('secret'),
      );
    }
    const wrong = await house({ at: { ...address, password: 'wrong-secret' } });
    await wrong.write([counter(0)]);
    await assert.rejects(wrong.drain(), (error: Error) => !error.message.includes('wrong-secret'));
    const encrypted = await house({ file: 'tls.sqlite', at: { ...address, tls: 'verify' } });
    await encrypted.write([counter(0)]);
    await assert.rejects(encrypted.drain(), /SSL/);
  });
});
