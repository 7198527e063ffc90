import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Decision } from '../../../lib/ledger/decision';
import { runLedger } from '../../../lib/ledger/ledger';
import type { LedgerSettings } from '../../../lib/ledger/settings';
import type { Reading } from '../../../lib/reading';
import type { StoreEvent } from '../../../lib/store/events';
import { parseRepair, REPAIRS_OF, type Repair } from '../../../lib/store/repair';
import { TelemetryDatabase } from '../../../lib/store/telemetry-database';
import { sequence } from '../../../simulator/random';
import { temporaryDirectory } from '../../temporary';
import { rejectsInput, throwsInput } from '../../throws';
import { faultSequence } from '../ledger/fault-sequences';

const POLL = 300_000;
const HOUR = 12 * POLL;
const START = Date.UTC(2026, 9, 1, 6);
const NOW = START + 20 * HOUR * 24;
const BY = { by: 'owner', why: 'seen it myself' };

describe('a repair', () => {
  const directory = temporaryDirectory();
  const settings = new Map<string, LedgerSettings>();
  let database: TelemetryDatabase;
  beforeEach(() => {
    database = new TelemetryDatabase({
      file: join(directory(), 'telemetry.sqlite'),
      timeZone: 'Europe/Warsaw',
      now: () => NOW,
      settings: (series, unit) => ({
        ledger: settings.get(series) ?? { ...LEDGER, ...(unit === '°C' ? { lowest: -60, highest: 150 } : {}) },
        silentAfter: HOUR,
      }),
    });
  });
  afterEach(() => database.close());

  const LEDGER: LedgerSettings = {
    maxGap: 3 * POLL,
    polls: 3,
    maxRate: 20_000,
    noise: 10,
    lowest: -1e9,
    highest: 1e9,
    stuckAfter: 24 * HOUR,
  };
  type Given = [value: number, poll?: number, serial?: string];
  const readings = (given: Given[], unit: Reading['unit'] = 'dm3'): Reading[] =>
    given.map(([value, poll, serial], index) => ({
      series: 'water.volume',
      kind: unit === '°C' ? 'gauge' : 'counter',
      unit,
      value,
      time: START + (poll ?? index) * POLL,
      ...(serial === undefined ? {} : { meter: { serial } }),
    }));
  const report = (series = 'water.volume', period = '30d') =>
    database.query({ series: [series], period, bucket: 'day' }, NOW);
  const total = async (): Promise<number | undefined> => (await report()).series[0]!.total;
  const events = async (series = 'water.volume') => (await database.events({ series: [series], period: '30d' })).events;
  const only = async (kind: string): Promise<StoreEvent> => {
    const found = (await events()).filter((event) => event.kind === kind);
    assert.equal(found.length, 1, `one ${kind}`);
    return found[0]!;
  };

  const rows: [
    what: string,
    given: Given[],
    event: string,
    order: Partial<Repair>,
    before: number | undefined,
    after: number | undefined,
    unit?: Reading['unit'],
  ][] = [
    ['a jump was consumption', [[1000], [90_000], [90_001], [90_003]], 'jump', {}, 3, 89_003],
    ['a spike was right', [[1000], [9000], [1002], [1003], [1004]], 'glitch', {}, 4, 8002],
    ['a reset was a glitch', [[1000], [5], [6], [8]], 'reset', {}, 3, undefined],
    ['a reset was a new meter', [[1000], [5], [6], [8]], 'reset', { as: 'replacement', start: 1, end: 1003 }, 3, 10],
    ['a reset was a rollover', [[9990], [5], [6], [8]], 'reset', { as: 'rollover', modulus: 10_000 }, 3, 18],
    [
      'a new serial was the same meter',
      [
        [10, 0, 'A'],
        [14, 1, 'B'],
        [15, 2, 'B'],
      ],
      'replacement',
      {},
      1,
      5,
    ],
    [
      'a new meter started at 2',
      [
        [10, 0, 'A'],
        [4, 1, 'B'],
      ],
      'replacement',
      { as: 'replacement', start: 2 },
      0,
      2,
    ],
    ['backflow was a new meter', [[100], [95], [98], [104]], 'backflow', {}, 4, 9],
    ['what came in a gap was no consumption', [[100], [101], [150, 30], [152, 31]], 'gap', {}, 52, 3],
    ['a late reading is to be ignored', [[100], [105, 2], [103, 1]], 'late', {}, 5, 5],
  ];
  for (const [what, given, kind, order, before, after, unit] of rows) {
    it(`changes the total, and its undoing restores everything: ${what}`, async () => {
      for (const reading of readings(given, unit)) await database.write([reading]);
      const original = [await report(), await events()];
      assert.equal(await total(), before);
      const { id } = await only(kind);
      const result = await database.repair({ event: id, ...BY, ...order });
      assert.equal(await total(), after);
      assert.deepEqual([result.before.total, result.after.total], [before, after]);
      assert.deepEqual([result.event?.id, result.decision.by, result.decision.why], [id, 'owner', 'seen it myself']);
      const listed = (await events()).find((event) => event.id === id);
      assert.deepEqual([listed?.decided?.id, listed?.decided?.by], [result.decision.id, 'owner']);
      const undone = await database.repair({ undo: result.decision.id, ...BY });
      assert.deepEqual([undone.before.total, undone.after.total], [after, before]);
      assert.deepEqual([await report(), await events()], original);
      const again = await database.repair({ event: id, ...BY, ...order });
      assert.equal(again.after.total, after);
    });
  }

  it('counts or leaves out what a sensor said', async () => {
    await database.write(readings([[20], [-100], [20], [22]], '°C'));
    const { id } = await only('implausible');
    assert.equal((await report()).series[0]!.min, 20);
    const { decision } = await database.repair({ event: id, ...BY });
    assert.equal((await report()).series[0]!.min, -100);
    await database.repair({ undo: decision.id, ...BY });
    assert.equal((await report()).series[0]!.min, 20);
    const span = { series: 'water.volume', from: START + 3 * POLL, to: START + 3 * POLL };
    await database.repair({ ...span, ...BY });
    assert.equal((await report()).series[0]!.max, 20);
  });

  it('ignores readings from … to …', async () => {
    await database.write(readings([[100], [101], [300], [400], [500], [102], [103], [104]]));
    await database.repair({ series: 'water.volume', from: START + 2 * POLL, to: START + 4 * POLL, ...BY });
    assert.equal(await total(), 4);
  });

  it('holds for what comes later, and over a restart', async () => {
    await database.write(readings([[1000], [90_000], [90_001], [90_003]]));
    const { decision } = await database.repair({ event: (await only('jump')).id, ...BY });
    await database.write(
      readings([
        [90_010, 4],
        [0, 5],
        [90_012, 6],
      ]),
    );
    assert.equal(await total(), 89_012);
    await database.close();
    database = new TelemetryDatabase({
      file: join(directory(), 'telemetry.sqlite'),
      timeZone: 'Europe/Warsaw',
      now: () => NOW,
      settings: () => ({ ledger: LEDGER, silentAfter: HOUR }),
    });
    await database.write(readings([[90_015, 7]]));
    assert.equal(await total(), 89_015);
    await database.repair({ undo: decision.id, ...BY });
    assert.equal(await total(), 15);
  });

  it('says clearly what can not be decided', async () => {
    await database.write(readings([[1000], [5], [6], [8], [-50], [9], [30, 40]]));
    const id = async (kind: string): Promise<number> => (await only(kind)).id;
    await rejectsInput(database.repair({ event: 99, ...BY }), 'unknown-event', '99');
    await rejectsInput(database.repair({ undo: 99, ...BY }), 'unknown-decision', '99');
    await rejectsInput(database.repair({ event: await id('glitch'), as: 'rollover', ...BY }), 'bad-verdict', 'count');
    await rejectsInput(database.repair({ event: await id('reset'), as: 'rollover', ...BY }), 'bad-modulus', 'modulus');
    const low = { event: await id('reset'), as: 'rollover', modulus: 900, ...BY } as const;
    await rejectsInput(database.repair(low), 'bad-modulus', '1000', '900');
    const high = { event: await id('reset'), as: 'replacement', start: 7, ...BY } as const;
    await rejectsInput(database.repair(high), 'bad-register', '5', '7');
    await rejectsInput(database.repair({ series: 'x.y', from: 0, ...BY }), 'unknown-series', 'x.y');
    const water = { series: 'water.volume', as: 'ignore', ...BY } as const;
    await rejectsInput(database.repair({ ...water, from: 5, to: 4 }), 'bad-moment', 'before');
    await rejectsInput(database.repair({ ...water, from: '2026-02-30' }), 'bad-moment', '2026-02-30');
    const { decision } = await database.repair({ event: await id('gap'), ...BY });
    await database.repair({ undo: decision.id, ...BY });
    await rejectsInput(database.repair({ undo: decision.id, ...BY }), 'unknown-decision');
  });

  const malformed: [input: unknown, ...says: string[]][] = [
    [null, 'null'],
    [{}, 'must name an event'],
    [{ event: 1, undo: 2 }, 'must name an event'],
    [{ event: 1.5 }, '1.5'],
    [{ event: 1, as: 'magic' }, 'magic', 'replacement'],
    [{ event: 1, start: 'a' }, 'start'],
    [{ event: 1, by: 5 }, 'by'],
    [{ event: 1, why: 'x'.repeat(501) }, 'why'],
    [{ series: 'a.b' }, 'from'],
    [{ series: 'a.b', from: 5, to: {} }, 'to'],
  ];
  for (const [input, ...says] of malformed) {
    it(`refuses ${JSON.stringify(input)?.slice(0, 60)}`, () => {
      throwsInput(() => parseRepair(input), 'bad-repair', ...says);
    });
  }

  it('of any event of any meter gives what the whole series gives at once; its undoing restores exactly', async () => {
    let made = 0;
    for (let number = 0; number < 60; number++) {
      const { readings: raw, settings: own } = faultSequence(sequence(4, number));
      const random = sequence(5, number);
      const series = `meter_${number}.value`;
      settings.set(series, own);
      const offset = START - raw[0]!.time;
      const moved = raw.map((reading) => ({ ...reading, time: reading.time + offset }));
      const unit = own.maxRate === 100 ? 'kWh' : 'dm3';
      await database.write(
        moved.map(({ time, value, serial }): Reading => {
          return { series, kind: 'counter', unit, time, value, ...(serial ? { meter: { serial } } : {}) };
        }),
      );
      const original = [await report(series), await events(series)];
      const candidates = (await events(series)).filter(({ kind }) => REPAIRS_OF[kind].length > 0);
      const event = candidates[Math.floor(random() * candidates.length)];
      if (!event) continue;
      const possible = REPAIRS_OF[event.kind].filter((as) => as !== 'rollover');
      const { decision } = await database.repair({
        event: event.id,
        as: possible[Math.floor(random() * possible.length)]!,
        ...BY,
      });
      const { line, events: expected } = runLedger('counter', moved, own, [decision as Decision]);
      const [first, last] = [line[0]!, line.at(-1)!];
      const counted = last.carried + last.value - first.carried - first.value;
      const [after] = (await report(series)).series;
      assert.ok(Math.abs((after!.total ?? 0) - counted) < 1e-6, `${number}: ${event.kind} ${after!.total} ${counted}`);
      const sum = after!.buckets.reduce((all, bucket) => all + (bucket.total ?? 0), 0);
      assert.ok(Math.abs(sum - counted) < 1e-6);
      const holding = (await events(series)).filter(({ withdrawn }) => withdrawn === undefined);
      const of = (list: readonly { kind: string; time: number }[]) =>
        list.map(({ kind, time }) => `${kind} ${time}`).sort();
      assert.deepEqual(of(holding), of(expected), `${number}: ${event.kind} ${decision.verdict.kind}`);
      await database.repair({ undo: decision.id, ...BY });
      assert.deepEqual([await report(series), await events(series)], original, `${number}: ${event.kind}`);
      made++;
    }
    assert.ok(made > 40);
  }).timeout(120_000);
});
