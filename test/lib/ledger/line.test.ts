import assert from 'node:assert/strict';
import { type Point, runningAt } from '../../../lib/ledger/line';

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
