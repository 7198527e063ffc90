import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventList } from '../../lib/event-list';
import type { Reading } from '../../lib/reading';
import type { Report } from '../../lib/report';
import type { RepairResult } from '../../lib/store/repair';
import { NODE_RED } from '../node-red-version';
import { sharedData } from '../shared-data';
import { temporaryDirectory } from '../temporary';
import { AROUND, type Outcome, Runtime, sentence } from './runtime';

const POLL = 300_000;
const START = Date.UTC(2026, 9, 1);
const water = (value: number, time: number): Reading => ({
  series: 'water.volume',
  kind: 'counter',
  value,
  unit: 'dm3',
  time,
});

const store = (properties: object = {}): object => ({
  id: 'store',
  z: 'tab',
  x: 0,
  y: 0,
  type: 'telemetry-store',
  database: 'db',
  wires: [['out'], ['events']],
  ...properties,
});
const query = (properties: object = {}): object => ({
  id: 'query',
  z: 'tab',
  x: 0,
  y: 0,
  type: 'telemetry-query',
  database: 'db',
  series: 'water.volume',
  period: '2026-10-01',
  bucket: 'hour',
  compare: false,
  wires: [['out']],
  ...properties,
});
const db = (properties: object = {}): object => ({
  id: 'db',
  type: 'telemetry-database',
  file: 'telemetry.sqlite',
  timeZone: 'Europe/Warsaw',
  ...properties,
});
const events = { id: 'events', z: 'tab', x: 0, y: 0, type: 'helper' };

const reportOf = ({ message }: Outcome): Report => message!['payload'] as Report;

describe(`telemetry nodes in ${NODE_RED}`, () => {
  const directory = temporaryDirectory();
  let runtime: Runtime;
  afterEach(() => runtime.stop());
  const start = async (...nodes: object[]): Promise<void> => {
    runtime = await Runtime.start([...AROUND, events, ...nodes], directory());
  };

  it('store a reading and answer with its total', async () => {
    await start(db(), store(), query());
    const readings = [water(100, START), water(104, START + POLL)];
    const { message } = await runtime.send('store', { payload: readings, topic: 'kept' });
    assert.deepEqual(message!['stored'], { stored: 2, duplicate: 0, held: 0, rejected: 0 });
    assert.deepEqual([message!['payload'], message!['topic']], [readings, 'kept']);
    const single = await runtime.send('store', { payload: water(105, START + 2 * POLL) });
    assert.deepEqual(single.message!['stored'], { stored: 1, duplicate: 0, held: 0, rejected: 0 });
    const report = reportOf(await runtime.send('query', { payload: 0 }));
    assert.equal(report.series[0]?.total, 5);
    assert.deepEqual(report, JSON.parse(JSON.stringify(report)));
    assert.ok(existsSync(join(directory(), 'telemetry.sqlite')));
  });

  it('let the message change the question', async () => {
    await start(db(), store(), query());
    await runtime.send('store', { payload: [water(100, START), water(104, START + POLL)] });
    const ask = async (payload: object): Promise<Report> => reportOf(await runtime.send('query', { payload }));
    const month = await ask({ period: '2026-10', bucket: 'day', compare: true });
    assert.deepEqual(
      [month.period.label, month.period.bucket, month.series[0]!.buckets.length > 20],
      ['2026-10', 'day', true],
    );
    assert.equal(month.series[0]!.previous?.coverage, 0);
    assert.equal((await ask({ series: ['water.volume', 'water.volume'], bucket: '' })).series.length, 1);
  });

  it('answer a pattern with every series it fits, in order of name', async () => {
    await start(db(), store(), query());
    const gauge = (series: string): Reading => ({ ...water(5, START), series, kind: 'gauge', unit: '°C' });
    const readings = [gauge('water.temperature'), water(1, START), gauge('house.temperature')];
    await runtime.send('store', { payload: readings });
    const names = async (series: unknown): Promise<string[]> =>
      reportOf(await runtime.send('query', { payload: { series } })).series.map((found) => found.series);
    assert.deepEqual(await names('*'), ['house.temperature', 'water.temperature', 'water.volume']);
    assert.deepEqual(await names('water.*'), ['water.temperature', 'water.volume']);
    assert.deepEqual(await names(['water.volume', 'water.*', '*.temperature']), [
      'water.volume',
      'water.temperature',
      'house.temperature',
    ]);
  });

  it('compare as the dialog, a flow of an earlier version, or the message says', async () => {
    const cases: [dialog: unknown, payload: unknown, expected: string[]][] = [
      ['off', 0, []],
      ['previous', 0, ['previous']],
      ['week', 0, ['previous', 'weekBefore']],
      [false, 0, []],
      [true, 0, ['previous']],
      [undefined, 0, []],
      ['off', { compare: 'week' }, ['previous', 'weekBefore']],
      ['off', { compare: 'true' }, ['previous']],
      ['week', { compare: '' }, ['previous', 'weekBefore']],
      ['week', { compare: 'false' }, []],
      [true, { compare: false }, []],
    ];
    await start(db(), store(), ...cases.map(([compare], index) => query({ id: `query-${index}`, compare })));
    await runtime.send('store', { payload: [water(100, START), water(104, START + POLL)] });
    for (const [index, [dialog, payload, expected]] of cases.entries()) {
      const [series] = reportOf(await runtime.send(`query-${index}`, { payload })).series;
      const compared = ['previous', 'weekBefore'].filter((key) => key in series!);
      assert.deepEqual(compared, expected, JSON.stringify([dialog, payload]));
    }
  });

  const questions: [payload: object, said: RegExp, code: string][] = [
    [{ series: 'gas.volume' }, /no readings of "gas.volume"/, 'unknown-series'],
    [{ period: 'soon' }, /"soon" can't be used/, 'bad-period'],
    [{ bucket: 'eon' }, /bucket is "eon"/, 'bad-bucket'],
    [{ series: 'gas.*' }, /no readings of "gas.\*"/, 'unknown-series'],
    [{ series: '*.*' }, /"\*\.\*" has more than one "\*"/, 'bad-query'],
    [{ compare: 'month' }, /compare of the query is "month", but must be true, false or "week"/, 'bad-query'],
    [{ series: 5 }, /series of the query is 5/, 'bad-query'],
    [{ series: [{}] }, /series of the query is \{\}/, 'bad-query'],
    [{ period: { from: 0 } }, /period of the query is \{"from":0\}/, 'bad-query'],
  ];
  for (const [payload, said, code] of questions) {
    it(`explain what is wrong with ${JSON.stringify(payload)}`, async () => {
      await start(db(), store(), query());
      await runtime.send('store', { payload: water(1, START) });
      const outcome = await runtime.send('query', { payload });
      assert.match(sentence(outcome), said);
      assert.equal((outcome.caught!['error'] as { code?: string }).code, code);
      assert.deepEqual(runtime.status('query'), { fill: 'red', shape: 'ring', text: `telemetry-query.status.${code}` });
    });
  }

  it('tell events on the second output, one message each', async () => {
    await start(db(), store());
    const seen: unknown[] = [];
    const twice = new Promise<void>((resolve) => {
      runtime.node('events').on('input', (message: object) => {
        seen.push(message);
        if (seen.length === 2) resolve();
      });
    });
    const times = [0, 1, 2, 60].map((polls) => START + polls * POLL);
    await runtime.send('store', { payload: [100, 0, 102, 110].map((value, index) => water(value, times[index]!)) });
    await twice;
    assert.deepEqual(
      (seen as { topic: string; payload: { series: string } }[]).map(({ topic, payload }) => [topic, payload.series]),
      [
        ['glitch', 'water.volume'],
        ['gap', 'water.volume'],
      ],
    );
  });

  it('list what happened, all of it or one kind or one event, with what was decided', async () => {
    const events = (more: object = {}) => ({
      ...query({ id: 'list', series: '*' }),
      type: 'telemetry-events',
      ...more,
    });
    await start(db(), store(), events({ period: '60d' }), events({ id: 'gaps', period: '60d', kinds: 'gap, jump' }));
    const times = [0, 1, 2, 60].map((polls) => START + polls * POLL);
    await runtime.send('store', { payload: [100, 0, 102, 110].map((value, index) => water(value, times[index]!)) });
    const list = async (id: string, payload: unknown = 0): Promise<EventList> =>
      (await runtime.send(id, { payload })).message!['payload'] as EventList;
    const kinds = ({ events: found }: EventList): string[] => found.map(({ kind }) => kind);
    const all = await list('list');
    assert.deepEqual([all.period!.label, kinds(all), all.decisions], ['60d', ['gap', 'glitch'], []]);
    assert.deepEqual(all.events[1]!.repairs, ['count', 'replacement']);
    assert.deepEqual(kinds(await list('gaps')), ['gap']);
    assert.deepEqual(kinds(await list('gaps', { kinds: ['glitch'], series: 'water.*' })), ['glitch']);
    const { id } = all.events[1]!;
    await runtime.send('store', { payload: { repair: { event: id, by: 'owner', why: 'seen' } } });
    const [decided] = (await list('gaps', { event: id })).events;
    assert.deepEqual([decided?.decided?.by, decided?.decided?.verdict.kind], ['owner', 'count']);
    const ignored = { series: 'water.volume', from: times[0], to: times[1], by: 'owner' };
    await runtime.send('store', { payload: { repair: ignored } });
    const [stretch] = (await list('list')).decisions;
    assert.deepEqual([stretch?.from, stretch?.to, stretch?.verdict.kind], [times[0], times[1], 'ignore']);
    assert.deepEqual(runtime.status('list'), { fill: 'green', shape: 'dot', text: 'telemetry-events.status.found' });
  });

  const wrongLists: [payload: object, said: RegExp, code: string][] = [
    [{ event: 99 }, /no event 99/, 'unknown-event'],
    [{ event: 'x' }, /event of the query is "x"/, 'bad-query'],
    [{ kinds: 'gap, magic' }, /kinds of the query is "magic".*replacement/, 'bad-query'],
    [{ kinds: 5 }, /kinds of the query is 5/, 'bad-query'],
    [{ period: 'soon' }, /"soon"/, 'bad-period'],
    [{ series: 'gas.volume' }, /gas.volume/, 'unknown-series'],
  ];
  for (const [payload, said, code] of wrongLists) {
    it(`explain what is wrong with the question for events ${JSON.stringify(payload)}`, async () => {
      await start(db(), store(), { ...query({ id: 'list' }), type: 'telemetry-events' });
      await runtime.send('store', { payload: water(1, START) });
      const outcome = await runtime.send('list', { payload });
      assert.match(sentence(outcome), said);
      assert.equal((outcome.caught!['error'] as { code?: string }).code, code);
    });
  }

  it('take a repair, say what it changed and who made it, and undo it', async () => {
    await start(db(), store(), query());
    const values = [1000, 5, 6, 8].map((value, index) => water(value, START + index * POLL));
    const told = new Promise<{ id: number }>((resolve) => {
      runtime.node('events').on('input', ({ payload }) => resolve(payload as { id: number }));
    });
    await runtime.send('store', { payload: values });
    const { id } = await told;
    const order = { event: id, as: 'replacement', start: 1, why: 'read off the new meter' };
    const discord = { user: { id: '1', name: 'owner' } };
    const { message } = await runtime.send('store', { payload: { repair: order }, discord });
    const result = message!['payload'] as RepairResult;
    assert.deepEqual([result.series, result.before.total, result.after.total], ['water.volume', 3, 7]);
    assert.deepEqual([result.decision.by, result.decision.why], ['owner', 'read off the new meter']);
    assert.equal(reportOf(await runtime.send('query', { payload: 0 })).series[0]?.total, 7);
    const undone = await runtime.send('store', { payload: { repair: { undo: result.decision.id, by: 'owner' } } });
    assert.equal((undone.message!['payload'] as RepairResult).after.total, 3);
    const unknown = await runtime.send('store', { payload: { repair: { event: 99 } } });
    assert.match(sentence(unknown), /There is no event 99/);
    assert.match(sentence(await runtime.send('store', { payload: { repair: {} } })), /must name an event/);
    const red = { fill: 'red', shape: 'ring', text: 'telemetry-store.status.bad-repair' };
    assert.deepEqual(runtime.status('store'), red);
  });

  it('follow the rules of the database, also when they change', async () => {
    const rule = { series: 'water.*', setting: 'modulus', value: 10_000 };
    await start(db(), store(), query());
    const values = [9990, 9995, 3, 4, 5].map((value, index) => water(value, START + index * POLL));
    await runtime.send('store', { payload: values });
    const total = async (): Promise<unknown> => reportOf(await runtime.send('query', { payload: 0 })).series[0]?.total;
    assert.equal(await total(), 7);
    await runtime.stop();
    await start(db({ rules: [rule] }), store(), query());
    await runtime.send('store', { payload: water(6, START + 5 * POLL) });
    assert.equal(await total(), 16);
  });

  const badRules: [rules: unknown, said: RegExp][] = [
    ['none', /"rules" of this node is "none", but must be a list/],
    [[{ series: 'a b', setting: 'noise', value: 1 }], /"a b".*water\.volume/],
    [[{ series: '*', setting: 'magic', value: 1 }], /"magic", but must be one of modulus/],
    [[{ series: '*', setting: 'polls', value: 1.5 }], /"polls".*1\.5.*whole number from 2 to 20/],
  ];
  for (const [rules, said] of badRules) {
    it(`explain what is wrong with the rules ${JSON.stringify(rules)}`, async () => {
      await start(db({ rules }), store());
      assert.match(sentence(await runtime.send('store', { payload: water(1, START) })), said);
    });
  }

  it('refuse what is no Reading with a sentence, and store what is', async () => {
    await start(db(), store(), query());
    const hostile: [payload: unknown, said: RegExp][] = [
      [undefined, /a reading is undefined/],
      ['12', /a reading is "12"/],
      [{ ...water(1, START), value: 'NaN' }, /value of water.volume is "NaN"/],
      [{ ...water(1, START), value: Number.POSITIVE_INFINITY }, /finite number/],
      [{ ...water(1, START), value: 1.7e308 }, /at most 15 digits/],
      [{ ...water(1, START), series: "water'; DROP TABLE series" }, /series is/],
      [{ ...water(1, START), series: '__proto__' }, /series is/],
      [{ ...water(1, START), unit: 'm3' }, /unit of water.volume is "m3"/],
      [{ ...water(1, START), time: '2026-10-01' }, /time of water.volume/],
      [{ ...water(1, START), kind: 'total' }, /kind of water.volume/],
      [{ ...water(1, START), meter: 'A' }, /meter of water.volume/],
    ];
    for (const [payload, said] of hostile) {
      const outcome = await runtime.send('store', { payload });
      assert.equal(outcome.message, undefined);
      assert.match(sentence(outcome), said);
    }
    const mixed = await runtime.send('store', { payload: [water(5, START), { broken: true }] });
    assert.deepEqual(mixed.message!['stored'], { stored: 1, duplicate: 0, held: 0, rejected: 1 });
    assert.match(sentence(await runtime.next()), /series is undefined.*\{"broken":true\}/);
  });

  it('say so when no database is chosen', async () => {
    await start(store({ database: '' }), query({ database: 'gone' }));
    for (const id of ['store', 'query']) {
      assert.match(sentence(await runtime.send(id, { payload: water(1, START) })), /No database is chosen/);
      assert.deepEqual(runtime.status(id), {
        fill: 'red',
        shape: 'ring',
        text: `telemetry-${id}.status.no-database`,
      });
    }
  });

  it('say so when the database has a time zone that is none', async () => {
    await start(db({ timeZone: 'Europe/Krakow' }), store());
    assert.match(
      sentence(await runtime.send('store', { payload: water(1, START) })),
      /"Europe\/Krakow" is no time zone/,
    );
  });

  it('give the editor the names of the series', async () => {
    await start(db(), store());
    await runtime.send('store', { payload: water(1, START) });
    const { status, body } = await runtime.get('/telemetry-database/db/series');
    assert.deepEqual([status, body], [200, [{ name: 'water.volume', kind: 'counter', unit: 'dm3' }]]);
    assert.deepEqual((await runtime.get('/telemetry-database/none/series')).body, []);
  });

  it('lose nothing when they are deployed again in mid-write', async () => {
    await start(db(), store(), query());
    for (let index = 0; index < 20; index++) {
      runtime.node('store').receive({ payload: water(index, START + index * POLL) });
    }
    // They are in the node now and wait for their transaction.
    await new Promise((resolve) => setImmediate(resolve));
    await runtime.stop();
    await start(db(), store(), query());
    const report = reportOf(await runtime.send('query', { payload: 0 }));
    assert.equal(report.series[0]?.total, 19);
  });

  it("keep a real household's year: days add up to the months, and gaps are marked", async function () {
    const file = sharedData('household.csv');
    // The data lies beside the checkout; where it is absent there is nothing to import.
    if (!file) return this.skip();
    this.timeout(60_000);
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const readings = rows
      .filter(([, energy]) => energy !== '')
      .map(
        ([time, energy]): Reading => ({
          series: 'heat_pump.energy',
          kind: 'counter',
          value: Number(energy),
          unit: 'kWh',
          time: Date.parse(time!),
        }),
      );
    // The data is hourly: up to an hour and a half between two readings is measured.
    await start(
      db({ timeZone: 'Europe/Berlin', rules: [{ series: '*', setting: 'maxGap', value: '90' }] }),
      store(),
      query({ series: 'heat_pump.energy', bucket: 'day' }),
    );
    const { message } = await runtime.send('store', { payload: readings });
    assert.deepEqual(message!['stored'], { stored: readings.length, duplicate: 0, held: 0, rejected: 0 });

    const at = (time: number): number => {
      const next = readings.findIndex((reading) => reading.time >= time);
      const after = readings[next] ?? readings.at(-1)!;
      const before = readings[next - 1] ?? after;
      if (after.time <= time || before === after) return after.value;
      return before.value + ((time - before.time) / (after.time - before.time)) * (after.value - before.value);
    };
    const months = Array.from({ length: 13 }, (_, index) =>
      new Date(Date.UTC(2015, 9 + index)).toISOString().slice(0, 'yyyy-mm'.length),
    );
    let gaps = 0;
    for (const month of months) {
      const { period, series } = reportOf(await runtime.send('query', { payload: { period: month } }));
      const [pump] = series;
      const days = pump!.buckets.reduce((sum, { total }) => sum + (total ?? 0), 0);
      const expected = at(period.to) - at(period.from);
      assert.ok(Math.abs(days - expected) < 1e-6, `${month}: ${days}, ${expected}`);
      assert.ok(Math.abs(pump!.total! - expected) < 1e-6, `${month}: ${pump!.total}, ${expected}`);
      const inside = readings.filter(({ time }) => time >= period.from && time <= period.to);
      const hasGap = inside.slice(1).some(({ time }, index) => time - inside[index]!.time > 90 * 60_000);
      const isWhole = readings[0]!.time <= period.from && readings.at(-1)!.time >= period.to;
      assert.equal(pump!.coverage < 0.999, hasGap || !isWhole, `${month}: coverage ${pump!.coverage}`);
      assert.equal((pump!.estimated ?? 0) > 0, hasGap, `${month}: estimated ${pump!.estimated}`);
      if (hasGap) gaps += 1;
    }
    assert.ok(gaps > 0, 'the year has gaps');
  });
});
