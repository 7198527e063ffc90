import assert from 'node:assert/strict';
import { Chart, type Plugin } from 'chart.js';
import fc from 'fast-check';
import { BUCKETS } from '../../../lib/calendar/bucket';
import { CHART_KINDS, type ChartOptions, drawChart } from '../../../lib/chart/chart';
import { compose } from '../../../lib/chart/compose';
import { prepare } from '../../../lib/chart/draw';
import { parseSettings } from '../../../lib/chart/settings';
import { KINDS, UNITS } from '../../../lib/reading';
import type { Report } from '../../../lib/report';
import { rejectsInput } from '../../throws';
import { decode, type Pixels } from './pixels';
import { anyFigures, energy, NOW, outdoor, reportOf, WEEK, water } from './reports';

const CYAN = '#25c8dd';
const BLUE = '#6aa9ff';
const PANEL = '#2b2d31';

const week = (...series: Parameters<typeof reportOf>[3][number][]): Report =>
  reportOf(WEEK.from, WEEK.to, 'day', series, 'last week');
const draw = async (report: Report, options: ChartOptions = {}): Promise<Pixels> =>
  decode((await drawChart(report, { now: NOW, ...options })).png);

interface Bar {
  x: number;
  width: number;
  base: number;
  y: number;
}

/** Where Chart.js puts the bars of the first dataset of the same picture. */
function barsOf(report: Report, options: ChartOptions = {}): Bar[] {
  const settings = parseSettings({ now: NOW, ...options });
  const { canvas, config } = prepare(compose(report, settings), settings);
  const chart = new Chart(canvas as never, config as never);
  const bars = (chart.getDatasetMeta(0).data as unknown as Bar[]).map(({ x, width, base, y }) => ({
    x,
    width,
    base,
    y,
  }));
  chart.destroy();
  return bars;
}

describe('a chart', () => {
  const TOTALS = [100, 50, 25, 200, 0, 150, 75];

  it('has the size and panel that were asked for', async () => {
    for (const [width, height, theme, panel] of [
      [960, 540, 'dark', PANEL],
      [200, 200, 'light', '#ffffff'],
      [333, 1111, 'dark', PANEL],
    ] as const) {
      const pixels = await draw(week(water(TOTALS)), { width, height, theme });
      assert.deepEqual([pixels.width, pixels.height], [width, height]);
      for (const [x, y] of [
        [0, 0],
        [width - 1, 0],
        [0, height - 1],
        [width - 1, height - 1],
      ] as const) {
        assert.equal(pixels.at(x, y), panel);
      }
    }
  });

  it('has bars as high as their values', async () => {
    const report = week(water(TOTALS));
    const pixels = await draw(report);
    const bars = barsOf(report);
    const tops = bars.map(({ x }) => pixels.top(CYAN, x, 100, 12));
    const base = bars[0]!.base;
    const heightOf = (index: number): number => base - tops[index]!;
    for (const [index, total] of TOTALS.entries()) {
      if (total === 0) assert.equal(tops[index], undefined);
      else assert.ok(Math.abs(heightOf(index) - (heightOf(3) * total) / 200) <= 2, `bar ${index}: ${heightOf(index)}`);
    }
    assert.ok(heightOf(3) > 300, 'the highest bar fills the plot');
  });

  it('draws the temperature as a line that a gap interrupts', async () => {
    const whole = await draw(week(energy([1, 2, 3]), outdoor([1, 2, 3, 4, 5, 6, 7])));
    assert.ok(whole.count(BLUE, 12) > 800);
    const report = week(outdoor([1, 2, undefined, undefined, 5, 6, 7]));
    const gap = await draw(report);
    // Legend and unit aside, the columns of the gap hold nothing blue.
    const plot = { top: 160, bottom: 460 };
    const column = 960 / 7;
    assert.equal(gap.count(BLUE, 40, { ...plot, left: 2.4 * column, right: 3.4 * column }), 0);
    assert.ok(gap.count(BLUE, 12, { ...plot, left: 5 * column, right: 6 * column }) > 20);
  });

  it('shows a value between two gaps as a point', async () => {
    const alone = await draw(week(outdoor([undefined, undefined, undefined, 4])));
    assert.ok(alone.count(BLUE, 12, { top: 160, bottom: 460 }) > 20);
  });

  it('hatches what was estimated, and only that', async () => {
    const report = week(water([], { buckets: [{ total: 100 }, { total: 100, estimated: 100 }] }));
    const pixels = await draw(report);
    const [solid, hatched] = barsOf(report) as [Bar, Bar];
    const inside = ({ x, width, base }: Bar) => ({
      left: x - width / 2 + 6,
      right: x + width / 2 - 6,
      top: base - 150,
      bottom: base - 20,
    });
    assert.equal(pixels.count(CYAN, 30, inside(solid)), 0);
    const area = inside(hatched);
    const share = pixels.count(CYAN, 30, area) / ((area.right - area.left) * (area.bottom - area.top));
    assert.ok(share > 0.05 && share < 0.6, String(share));
  });

  it('draws incomplete bars lighter, and dashes the edge of bars that lack readings', async () => {
    const report = week(water([], { buckets: [{ total: 100 }, { total: 100, coverage: 0.5 }] }));
    const pixels = await draw(report);
    const [whole, gappy] = barsOf(report) as [Bar, Bar];
    const middle = whole.base - 100;
    assert.notEqual(pixels.at(whole.x, middle), pixels.at(gappy.x, middle));
    const edge = ({ x, width, base }: Bar): number =>
      pixels.count(CYAN, 60, { left: x - width / 2 - 1, right: x - width / 2 + 2, top: base - 150, bottom: base - 20 });
    assert.ok(edge(gappy) > 20 && edge(gappy) < 0.9 * edge(whole), `${edge(gappy)} of ${edge(whole)}`);
    const running = await draw(week(water([100, 100])), { now: WEEK.from + 3_600_000 });
    assert.notEqual(running.at(whole.x, middle), pixels.at(whole.x, middle));
  });

  it('rounds the top of a bar only: not where its estimated part begins', () => {
    const settings = parseSettings({ now: NOW });
    const report = week(water([], { buckets: [{ total: 9 }, { total: 9, estimated: 4 }] }));
    const { config } = prepare(compose(report, settings), settings);
    const [first, second] = (config!.data.datasets[0] as unknown as { borderRadius: number[] }).borderRadius;
    assert.ok(first! > 0 && second === 0);
  });

  /** Of a picture of 960 × 540 with one line of figures and one row of legend at most. */
  const PLOT = { left: 90, right: 900, top: 160, bottom: 420 };

  it('draws what was before, where a day begins, the range and the trend', async () => {
    const DAY = 86_400_000;
    const previous = { from: WEEK.from - 7 * DAY, to: WEEK.from, total: 700, coverage: 1 };
    const compared = await draw(week(water(TOTALS, { previous })));
    const plain = await draw(week(water(TOTALS)));
    assert.ok(compared.count('#949ba4', 8, PLOT) > 300 && plain.count('#949ba4', 8, PLOT) < 50);

    const night = reportOf(WEEK.from - 6 * 3_600_000, WEEK.from + 6 * 3_600_000, 'hour', [outdoor([1, 2])]);
    const border = '#606265';
    assert.ok((await draw(night)).count(border, 6, PLOT) > 80);
    assert.ok(plain.count(border, 6, PLOT) < 10);

    const band = '#364356';
    const ranged = await draw(week(outdoor([1, 2, 3, 4, 5, 6, 7])));
    assert.ok(ranged.count(band, 4, PLOT) > 5000);
    // No range is known of a bucket between two gaps but its own.
    const alone = await draw(week(outdoor([undefined, undefined, 3])));
    assert.ok(alone.count(band, 4, PLOT) > 1000);

    const from = WEEK.from - 7 * DAY;
    const means = Array.from({ length: 14 }, (_, index) => index);
    const scattered = reportOf(from, WEEK.to, 'day', [energy(means.map((mean) => 30 - 2 * mean)), outdoor(means)]);
    const scatter = await draw(scattered, { kind: 'scatter' });
    assert.ok(scatter.count('#cacbcd', 20, PLOT) > 200, 'the trend');
    assert.ok(scatter.count('#ff6f43', 60, PLOT) > 100, 'the newest points');
  });

  it('writes the figures under the title and the unit over its axis', async () => {
    const pixels = await draw(week(water(TOTALS)));
    assert.ok(pixels.count('#b5bac1', 40, { top: 56, bottom: 86 }) > 200);
    assert.ok(pixels.count('#b5bac1', 40, { left: 20, right: 70, top: 92, bottom: 116 }) > 20);
  });

  it('says in words that nothing is known', async () => {
    const { png, alt } = await drawChart(week(water([])), { now: NOW });
    const pixels = await decode(png);
    assert.ok(pixels.count('#f2f3f5', 30, { top: 200, bottom: 400, left: 300, right: 660 }) > 200);
    assert.match(alt, /No data/);
  });

  it('has an alternative text with period, totals and the highest bar', async () => {
    const { alt } = await drawChart(week(energy([1, 9, 3]), outdoor([1, 2, 3])), { now: NOW });
    for (const piece of [
      'Heat pump energy',
      'Last week',
      '16',
      '22 Nov 2026',
      '13.0\u00a0kWh',
      'highest 9.0\u00a0kWh',
      'Tue',
      'mean 1.0',
    ]) {
      assert.ok(alt.includes(piece), `"${piece}" is not in: ${alt}`);
    }
    const polish = await drawChart(week(water([1, 9, 3])), { now: NOW, language: 'pl' });
    assert.match(polish.alt, /Woda: 13.dm³, najwięcej 9.dm³ \(wt\., 17 lis\)/);
    const names = Array.from({ length: 100 }, (_, index) => water([1], { series: `${'x'.repeat(90)}.v${index}` }));
    assert.ok((await drawChart(week(...names), { now: NOW })).alt.length <= 1000);
  });

  it('refuses what is no report and what is no setting, and then goes on', async () => {
    const bad = drawChart({ period: 1 } as never);
    const worse = drawChart(week(water([1])), { kind: 'pie' as never });
    const good = drawChart(week(water([1])), { now: NOW });
    await rejectsInput(bad, 'bad-report', 'period is 1');
    await rejectsInput(worse, 'bad-setting', 'kind is "pie"');
    assert.ok((await good).png.length > 1000);
  });

  it('leaves alone what other packages have in the same Chart.js, and is not changed by it', async () => {
    const report = week(water(TOTALS));
    const before = (await drawChart(report, { now: NOW })).png;
    let drawn = 0;
    const foreign: Plugin = { id: 'foreign', afterDraw: () => void drawn++ };
    const family = Chart.defaults.font.family;
    Chart.register(foreign);
    try {
      assert.deepEqual((await drawChart(report, { now: NOW })).png, before);
      assert.equal(drawn, 0);
      assert.equal(Chart.defaults.font.family, family);
    } finally {
      Chart.unregister(foreign);
    }
    assert.deepEqual(Object.keys(Chart.instances), []);
  });

  it('draws any report that is one, in any kind, or says what is missing', async () => {
    const value = fc.oneof(
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom(0, -1, 1e15, -1e15, 1e-9),
    );
    const optional = fc.option(value, { nil: undefined });
    const figures = anyFigures(value);
    const letters = 'abcxyz0189_-'.split('');
    const name = fc
      .tuple(
        fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 49 }),
        fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 50 }),
      )
      .map(([meter, quantity]) => `${meter}.${quantity}`);
    const one = fc.record({
      series: fc.oneof(name, fc.constantFrom('water.volume', 'heat_pump.energy', 'constructor.x', '__proto__.y')),
      kind: fc.constantFrom(...KINDS),
      unit: fc.constantFrom(...UNITS),
      first: figures,
      previous: fc.option(figures, { nil: undefined }),
      total: optional,
      pattern: fc.array(figures, { minLength: 1, maxLength: 5 }),
    });
    const options = fc.record(
      {
        kind: fc.constantFrom(...CHART_KINDS),
        theme: fc.constantFrom('dark', 'light'),
        language: fc.constantFrom('en', 'pl'),
        width: fc.integer({ min: 200, max: 700 }),
        height: fc.integer({ min: 200, max: 500 }),
        title: fc.string({ maxLength: 200, unit: 'grapheme' }),
      },
      { requiredKeys: [] },
    );
    const count = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 60 }) },
      { weight: 1, arbitrary: fc.integer({ min: 61, max: 1500 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { maxLength: 9 }),
        fc.constantFrom(...BUCKETS),
        count,
        fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2100, 0) }),
        fc.integer({ min: 0, max: 4e9 }),
        options,
        async (all, bucket, buckets, from, length, chosen) => {
          const at = (index: number): number => from + Math.floor((length * index) / Math.max(1, buckets));
          const report: Report = {
            period: { from, to: from + length, label: '7d', bucket, timeZone: 'Europe/Warsaw' },
            series: all.map(({ series, kind, unit, first, previous, pattern }) => ({
              series,
              kind,
              unit,
              ...first,
              buckets: Array.from({ length: buckets }, (_, index) => ({
                from: at(index),
                to: at(index + 1),
                ...pattern[index % pattern.length]!,
              })),
              ...(previous ? { previous: { from: from - length, to: from, ...previous } } : {}),
            })),
          };
          try {
            const { png, alt } = await drawChart(JSON.parse(JSON.stringify(report)), {
              now: NOW,
              width: 400,
              height: 300,
              ...chosen,
            } as ChartOptions);
            assert.ok(png.length > 100 && alt.length <= 1000);
          } catch (error) {
            // Only a kind that was asked for may be impossible.
            assert.equal((error as { code?: string }).code, 'bad-report', String((error as Error).stack));
            assert.ok(['comparison', 'range', 'scatter'].includes(String(chosen.kind)), String(error));
          }
        },
      ),
      { numRuns: 250 },
    );
    assert.deepEqual(Object.keys(Chart.instances), []);
  }).timeout(120_000);
});
