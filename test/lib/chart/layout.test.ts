import assert from 'node:assert/strict';
import { type Layout, layoutScene, scaleOf } from '../../../lib/chart/layout';
import type { LegendEntry, Scene } from '../../../lib/chart/scene';

/** A font of letters half as wide as they are high. */
const measure = (text: string, font: string): number => text.length * Number(/(\d+(\.\d+)?)px/.exec(font)![1]) * 0.5;
const layout = (scene: Partial<Scene>, width = 960, height = 540): Layout =>
  layoutScene(
    {
      title: { what: 'Water', when: 'Today' },
      lines: ['5 dm³'],
      legend: [],
      footer: 'Europe/Warsaw',
      plot: { type: 'none', head: '', detail: '' },
      ...scene,
    },
    width,
    height,
    measure,
  );
const entry = (text: string): LegendEntry => ({ sign: 'bar', color: '#000000', text });

describe('the layout of a chart', () => {
  it('grows with the picture, and never becomes too small to read', () => {
    assert.ok(Math.abs(scaleOf(1920, 1080) - 2 * scaleOf(960, 540)) < 1e-9);
    assert.deepEqual([scaleOf(200, 200), scaleOf(4096, 200), scaleOf(200, 4096)], [1, 1, 1]);
  });

  it('makes a long title smaller, then cuts the series and keeps the period', () => {
    const size = (what: string): number =>
      Number.parseFloat(layout({ title: { what, when: 'Today' } }).title.font.split(' ')[1]!);
    assert.ok(size('x'.repeat(70)) < size('Water'));
    const { title } = layout({ title: { what: 'x'.repeat(300), when: 'Today' } });
    assert.match(title.text, /^x+… · Today$/);
    assert.ok(measure(title.text, title.font) <= 960 - 2 * title.x);
    assert.equal(layout({ title: { what: 'Mine', when: '' } }).title.text, 'Mine');
    assert.equal(layout({ title: { what: '', when: 'Today' } }).title.text, 'Today');
  });

  it('puts the legend in at most two rows', () => {
    const { legend, top } = layout({ legend: Array.from({ length: 30 }, (_, index) => entry(`entry ${index}`)) });
    assert.equal(new Set(legend.map(({ text }) => text.y)).size, 2);
    assert.ok(legend.length < 30);
    for (const { text } of legend) assert.ok(text.x + measure(text.text, text.font) <= 960 && text.y < top);
    const [long] = layout({ legend: [entry('y'.repeat(500))] }).legend;
    assert.match(long!.text.text, /y…$/);
  });

  it('leaves legend and footer out where the plot needs the room', () => {
    const small = layout({ legend: [entry('a')], lines: ['one', 'two'] }, 300, 200);
    assert.deepEqual([small.legend.length, small.footer, small.lines.length], [0, undefined, 1]);
    assert.ok(small.top < 90);
  });
});
