import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Decision } from '../../../lib/ledger/decision';
import type { LedgerEvent, RawReading } from '../../../lib/ledger/event';
import { runLedger } from '../../../lib/ledger/ledger';
import { type LedgerSettings, settingsFor } from '../../../lib/ledger/settings';
import type { Kind, Unit } from '../../../lib/reading';

const POLL = 300_000;
const HOUR = 12 * POLL;

type Given = number | { value: number; time?: number; serial?: string };

/** Readings every 5 minutes, or at given times. */
function polled(given: readonly Given[]): RawReading[] {
  return given.map((one, index) => ({ time: index * POLL, ...(typeof one === 'number' ? { value: one } : one) }));
}

function run(
  given: readonly Given[],
  unit: Unit = 'dm3',
  changes: Partial<LedgerSettings> = {},
  decisions?: Decision[],
) {
  const kind: Kind = unit === '°C' ? 'gauge' : 'counter';
  const result = runLedger(kind, polled(given), settingsFor(unit, changes), decisions);
  const { line } = result;
  const total = line.length === 0 ? 0 : line.at(-1)!.carried + line.at(-1)!.value - line[0]!.carried - line[0]!.value;
  return { ...result, total: Math.round(total * 1e6) / 1e6, kinds: result.events.map(({ kind: what }) => what) };
}

const serial = (of: string, ...values: number[]): Given[] => values.map((value) => ({ value, serial: of }));

describe('ledger of a counter', () => {
  const rows: [
    sight: string,
    readings: Given[],
    total: number,
    events: LedgerEvent['kind'][],
    unit?: Unit,
    settings?: Partial<LedgerSettings>,
  ][] = [
    ['plain consumption', [1000, 1001, 1001, 1003.5], 3.5, []],
    ['a stray 0', [1000, 1001, 0, 1002], 2, ['glitch']],
    ['a stray 0 at the very end, undecided', [1000, 1001, 0], 1, []],
    ['two stray values', [1000, 0, 0, 1002], 2, ['glitch']],
    ['a spike to ten times the value', [1000, 1005, 10020, 1006], 6, ['glitch']],
    ['a spike that lasts two polls', [1003, 10030, 10031, 1005], 2, ['glitch']],
    ['a spike that the meter could have counted', [1000, 1500, 1001, 1002, 1003], 3, ['glitch']],
    ['a hair of backflow', [1000, 996, 998, 1003], 3, ['backflow']],
    ['backflow twice, the second deeper', [1000, 996, 999, 991, 1001], 1, ['backflow']],
    ['a meter with another serial', [...serial('A', 1000), ...serial('B', 5, 6)], 1, ['replacement']],
    [
      'a meter with another serial and a higher register',
      [...serial('A', 10), ...serial('B', 5000, 5002)],
      2,
      ['replacement'],
    ],
    [
      'one reading with a wrong serial',
      [...serial('A', 1000, 1001), ...serial('X', 1001), ...serial('A', 1003, 1004)],
      4,
      ['glitch'],
    ],
    ['a serial that is told later only', [1000, ...serial('A', 1001, 1002)], 2, []],
    ['the top of an LE-03M', [1677721, 1677721.5, 0.2], 0.8, ['rollover'], 'kWh', { modulus: 1677721.6 }],
    [
      'backflow near the top, then over it',
      [99999.995, 99999.993, 0.782, 1.929],
      1.934,
      ['backflow', 'rollover'],
      'dm3',
      { modulus: 100_000 },
    ],
    ['a fall near the top without a modulus', [99990, 99995, 3, 4, 5], 7, ['reset']],
    ['a stray 0 far from the top, with a modulus', [500, 501, 0, 503], 3, ['glitch'], 'dm3', { modulus: 100_000 }],
    ['a stray 0 near the top, taken back', [99_990, 0, 99_992, 99_993], 3, ['glitch'], 'dm3', { modulus: 100_000 }],
    ['a single glitch to zero', [8000, 0, 8000, 8001], 1, ['glitch']],
    ['zeros for three polls, and back', [9000, 0, 0, 0, 9001, 9002, 9003], 3, ['glitch', 'gap']],
    ['zeros for a night', [9000, ...Array<number>(100).fill(0), 9050, 9051], 51, ['glitch', 'gap']],
    ['a register that starts anew', [1000, 5, 6, 8, 9], 4, ['reset']],
    ['a stray value before the register starts anew', [1000, 500, 5, 6, 8], 3, ['glitch', 'reset']],
    ['a register that was set forward', [1000, 90_000, 90_001, 90_003], 3, ['jump']],
    ['a first reading that was a stray one', [0, 9000, 9001, 9002], 2, ['jump']],
    ['a register that stands still after it started anew', [1000, 0, 0, 0, 0], 0, ['reset']],
    ['two registers that start anew', [1000, 100, 200, 300, 0, 100, 200], 400, ['reset', 'reset']],
    ['a long silence', [100, 101, { value: 107, time: 2 * HOUR }, { value: 108, time: 2 * HOUR + POLL }], 8, ['gap']],
    ['a negative value', [100, 101, -5, 102], 2, ['glitch']],
    ['a value beyond the register', [100, 101, 100_005, 102], 2, ['glitch'], 'dm3', { modulus: 100_000, maxRate: 1e9 }],
  ];
  for (const [sight, readings, total, events, unit, settings] of rows) {
    it(`counts ${total} for ${sight}`, () => {
      const result = run(readings, unit, settings);
      assert.equal(result.total, total);
      assert.deepEqual(result.kinds, events);
    });
  }

  it('goes on after a rollover as the readings come', () => {
    const totals = [2, 3, 4].map(
      (count) => run([99999.995, 99999.993, 0.782, 1.929].slice(0, count), 'dm3', { modulus: 100_000 }).total,
    );
    assert.deepEqual(totals, [0, 0.787, 1.934]);
  });

  it('keeps the evidence of each decision', () => {
    const [gap, glitch] = run([
      100,
      { value: 104, time: HOUR },
      { value: 0, time: HOUR + POLL },
      { value: 105, time: HOUR + 2 * POLL },
    ]).events;
    assert.deepEqual(gap, { kind: 'gap', time: 0, to: HOUR, before: 100, after: 104 });
    assert.deepEqual(glitch, {
      kind: 'glitch',
      time: HOUR + POLL,
      to: HOUR + 2 * POLL,
      before: 104,
      held: [{ time: HOUR + POLL, value: 0 }],
      after: 105,
    });
    const [replacement] = run([...serial('A', 1002), ...serial('B', 500)]).events;
    assert.deepEqual(replacement, {
      kind: 'replacement',
      time: POLL,
      before: 1002,
      after: 500,
      serialBefore: 'A',
      serialAfter: 'B',
      start: undefined,
    });
  });

  it('counts what was used in a gap, and marks it as estimated', () => {
    const { line } = run([100, 101, { value: 107, time: POLL + HOUR }, { value: 108, time: 2 * POLL + HOUR }]);
    assert.deepEqual(line.at(-1), { time: 2 * POLL + HOUR, value: 108, carried: 0, gap: HOUR, estimated: 6 });
  });

  it('never counts downwards, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 }), (values) => {
        const { line } = run(values, 'dm3', { noise: 3 });
        const totals = line.map(({ carried, value }) => carried + value);
        for (const [index, total] of totals.slice(1).entries()) assert.ok(total >= totals[index]! - 1e-9);
      }),
    );
  });

  it('throws at no sequence, and never knows more readings than it needs', () => {
    const wild = fc.record({
      value: fc.oneof(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), fc.constantFrom(0, -0, 1e15, 5e-324)),
      step: fc.integer({ min: 1, max: 10 * HOUR }),
      serial: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 80 }), fc.boolean(), (steps, wraps) => {
        let time = 0;
        const readings = steps.map(({ value, step, serial: number }) => {
          time += step;
          return { time, value, serial: number };
        });
        const settings = settingsFor('dm3', wraps ? { modulus: 1e6 } : {});
        const { line, state } = runLedger('counter', readings, settings);
        assert.ok(line.every((point) => Number.isFinite(point.carried) && Number.isFinite(point.estimated)));
        assert.ok(state.held.length < 30);
        runLedger('gauge', readings, settingsFor('°C'));
      }),
    );
  });
});

describe('what somebody decided', () => {
  const decided = (verdict: Decision['verdict'], from: number, to = from): Decision[] => [
    { id: 7, from: from * POLL, to: to * POLL, verdict },
  ];
  const rows: [what: string, readings: Given[], decision: Decision[], total: number, events: LedgerEvent['kind'][]][] =
    [
      ['a jump was consumption', [1000, 90_000, 90_001, 90_003], decided({ kind: 'count' }, 1), 89_003, []],
      ['a spike was right', [1000, 9000, 1001, 1002, 1003], decided({ kind: 'count' }, 1), 8002, ['reset']],
      ['a reset was a glitch', [1000, 5, 6, 8, 9, 1001], decided({ kind: 'glitch' }, 1), 1, ['glitch', 'gap']],
      [
        'the new meter started at 2',
        [1000, 5, 6, 8],
        decided({ kind: 'replacement', start: 2 }, 1),
        6,
        ['replacement'],
      ],
      [
        'the old meter ended at 1004, the new one started at 0',
        [1000, 5, 6, 8],
        decided({ kind: 'replacement', start: 0, end: 1004 }, 1),
        12,
        ['replacement'],
      ],
      [
        'a fall was a rollover',
        [9990, 9995, 3, 4, 5],
        decided({ kind: 'rollover', modulus: 10_000 }, 2),
        15,
        ['rollover'],
      ],
      ['readings are to be ignored', [1000, 1500, 1600, 1603], decided({ kind: 'ignore' }, 1, 1), 603, []],
      ['backflow was another meter', [1000, 996, 998, 1003], decided({ kind: 'replacement' }, 1), 7, ['replacement']],
      [
        'another serial number was the same meter',
        [...serial('A', 1000), ...serial('B', 1002, 1003)],
        decided({ kind: 'count' }, 1),
        3,
        [],
      ],
      [
        'another serial number was a wrong one',
        [...serial('A', 1000), ...serial('B', 7, 8, 9, 10), ...serial('A', 1004)],
        decided({ kind: 'glitch' }, 1),
        4,
        ['glitch', 'gap'],
      ],
    ];
  for (const [what, readings, decision, total, events] of rows) {
    it(`is followed: ${what}`, () => {
      const result = run(readings, 'dm3', {}, decision);
      assert.equal(result.total, total);
      assert.deepEqual(result.kinds, events);
      const own = result.events.filter((event) => event.decision === 7);
      assert.equal(
        own.length,
        events.includes(decision[0]!.verdict.kind as 'rollover') && events[0] !== 'glitch' ? 1 : 0,
      );
    });
  }

  it('is followed for the first reading from its moment on, and of two decisions the newer one', () => {
    const [decision] = decided({ kind: 'replacement', start: 0 }, 0);
    const late = { ...decision!, from: 0.5 * POLL };
    assert.equal(run([1000, 5, 6], 'dm3', {}, [late]).total, 6);
    assert.equal(
      run([1000, 5, 6], 'dm3', {}, [late, { ...late, verdict: { kind: 'replacement', start: 4 } }]).total,
      2,
    );
  });
});

describe('ledger of a gauge', () => {
  it('integrates over measured time and leaves gaps out', () => {
    const { line, kinds } = run(
      [10, 20, { value: 40, time: POLL + 2 * HOUR }, { value: 40, time: 2 * POLL + 2 * HOUR }],
      '°C',
    );
    assert.ok(Math.abs(line.at(-1)!.carried - (15 / 12 + 40 / 12)) < 1e-9);
    assert.equal(line.at(-1)!.gap, 2 * HOUR);
    assert.deepEqual(kinds, ['gap']);
  });

  it('leaves out what its sensor can not measure, and says it once in a row', () => {
    const result = run([10, -3276.8, -3276.8, 10, 500, 11], '°C');
    assert.deepEqual(result.kinds, ['implausible', 'implausible']);
    assert.deepEqual(
      result.line.map(({ value }) => value),
      [10, 10, 11],
    );
    const counted = run([10, 200, 11], '°C', {}, [{ id: 1, from: POLL, to: POLL, verdict: { kind: 'count' } }]);
    assert.deepEqual([counted.kinds, counted.line.length], [[], 3]);
  });

  it('says once that a sensor is stuck, and again when it was not in between', () => {
    const week = Array<number>(7 * 288 + 1).fill(7.5);
    assert.deepEqual(run(week.slice(1), '°C').kinds, []);
    assert.deepEqual(run([...week, ...week], '°C').events, [{ kind: 'stuck', time: 0, to: 7 * 24 * HOUR, after: 7.5 }]);
    assert.deepEqual(run([...week, 8, ...week], '°C').kinds, ['stuck', 'stuck']);
  });
});
