import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LedgerEvent } from '../../../lib/ledger/event';
import { advance, type LedgerState } from '../../../lib/ledger/ledger';
import { type Point, runningAt } from '../../../lib/ledger/line';
import type { Kind } from '../../../lib/reading';

const POLL = 300_000;
const SETTINGS = { maxGap: 15 * 60_000, maxRate: 20_000 };

interface Run {
  points: Point[];
  state: LedgerState;
  events: LedgerEvent[];
}

/** Places readings that come every 5 minutes, or at given times. */
function run(kind: Kind, readings: (number | { value: number; time?: number; serial?: string })[]): Run {
  let state: LedgerState = { held: [] };
  const points: Point[] = [];
  const events: LedgerEvent[] = [];
  for (const [index, reading] of readings.entries()) {
    const given = typeof reading === 'number' ? { value: reading } : reading;
    const step = advance(kind, state, { time: index * POLL, ...given }, SETTINGS);
    state = step.state;
    points.push(...step.placed);
    events.push(...step.events);
  }
  return { points, state, events };
}

const consumption = ({ points }: Run): number =>
  points.at(-1)!.carried + points.at(-1)!.value - (points[0]!.carried + points[0]!.value);
const kinds = ({ events }: Run): string[] => events.map(({ kind }) => kind);

describe('ledger of a counter', () => {
  const vectors: [name: string, values: number[], consumption: number, events: string[]][] = [
    ['plain consumption', [1000, 1001, 1001, 1003.5], 3.5, []],
    ['a stray 0, which others count as 1002', [1000, 1001, 0, 1002], 2, ['glitch']],
    ['two stray values', [1000, 0, 0, 1002], 2, ['glitch']],
    ['a hair of backflow, whose climb back is not counted twice', [99999.995, 99999.993, 99999.996], 0.001, ['glitch']],
    ['a register that starts anew', [1000, 5, 6, 8, 9], 4, ['reset']],
    ['a stray value before the register starts anew', [1000, 500, 5, 6, 8], 3, ['reset']],
    [
      'three stray zeros and back, of which others count the whole register',
      [9000, 0, 0, 0, 9001, 9002, 9003],
      2,
      ['reset', 'jump'],
    ],
    ['a spike to ten times the value', [1003, 10030, 1004, 1005], 2, ['glitch']],
    ['a spike that lasts two polls', [1003, 10030, 10031, 1005], 2, ['glitch']],
    ['a register that was set forward', [1000, 9000, 9001, 9003], 3, ['jump']],
    ['a first reading that was a stray one', [0, 9000, 9001, 9002], 2, ['jump']],
    ['a fall that is not decided yet', [1000, 1001, 5, 6], 1, []],
    ['a register that stands still after it started anew', [1000, 0, 0, 0, 0], 0, ['reset']],
    ['two registers that start anew', [1000, 1, 2, 3, 0, 1, 2], 4, ['reset', 'reset']],
  ];
  for (const [name, values, expected, events] of vectors) {
    it(`counts ${name}`, () => {
      const result = run('counter', values);
      assert.ok(Math.abs(consumption(result) - expected) < 1e-9, `${consumption(result)}`);
      assert.deepEqual(kinds(result), events);
    });
  }

  it('lets the total go on at once when the serial changed, without inventing consumption', () => {
    const result = run('counter', [
      { value: 1000, serial: 'A' },
      { value: 1002, serial: 'A' },
      { value: 500, serial: 'B' },
      { value: 503, serial: 'B' },
    ]);
    assert.equal(consumption(result), 5);
    assert.deepEqual(result.events, [
      { kind: 'replacement', time: 2 * POLL, before: 1002, after: 500, serialBefore: 'A', serialAfter: 'B' },
    ]);
    assert.equal(
      consumption(
        run('counter', [
          { value: 10, serial: 'A' },
          { value: 500, serial: 'B' },
        ]),
      ),
      0,
    );
  });

  it('counts what was used in a gap, and marks it as estimated', () => {
    const { points, events } = run('counter', [
      { value: 100, time: 0 },
      { value: 101, time: POLL },
      { value: 107, time: POLL + 3_600_000 },
      { value: 108, time: 2 * POLL + 3_600_000 },
    ]);
    assert.deepEqual(points.at(-1), {
      time: 2 * POLL + 3_600_000,
      value: 108,
      carried: 0,
      gap: 3_600_000,
      estimated: 6,
    });
    assert.deepEqual(events, [{ kind: 'gap', from: POLL, to: POLL + 3_600_000, before: 101, after: 107 }]);
  });

  it('never counts downwards, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }), (values) => {
        const { points } = run('counter', values);
        const totals = points.map(({ carried, value }) => carried + value);
        for (const [index, total] of totals.slice(1).entries()) assert.ok(total >= totals[index]!);
      }),
    );
  });

  it('counts a glitch of one or two polls as nothing, wherever it falls', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(
        steps,
        fc.nat(),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 99 }),
        (rises, where, length, low) => {
          const values = rises.map(
            (
              (sum) => (rise: number) =>
                (sum += rise + 1)
            )(1000),
          );
          const start = 1 + (where % (values.length - length - 1));
          const disturbed = values.map((value, index) => (index >= start && index < start + length ? low : value));
          assert.equal(consumption(run('counter', disturbed)), values.at(-1)! - values[0]!);
        },
      ),
    );
  });
});

describe('ledger of a gauge', () => {
  it('integrates over measured time and leaves gaps out', () => {
    const { points, events } = run('gauge', [
      { value: 10, time: 0 },
      { value: 20, time: POLL },
      { value: 40, time: POLL + 7_200_000 },
      { value: 40, time: 2 * POLL + 7_200_000 },
    ]);
    assert.ok(Math.abs(points.at(-1)!.carried - (15 / 12 + 40 / 12)) < 1e-9);
    assert.equal(points.at(-1)!.gap, 7_200_000);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['gap'],
    );
  });
});

describe('the line between two points', () => {
  const point = (time: number, value: number, rest: Partial<Point> = {}): Point => ({
    time,
    value,
    carried: 0,
    gap: 0,
    estimated: 0,
    ...rest,
  });

  it('shares consumption evenly, in a gap as an estimate', () => {
    const before = point(0, 100);
    assert.deepEqual(runningAt('counter', 25, before, point(100, 104)), { total: 101, measured: 25, estimated: 0 });
    const gap = point(100, 104, { gap: 100, estimated: 4 });
    assert.deepEqual(runningAt('counter', 25, before, gap), { total: 101, measured: 0, estimated: 1 });
  });

  it('stands still before the first and after the last point', () => {
    const only = point(50, 100);
    assert.deepEqual(runningAt('counter', 0, undefined, only), { total: 100, measured: 50, estimated: 0 });
    const last = point(50, 100, { gap: 20, estimated: 7 });
    assert.deepEqual(runningAt('counter', 99, last, undefined), { total: 100, measured: 30, estimated: 7 });
  });

  it('integrates a gauge so that parts add up', () => {
    const before = point(0, 10);
    const after = point(3_600_000, 30, { carried: 20 });
    assert.equal(runningAt('gauge', 1_800_000, before, after).total, 7.5);
    assert.equal(runningAt('gauge', 3_600_000, after, undefined).total, 20);
  });
});
