import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Bucket } from '../../../lib/calendar/bucket';
import type { Reading } from '../../../lib/reading';
import type { Report } from '../../../lib/report';
import type { Query } from '../../../lib/store/query';
import { type SeriesRule, settingsByRules } from '../../../lib/store/series-rules';
import { TelemetryDatabase } from '../../../lib/store/telemetry-database';
import { temporaryDirectory } from '../../temporary';
import { rejectsInput } from '../../throws';

const POLL = 300_000;
const HOUR = 12 * POLL;
const DAY = 24 * HOUR;
const WARSAW = 'Europe/Warsaw';
const START = Date.UTC(2026, 9, 1);
/** Half and quarter hours, changes by half an hour, at midnight, or none. */
const ZONES_WITH_ODD_CLOCKS = [
  WARSAW,
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Asuncion',
  'Asia/Beirut',
  'Africa/Casablanca',
  'America/St_Johns',
  'Pacific/Apia',
];

const counter = (value: number, time: number, series = 'water.volume'): Reading => ({
  series,
  kind: 'counter',
  value,
  unit: 'dm3',
  time,
});
const gauge = (value: number, time: number): Reading => ({
  series: 'house.temperature',
  kind: 'gauge',
  value,
  unit: '°C',
  time,
});
const near = (actual: number | undefined, expected: number, tolerance = 1e-6): void =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const sum = (report: Report): number => report.series[0]!.buckets.reduce((all, { total }) => all + (total ?? 0), 0);

describe('the store on SQLite', () => {
  const directory = temporaryDirectory();
  let database: TelemetryDatabase;
  const open = (timeZone = WARSAW, rule: Partial<SeriesRule> = {}): TelemetryDatabase =>
    new TelemetryDatabase({
      file: join(directory(), 'deep', 'telemetry.sqlite'),
      timeZone,
      settings: settingsByRules([{ series: '*', ...rule }]),
    });
  beforeEach(() => {
    database = open();
  });
  afterEach(() => database.close());

  const ask = (
    period: string,
    bucket?: Bucket,
    now = START + 60 * DAY,
    series = 'water.volume',
    compare: Query['compare'] = false,
  ) => database.query({ series: [series], period, bucket, compare }, now);

  it('stores each reading once, and says what it did', async () => {
    const readings = [counter(101, START), counter(102, START + POLL)];
    const first = await database.write(readings);
    assert.deepEqual([first.stored, first.duplicate, first.held, first.rejected], [2, 0, 0, 0]);
    const again = await database.write([...readings, counter(103, START + 2 * POLL)]);
    assert.deepEqual([again.stored, again.duplicate, again.held, again.rejected], [1, 2, 0, 0]);
    const other = await database.write([counter(9, START)]);
    assert.deepEqual([other.rejected, other.problems[0]?.code, other.events[0]?.kind], [1, 'conflict', 'conflict']);
    const held = await database.write([counter(0, START + 3 * POLL)]);
    assert.deepEqual([held.stored, held.held], [0, 1]);
  });

  it('refuses a reading of another kind or unit under a known name, and stores the rest', async () => {
    await database.write([counter(1, START)]);
    const wrong: Reading = { ...counter(2, START + POLL), unit: 'kWh' };
    const result = await database.write([wrong, counter(3, START + 2 * POLL)]);
    assert.deepEqual([result.stored, result.rejected, result.problems[0]?.code], [1, 1, 'series-mismatch']);
    const alone = await database.write([wrong]);
    assert.deepEqual([alone.stored, alone.rejected], [0, 1]);
  });

  it('answers with total, coverage, estimate and the last reading', async () => {
    const readings = [];
    for (let time = START; time < START + 2 * DAY; time += POLL) {
      if (time <= START + DAY || time >= START + DAY + 6 * HOUR) readings.push(counter((time - START) / POLL, time));
    }
    await database.write(readings);
    const { period, series } = await ask('2026-10-02', 'hour');
    assert.deepEqual([period.label, period.bucket, period.timeZone], ['2026-10-02', 'hour', WARSAW]);
    const [water] = series;
    near(water!.total, 288);
    near(water!.estimated, 72);
    near(water!.coverage, 18 / 24);
    assert.equal(water!.buckets.length, 24);
    near(sum({ period, series }), 288);
    const inGap = water!.buckets[3]!;
    assert.deepEqual([inGap.total, inGap.estimated, inGap.coverage], [12, 12, 0]);
    assert.equal(water!.last?.time, period.to - POLL);
  });

  it('says nothing, not 0, where no reading tells', async () => {
    await database.write([counter(1, START), counter(2, START + POLL)]);
    for (const period of ['2026-09-01', '2026-10-05']) {
      const { series } = await ask(period);
      assert.equal(series[0]?.total, undefined);
      assert.equal(series[0]?.coverage, 0);
    }
    assert.equal((await ask('2026-09-01')).series[0]?.last, undefined);
    assert.equal((await ask('2026-10-05')).series[0]?.last?.value, 2);
  });

  it('compares with the same elapsed time before', async () => {
    const midnight = Date.UTC(2026, 8, 30, 22);
    const readings = [];
    for (let index = 0; index <= 2 * 288; index++) {
      // 1 dm3 a poll on the first local day, 3 on the second.
      readings.push(counter(index <= 288 ? index : 288 + (index - 288) * 3, midnight + index * POLL));
    }
    await database.write(readings);
    const now = midnight + DAY + 10 * HOUR;
    const [today] = (await ask('today', 'hour', now, 'water.volume', true)).series;
    assert.deepEqual(today!.previous, { from: midnight, to: midnight + 10 * HOUR, total: 120, coverage: 1 });
    assert.equal(today!.total, 360);
    assert.equal((await ask('today', 'hour', now)).series[0]?.previous, undefined);
  });

  it('compares with the same weekday of the week before, over days of 25 hours', async () => {
    // Sunday 25 October has 25 hours; 1 dm3 a poll on it, 3 on each day after.
    const sunday = Date.UTC(2026, 9, 24, 22);
    const monday = sunday + 25 * HOUR;
    const readings = [];
    for (let time = sunday, value = 0; time <= monday + 8 * DAY; time += POLL) {
      readings.push(counter(value, time), gauge(time < monday ? 5 : 9, time));
      value += time < monday ? 1 : 3;
    }
    await database.write(readings);
    const now = monday + 7 * DAY + HOUR;
    const [yesterday] = (await ask('yesterday', 'hour', now, 'water.volume', 'week')).series;
    assert.deepEqual(yesterday!.weekBefore, { from: sunday, to: monday, total: 300, coverage: 1 });
    assert.deepEqual(yesterday!.previous, { from: monday + 5 * DAY, to: monday + 6 * DAY, total: 864, coverage: 1 });
    assert.equal(yesterday!.total, 864);
    const [warmth] = (await ask('yesterday', 'hour', now, 'house.temperature', 'week')).series;
    near(warmth!.weekBefore!.mean, (299 * 5 + 7) / 300);
    assert.deepEqual([warmth!.weekBefore!.min, warmth!.weekBefore!.max], [5, 5]);
    const [onlyBefore] = (await ask('yesterday', 'hour', now, 'water.volume', true)).series;
    assert.deepEqual([onlyBefore!.previous?.total, onlyBefore!.weekBefore], [864, undefined]);
  });

  it('compares in every time zone and at every change of clocks without a fault', async () => {
    await database.write([counter(1, START), counter(2, START + POLL), gauge(20, START)]);
    await database.close();
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const times = fc.integer({ min: Date.UTC(2011, 11, 25), max: Date.UTC(2027, 0, 1) });
    const periods = fc.constantFrom('today', 'yesterday', '1h', '24h', '7d', 'this week', 'last month', '2011-12-31');
    await fc.assert(
      fc.asyncProperty(zones, times, periods, async (zone, now, period) => {
        fc.pre(period !== '2011-12-31' || now > Date.UTC(2012, 0, 2));
        const zoned = open(zone);
        try {
          const { series } = await zoned.query({ series: ['*'], period, bucket: 'day', compare: 'week' }, now);
          assert.equal(series.length, 2);
          for (const { weekBefore, previous } of series) {
            assert.ok(weekBefore!.from <= weekBefore!.to && weekBefore!.coverage >= 0 && weekBefore!.coverage <= 1);
            assert.ok(previous!.coverage >= 0 && previous!.coverage <= 1);
          }
        } finally {
          await zoned.close();
        }
      }),
      { numRuns: 100 },
    );
    database = open();
  }).timeout(60_000);

  it('gives mean by time, minimum and maximum of a gauge', async () => {
    const times = [0, 1, 2, 3, 10, 11].map((index) => START + index * POLL);
    const values = [10, 20, 20, 10, -5, -5];
    await database.write(times.map((time, index) => gauge(values[index]!, time)));
    const { series } = await ask('2026-10-01', 'day', undefined, 'house.temperature');
    const [temperature] = series;
    near(temperature!.mean, (15 + 20 + 15 - 5) / 4);
    assert.deepEqual([temperature!.min, temperature!.max], [-5, 20]);
    near(temperature!.coverage, (4 * POLL) / DAY);
    assert.equal(temperature!.total, undefined);
  });

  it('explains an unknown series and a bad question', async () => {
    await rejectsInput(ask('7d'), 'unknown-series', 'water.volume', 'Nothing is stored yet');
    await database.write([counter(1, START)]);
    await rejectsInput(
      ask('7d', undefined, undefined, 'gas.volume'),
      'unknown-series',
      'gas.volume',
      'Known: water.volume',
    );
    await rejectsInput(ask('soon'), 'bad-period', 'soon');
    await rejectsInput(ask('20y', '5m'), 'too-many-buckets');
  });

  it('keeps the readings over a restart', async () => {
    await database.write([counter(5, START), counter(7, START + POLL)]);
    await database.close();
    database = open();
    near((await ask('2026-10-01')).series[0]?.total, 2);
    assert.equal((await database.write([counter(5, START)])).duplicate, 1);
  });

  it('keeps two of them on one file in step', async () => {
    const other = open();
    const writes: Promise<unknown>[] = [];
    for (let index = 0; index < 40; index++) {
      const target = index % 2 ? database : other;
      writes.push(target.write([counter(index, START + index * POLL)]));
      if (index % 5 === 4) await Promise.all(writes);
    }
    await Promise.all(writes);
    await other.close();
    near((await ask('2026-10-01')).series[0]?.total, 39);
  });

  const from = (serial: string, value: number, polls: number): Reading => ({
    ...counter(value, START + polls * POLL),
    meter: { manufacturer: 'DEM', serial, medium: 'water' },
  });

  it('lets the total go on over an exchanged meter, also after a restart', async () => {
    await database.write([from('A', 9000, 0), from('A', 9002, 1)]);
    await database.close();
    database = open();
    const { events, stored } = await database.write([from('B', 500, 2), from('B', 503, 3)]);
    assert.equal(stored, 2);
    assert.deepEqual(
      events.map((event) => [event.kind, event.series]),
      [['replacement', 'water.volume']],
    );
    near((await ask('2026-10-01')).series[0]?.total, 5);
    // A reading that does not tell its meter, and one that tells less of it, come from the one before.
    const silent = counter(504, START + 4 * POLL);
    const terse: Reading = { ...counter(505, START + 5 * POLL), meter: { serial: 'B' } };
    assert.deepEqual((await database.write([silent, terse])).events, []);
    near((await ask('2026-10-01')).series[0]?.total, 7);
  });

  it('says of a long run of zeros how many readings it left out, however they came', async () => {
    const values = [1000, 1001, ...Array<number>(40).fill(0), 1002];
    const readings = values.map((value, index) => counter(value, START + index * POLL));
    for (const reading of readings.filter((_, index) => index !== 7)) await database.write([reading]);
    const glitches = async () =>
      (await database.events({ series: ['water.volume'], period: '2026-10' })).events
        .filter((event) => event.kind === 'glitch')
        .map(({ time, to, readings: count }) => [time, to, count]);
    const stretch = [START + 2 * POLL, START + 42 * POLL];
    assert.deepEqual(await glitches(), [[...stretch, 39]]);
    await database.write([readings[7]!]);
    assert.deepEqual(await glitches(), [[...stretch, 40]]);
  });

  it('finds the exchange in its place when the readings around it come late', async () => {
    await database.write([from('A', 9000, 0)]);
    await database.write([from('B', 510, 6)]);
    await database.write([from('B', 500, 3), from('A', 9004, 2)]);
    near((await ask('2026-10-01')).series[0]?.total, 4 + 10);
  });

  it('takes back a spike that began before the place from which it is decided anew', async () => {
    const at = (value: number, polls: number, series: string): Reading => counter(value, START + polls * POLL, series);
    const given: [value: number, polls: number][] = [
      [0, 7],
      [10, 10],
      [5000, 20],
      [5000, 23],
      [10, 28],
      [0, 34],
      [19, 40],
      [5000, 46],
      [5000, 60],
    ];
    const late = new Set([34, 40]);
    await database.write(given.map(([value, polls]) => at(value, polls, 'in.order')));
    await database.write(given.filter(([, polls]) => !late.has(polls)).map((one) => at(...one, 'with.late')));
    await database.write(given.filter(([, polls]) => late.has(polls)).map((one) => at(...one, 'with.late')));
    const [ordered, shuffled] = (
      await database.query(
        { series: ['in.order', 'with.late'], period: '2026-10-01', bucket: 'hour' },
        START + 60 * DAY,
      )
    ).series.map(({ series: _series, events: _events, ...figures }) => figures);
    assert.deepEqual(shuffled, ordered);
    const kinds = async (series: string): Promise<string[]> =>
      (await database.events({ series: [series], period: '2026-10-01' })).events
        .filter(({ kind }) => kind !== 'late')
        .map(({ kind, time }) => `${kind} ${time}`);
    assert.deepEqual(await kinds('with.late'), await kinds('in.order'));
  });

  it('puts late readings in their place: any order and any grouping gives the same', async () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 5000, 90000));
    const values = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 8 })), {
      minLength: 2,
      maxLength: 40,
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(values, fc.infiniteStream(fc.nat()), fc.boolean(), async (steps, random, isGauge) => {
        const series = `run_${run++}.value`;
        let time = START;
        const ordered = steps.map(([value, polls]): Reading => {
          time += polls * POLL;
          return isGauge
            ? { ...gauge(value, time), series: `${series}a` }
            : { ...counter(value, time), series: `${series}a` };
        });
        await database.write(ordered);
        const shuffled = ordered
          .map((reading) => ({ reading: { ...reading, series: `${series}b` }, rank: random.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ reading }) => reading);
        for (let start = 0; start < shuffled.length; ) {
          const count = 1 + (random.next().value % 7);
          await database.write(shuffled.slice(start, start + count));
          start += count;
        }
        const { series: both } = await database.query(
          { series: [`${series}a`, `${series}b`], period: '2026-10-01..2026-10-03', bucket: 'hour' },
          START + 60 * DAY,
        );
        const figures = both.map(({ series: _name, ...rest }) => JSON.parse(JSON.stringify(rest), rounded));
        assert.deepEqual(figures[1], figures[0]);
        const { events } = await database.events(
          { series: [`${series}a`, `${series}b`], period: '60d' },
          START + 60 * DAY,
        );
        const of = (name: string): string[] =>
          events
            .filter((event) => event.series === name && event.kind !== 'late')
            .map(({ id: _id, series: _series, noticed: _noticed, ...event }) => JSON.stringify(event));
        assert.deepEqual(of(`${series}b`), of(`${series}a`));
      }),
      { numRuns: 60 },
    );
  }).timeout(120_000);

  it('adds up in every time zone: days = months = period, whatever gaps and resets', async () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const from = Date.UTC(2025, 8, 1);
    const to = Date.UTC(2026, 10, 1);
    const readings: Reading[] = [];
    await database.close();
    let value = 1000;
    for (let time = from; time < to; time += HOUR * (0.5 + random())) {
      if (random() < 0.002) time += random() * 5 * DAY;
      if (random() < 0.0005) value = 0;
      value += Math.round(random() * 20) / 10;
      readings.push(counter(Math.round(value * 10) / 10, Math.round(time)));
    }
    database = open(WARSAW, { maxGap: 2 * HOUR });
    await database.write(readings);
    await database.close();
    const zones = Intl.supportedValuesOf('timeZone').filter(
      (zone, index) => index % 8 === 0 || ZONES_WITH_ODD_CLOCKS.includes(zone),
    );
    assert.ok(zones.length > 50);
    for (const zone of zones) {
      database = open(zone, { maxGap: 2 * HOUR });
      const now = to + DAY;
      const reports = await Promise.all(
        (['day', 'month', 'hour'] as const).map((bucket) => ask('2025-09-15..2026-10-20', bucket, now)),
      );
      const [whole] = reports;
      assert.ok(whole!.series[0]!.total! > 5000);
      assert.ok(whole!.series[0]!.estimated! > 0);
      for (const report of reports) {
        near(report.series[0]!.total, whole!.series[0]!.total!);
        near(sum(report), whole!.series[0]!.total!, 1e-4);
        const estimated = report.series[0]!.buckets.reduce((all, bucket) => all + (bucket.estimated ?? 0), 0);
        near(estimated, whole!.series[0]!.estimated!, 1e-4);
      }
      await database.close();
    }
    database = open();
  }).timeout(300_000);
});

/** Late readings shift what is carried, so the last bits may differ; and each event has a number of its own. */
function rounded(key: string, value: unknown): unknown {
  if (key === 'id') return undefined;
  return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
}
