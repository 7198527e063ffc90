import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Reading } from '../../../lib/reading';
import { parseReport } from '../../../lib/report';
import { TelemetryDatabase } from '../../../lib/store/telemetry-database';
import { temporaryDirectory } from '../../temporary';
import { rejectsInput } from '../../throws';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 3, 12);

describe('readings of a clock that was wrong', () => {
  const directory = temporaryDirectory();
  let database: TelemetryDatabase;
  let now = NOON;
  beforeEach(() => {
    now = NOON;
    database = new TelemetryDatabase({
      file: join(directory(), 'telemetry.sqlite'),
      timeZone: 'Europe/Warsaw',
      now: () => now,
    });
  });
  afterEach(() => database.close());

  const at = (time: number, value: number): Reading => ({
    series: 'water.volume',
    kind: 'counter',
    unit: 'dm3',
    value,
    time,
  });
  const poll = async (value: number, time = now) => {
    const result = await database.write([at(time, value)]);
    now += 5 * MINUTE;
    return result;
  };
  const total = async () =>
    (await database.query({ series: ['water.volume'], period: '24h', bucket: 'hour' })).series[0]!.total;
  const clocks = async () =>
    (await database.events({ series: ['water.volume'], period: '2026' })).events.filter(({ kind }) => kind === 'clock');

  const wrong: [what: string, wrong: (right: number) => number, why: string][] = [
    ['in 1970 at boot', (right) => right - NOON, 'early'],
    ['in the year 2069', (right) => right + Date.UTC(2069, 0) - Date.UTC(2026, 0), 'future'],
    ['an hour ahead', (right) => right + HOUR, 'future'],
    ['an hour back in mid-run', (right) => right - HOUR, 'contradiction'],
  ];
  for (const [what, shifted, why] of wrong) {
    it(`are set aside, said once, and can be put in at their time: ${what}`, async () => {
      for (let value = 100; value < 120; value++) await poll(value * 10);
      const noticed = now;
      const first = await poll(1250, shifted(now));
      assert.deepEqual([first.stored, first.held, first.events[0]?.kind], [0, 1, 'clock']);
      for (const value of [1260, 1265, 1270]) assert.deepEqual((await poll(value, shifted(now))).events, []);
      const ofDay = await database.events({ series: ['*'], period: '24h' });
      assert.ok(
        ofDay.events.some(({ id }) => id === first.events[0]!.id),
        'listed on the day when it was noticed',
      );
      const told = await database.query({ series: ['water.volume'], period: '24h', bucket: 'hour' });
      assert.deepEqual(told.series[0]!.events, [{ id: first.events[0]!.id, kind: 'clock', time: noticed }]);
      parseReport(told);
      const twice = await database.write([at(shifted(now - 5 * MINUTE), 1270)]);
      assert.deepEqual(twice.events, []);
      for (let value = 128; value < 130; value++) await poll(value * 10);
      assert.equal(await total(), 290);
      const [event] = await database
        .events({ series: ['*'], period: 'today', event: first.events[0]!.id })
        .then(({ events }) => events.filter(({ kind }) => kind === 'clock'));
      assert.deepEqual(event && event.kind === 'clock' && [event.why, event.readings], [why, 4]);
      const before = await database.query({ series: ['water.volume'], period: '24h', bucket: 'hour' });
      const shift = NOON + 20 * 5 * MINUTE - shifted(NOON + 20 * 5 * MINUTE);
      const order = { event: event!.id, as: 'redate', shift, by: 'owner', why: 'the router had no time' } as const;
      const { decision } = await database.repair(order);
      const after = await database.query({ series: ['water.volume'], period: '24h', bucket: 'hour' });
      assert.ok(after.series[0]!.coverage > before.series[0]!.coverage);
      assert.deepEqual([after.series[0]!.total, after.series[0]!.estimated], [290, undefined]);
      await database.repair({ undo: decision.id, by: 'owner', why: 'no' });
      assert.deepEqual(await database.query({ series: ['water.volume'], period: '24h', bucket: 'hour' }), before);
    });
  }

  it('need a shift where nobody knows it, and free moments', async () => {
    await poll(1000);
    now = 5 * MINUTE;
    const { events } = await poll(1001, 5 * MINUTE);
    now = NOON + HOUR;
    await rejectsInput(database.repair({ event: events[0]!.id, by: '', why: '' }), 'bad-shift', 'shift');
    const taken = { event: events[0]!.id, shift: NOON - 5 * MINUTE, by: '', why: '' };
    await rejectsInput(database.repair(taken), 'bad-shift', 'already');
    assert.equal((await clocks()).length, 0);
  });

  it('are told from late ones by what they say', async () => {
    await poll(1000, NOON - 20 * MINUTE);
    await poll(1010, NOON - 10 * MINUTE);
    const late = await poll(1005, NOON - 15 * MINUTE);
    assert.deepEqual([late.stored, late.events.map(({ kind }) => kind)], [1, ['late']]);
  });

  it('are not brought in old readings', async () => {
    const old = Date.UTC(2011, 0, 1);
    const { stored } = await database.write([at(old, 5), at(old + HOUR, 6)]);
    assert.equal(stored, 2);
  });
});

describe('a silent meter', () => {
  const directory = temporaryDirectory();

  it('is noticed once, and when it is back', async () => {
    let now = NOON;
    const database = new TelemetryDatabase({
      file: join(directory(), 'telemetry.sqlite'),
      timeZone: 'Europe/Warsaw',
      now: () => now,
    });
    const write = (value: number, series = 'water.volume') =>
      database.write([{ series, kind: 'counter', unit: 'dm3', value, time: now }]);
    await write(100);
    now += 20 * MINUTE;
    await write(5, 'garden.volume');
    assert.deepEqual(await database.noticeSilence(), []);
    now += 15 * MINUTE;
    const [silent, ...others] = await database.noticeSilence();
    assert.deepEqual([silent?.kind, silent?.series, silent?.time, others], ['silent', 'water.volume', NOON, []]);
    assert.deepEqual(await database.noticeSilence(), []);
    now += MINUTE;
    const { events } = await write(110);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['gap', 'back'],
    );
    assert.deepEqual(events[1]?.kind === 'back' && events[1].silence, 36 * MINUTE);
    now += 8 * 24 * HOUR;
    assert.deepEqual(
      (await database.noticeSilence()).map(({ kind }) => kind),
      [],
    );
    await database.close();
  });
});
