import assert from 'node:assert/strict';
import { compose } from '../../../lib/chart/compose';
import type { ScatterPlot, Scene, TimePlot } from '../../../lib/chart/scene';
import { type ChartOptions, parseSettings } from '../../../lib/chart/settings';
import type { Report } from '../../../lib/report';
import { throwsInput } from '../../throws';
import { energy, NOW, outdoor, reportOf, WEEK, water } from './reports';

const DAY = 86_400_000;
const scene = (report: Report, options: ChartOptions = {}): Scene =>
  compose(report, parseSettings({ now: NOW, ...options }));
const time = (report: Report, options: ChartOptions = {}): TimePlot => {
  const { plot } = scene(report, options);
  assert.ok(plot.type === 'time', plot.type);
  return plot;
};
const scatter = (report: Report, options: ChartOptions = {}): ScatterPlot => {
  const { plot } = scene(report, { kind: 'scatter', ...options });
  assert.ok(plot.type === 'scatter', plot.type);
  return plot;
};
const week = (...series: Parameters<typeof reportOf>[3][number][]): Report =>
  reportOf(WEEK.from, WEEK.to, 'day', series, 'last week');
const SEVEN = [1, 2, 3, 4, 5, 6, 7];

describe('the composition of a chart', () => {
  it('puts counters as bars on the left axis and temperatures as a line on the right', () => {
    const plot = time(week(outdoor(SEVEN), energy(SEVEN)));
    assert.deepEqual([plot.axes.left.unit, plot.axes.right?.unit], ['kWh', '°C']);
    assert.deepEqual([plot.axes.left.fromZero, plot.axes.right?.fromZero], [true, false]);
    assert.deepEqual(
      plot.bars.map(({ series, axis, measured }) => [series, axis, measured]),
      [['heat_pump.energy', 'left', SEVEN]],
    );
    const [line] = plot.lines;
    assert.deepEqual([line!.axis, line!.values], ['right', SEVEN]);
    assert.deepEqual(line!.band, { low: SEVEN.map((mean) => mean - 2), high: SEVEN.map((mean) => mean + 3) });
    // The band must not be cut off.
    assert.deepEqual(plot.axes.right?.extent, [-1, 10]);
  });

  it('gives two counters of one unit one axis, and of two units two', () => {
    const solar = energy(SEVEN, { series: 'solar.energy' });
    const one = time(week(energy(SEVEN), solar));
    assert.deepEqual([one.bars.map(({ axis }) => axis), one.axes.right], [['left', 'left'], undefined]);
    assert.notEqual(one.bars[0]!.color, one.bars[1]!.color);
    assert.deepEqual(
      time(week(energy(SEVEN), water(SEVEN))).bars.map(({ axis }) => axis),
      ['left', 'right'],
    );
  });

  it('says which series have no room', () => {
    const { lines, plot } = scene(week(energy(SEVEN), outdoor(SEVEN), water(SEVEN)));
    assert.ok(plot.type === 'time' && plot.lines.length === 0);
    assert.equal(lines[1], 'Not shown: Outdoor temperature');
    const many = Array.from({ length: 8 }, (_, index) => energy(SEVEN, { series: `meter_${index}.energy` }));
    assert.equal(scene(week(...many), { language: 'pl' }).lines[1], 'Nie pokazano: meter_6.energy, meter_7.energy');
  });

  it('splits a bar into what was measured and what was estimated, and never more than the bar', () => {
    const parts = [
      { total: 10, estimated: 4 },
      { total: 3, estimated: 3 },
      { total: 5, estimated: 9 },
      { total: 6 },
      {},
    ];
    const [bars] = time(week(water([], { buckets: parts }))).bars;
    assert.deepEqual(bars!.measured.slice(0, 5), [6, 0, 0, 6, null]);
    assert.deepEqual(bars!.estimated.slice(0, 5), [4, 3, 5, null, null]);
    assert.deepEqual(time(week(water(SEVEN))).bars[0]!.estimated, []);
  });

  it('marks buckets that an end of the period cuts, that still run, or that lack readings', () => {
    const cut = reportOf(WEEK.from + 5 * 3_600_000, WEEK.to + 13 * 3_600_000, 'day', [
      water([9, 9, 9, 9], {
        buckets: [
          {},
          { total: 1, coverage: 0.9 },
          { total: 2, coverage: 0.9, estimated: 1 },
          { total: 1, coverage: 0.96 },
        ],
      }),
    ]);
    assert.deepEqual(time(cut).bars[0]!.states, [
      'partial',
      'gappy',
      'whole',
      'whole',
      'whole',
      'whole',
      'whole',
      'partial',
    ]);
    assert.deepEqual(new Set(time(week(water(SEVEN))).bars[0]!.states), new Set(['whole']));
    assert.equal(time(week(water(SEVEN)), { now: WEEK.to - 1 }).bars[0]!.states[6], 'partial');
  });

  it('takes the minutes since the newest reading for no gap', () => {
    const from = Date.UTC(2026, 10, 23, 12);
    const state = (minutes: number, coverage: number): string =>
      time(reportOf(from, from + minutes * 60_000, 'hour', [water([1], { buckets: [{ total: 1, coverage }] })]))
        .bars[0]!.states[0]!;
    assert.equal(state(10, 0.5), 'partial');
    assert.equal(state(50, 0.5), 'gappy');
  });

  it('compares one series with the mean of the period before, and draws no buckets that nobody knows', () => {
    const previous = { from: WEEK.from - 7 * DAY, to: WEEK.from, total: 70, coverage: 1 };
    const { plot, lines, legend } = scene(week(water(SEVEN, { previous })));
    assert.ok(plot.type === 'time');
    assert.deepEqual(
      plot.levels.map(({ axis, value }) => [axis, value]),
      [['left', 10]],
    );
    assert.equal(plot.bars.length, 1);
    assert.equal(lines[0], '28\u00a0dm³ · −60\u00a0% against the period before (70\u00a0dm³) · 100\u00a0% measured');
    assert.deepEqual(
      legend.map(({ text }) => text),
      ['mean of the period before'],
    );
    assert.deepEqual(plot.axes.left.extent, [10]);
    assert.deepEqual(time(week(water(SEVEN, { previous })), { kind: 'bars' }).levels, []);
    // Without a whole bucket nobody can say what the mean of one is.
    const running = reportOf(WEEK.from, WEEK.from + 3_600_000, 'day', [water([5], { previous })]);
    assert.deepEqual(time(running).levels, []);
  });

  it('shows the buckets of a second report beside the first, as many as there are', () => {
    const before = reportOf(WEEK.from - 7 * DAY, WEEK.from - DAY, 'day', [water([7, 6, 5, 4, 3, 2])]);
    const { bars, levels } = time(week(water(SEVEN)), { previous: before });
    assert.deepEqual(
      bars.map(({ past, measured }) => [past, measured]),
      [
        [true, [7, 6, 5, 4, 3, 2, null]],
        [false, SEVEN],
      ],
    );
    assert.deepEqual(levels, []);
    const hours = reportOf(WEEK.from, WEEK.from + DAY, 'hour', [water([1])]);
    throwsInput(() => scene(week(water(SEVEN)), { previous: hours }), 'bad-report', 'one hour', 'one day');
  });

  it('leaves gaps in lines', () => {
    assert.deepEqual(time(week(outdoor([1, undefined, 3]))).lines[0]!.values, [1, null, 3, null, null, null, null]);
  });

  it('makes a point of every bucket that is known as a whole', () => {
    const means = [5, 4, 3, 2, 1, 0, -1];
    const report = week(
      energy([], { buckets: SEVEN.map((total, index) => ({ total, coverage: index === 2 ? 0.5 : 1 })) }),
      outdoor(means),
    );
    const { points, trend } = scatter(report);
    assert.deepEqual(
      points.map(({ x, y }) => [x, y]),
      [
        [5, 1],
        [4, 2],
        [2, 4],
        [1, 5],
        [0, 6],
        [-1, 7],
      ],
    );
    assert.equal(new Set(points.map(({ color }) => color)).size, 6);
    assert.equal(trend, undefined);
    throwsInput(() => scatter(week(water(SEVEN))), 'bad-report', 'a counter and a gauge');
  });

  it('draws the line of least squares through eight points', () => {
    const from = WEEK.from - 7 * DAY;
    const means = Array.from({ length: 14 }, (_, index) => index);
    const totals = means.map((mean) => 30 - 2 * mean);
    const { plot, legend } = scene(reportOf(from, WEEK.to, 'day', [energy(totals), outdoor(means)]), {
      kind: 'scatter',
    });
    assert.ok(plot.type === 'scatter' && plot.trend);
    assert.ok(Math.abs(plot.trend.from.y - 30) < 1e-9 && Math.abs(plot.trend.to.y - 4) < 1e-9);
    assert.deepEqual([plot.trend.from.x, plot.trend.to.x], [0, 13]);
    assert.equal(legend[1]!.text, 'trend: −2.0\u00a0kWh/°C');
  });

  it('says so when nothing is known', () => {
    for (const [report, kind] of [
      [week(water([])), 'auto'],
      [week(outdoor([])), 'range'],
      [week(energy([]), outdoor([])), 'scatter'],
      [week(), 'auto'],
    ] as const) {
      const { plot, legend } = scene(report, { kind });
      assert.deepEqual([plot.type, legend], ['none', []]);
    }
    const { plot } = scene(week(water([])), { language: 'pl' });
    assert.ok(plot.type === 'none' && plot.head === 'Brak danych' && plot.detail === 'W tym okresie nie ma odczytów.');
  });

  it('writes title, figures and dates in the language', () => {
    const report = week(energy(SEVEN), outdoor(SEVEN));
    const english = scene(report);
    assert.deepEqual(english.title, { what: 'Heat pump energy, Outdoor temperature', when: 'Last week' });
    assert.equal(
      english.lines[0],
      '28.0\u00a0kWh · mean 1.0\u00a0°C (−4.0\u00a0°C to 6.0\u00a0°C) · 100\u00a0% measured',
    );
    assert.match(english.footer, /^16.{1,3}22 Nov 2026 · Europe\/Warsaw$/);
    const polish = scene(report, { language: 'pl' });
    assert.deepEqual(polish.title, { what: 'Energia pompy ciepła, Temperatura zewnętrzna', when: 'Poprzedni tydzień' });
    assert.match(polish.lines[0]!, /^28,0.kWh · średnio 1,0.°C \(−4,0.°C do 6,0.°C\) · zmierzono 100.%$/);
    assert.deepEqual(scene(report, { title: ' My\nhouse ' }).title, { what: 'My house', when: '' });
  });

  it('names figures of one unit in the legend', () => {
    const supply = outdoor(SEVEN, { series: 'heat_pump.supply_temperature', total: { mean: 35 } });
    const { legend, lines } = scene(week(outdoor(SEVEN), supply));
    assert.deepEqual(
      legend.map(({ text }) => text),
      ['Outdoor temperature mean 1.0\u00a0°C', 'Supply temperature mean 35.0\u00a0°C'],
    );
    assert.equal(lines[0], '100\u00a0% measured');
  });

  it('explains a kind that the report cannot give', () => {
    throwsInput(
      () => scene(week(water(SEVEN)), { kind: 'comparison' }),
      'bad-report',
      'the figures of the period before',
    );
    const range = time(week(water(SEVEN), outdoor(SEVEN)), { kind: 'range' });
    assert.deepEqual([range.bars.length, range.lines.length], [0, 1]);
  });
});
