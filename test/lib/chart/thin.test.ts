import assert from 'node:assert/strict';
import { compose } from '../../../lib/chart/compose';
import { parseSettings } from '../../../lib/chart/settings';
import { bucketsEach, thin } from '../../../lib/chart/thin';
import { NOW, outdoor, reportOf, water } from './reports';

const FROM = Date.UTC(2026, 9, 1, 22);
const POLL = 300_000;

describe('a chart of very many buckets', () => {
  const count = 2500;
  const to = FROM + count * POLL;
  const report = reportOf(FROM, to, '5m', [
    water([], {
      buckets: [{ total: 2 }, { total: 4, estimated: 4 }, {}, {}, {}, {}],
      previous: { from: FROM - (to - FROM), to: FROM, total: 2 * count, coverage: 1 },
    }),
  ]);

  it('shows means of neighbours, so that values keep their size', () => {
    assert.equal(bucketsEach(report), 3);
    const { series } = thin(report, 3);
    const [first, second] = series[0]!.buckets;
    assert.deepEqual(first, { from: FROM, to: FROM + 3 * POLL, coverage: 1, total: 3, estimated: 2 });
    assert.equal(second!.total, undefined);
    assert.deepEqual([series[0]!.buckets.length, series[0]!.buckets.at(-1)!.to], [834, to]);
    const gauge = thin(reportOf(FROM, FROM + 2 * POLL, '5m', [outdoor([1, 5])]), 2).series[0]!.buckets[0]!;
    assert.deepEqual([gauge.mean, gauge.min, gauge.max], [3, -1, 8]);
  });

  it('says so, and still compares with the mean of one bucket', () => {
    const { lines, plot } = compose(report, parseSettings({ now: NOW }));
    assert.equal(lines.at(-1), 'Drawn as means of 3 buckets each');
    assert.ok(plot.type === 'time' && plot.bars[0]!.measured.length === 834);
    assert.ok(Math.abs(plot.levels[0]!.value - 2) < 0.01, String(plot.levels[0]!.value));
  });

  it('is left alone up to a thousand', () => {
    const small = reportOf(FROM, FROM + 1000 * POLL, '5m', [water([1])]);
    assert.equal(bucketsEach(small), 1);
    assert.equal(thin(small, 1), small);
    assert.equal(bucketsEach({ ...small, series: [] }), 1);
  });
});
