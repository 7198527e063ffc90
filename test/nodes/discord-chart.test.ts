import assert from 'node:assert/strict';
import type { Report } from '../../lib/report';
import { decode } from '../lib/chart/pixels';
import { energy, outdoor, reportOf, WEEK, water } from '../lib/chart/reports';
import { NODE_RED } from '../node-red-version';
import { AROUND, type Outcome, Runtime, sentence } from './runtime';

const TOTALS = [1, 2, 3, 4, 5, 6, 7];
const report: Report = reportOf(WEEK.from, WEEK.to, 'day', [energy(TOTALS), outdoor(TOTALS)], 'last week');

describe(`the node discord-chart in ${NODE_RED}`, () => {
  let runtime: Runtime;
  afterEach(() => runtime.stop());
  const start = async (properties: object = {}): Promise<void> => {
    const node = { id: 'chart', z: 'tab', x: 0, y: 0, type: 'discord-chart', wires: [['out']] };
    runtime = await Runtime.start([...AROUND, { ...node, ...properties }]);
  };
  const pixelsOf = ({ message }: Outcome) => decode(message!['payload'] as Buffer);
  const altOf = ({ message }: Outcome): string => message!['alt'] as string;

  it('draws a report, keeps it beside the picture and passes the rest on', async () => {
    await start();
    const outcome = await runtime.send('chart', { payload: report, topic: 'kept' });
    assert.ok(Buffer.isBuffer(outcome.message!['payload']));
    assert.deepEqual(outcome.message!['report'], report);
    assert.equal(outcome.message!['topic'], 'kept');
    assert.match(altOf(outcome), /^Heat pump energy, Outdoor temperature · Last week\./);
    const { width, height, at } = await pixelsOf(outcome);
    assert.deepEqual([width, height, at(0, 0)], [960, 540, '#2b2d31']);
    assert.deepEqual(runtime.status('chart'), { fill: 'green', shape: 'dot', text: 'discord-chart.status.drawn' });
  });

  it('takes its settings from the dialog, and what the message changes of them', async () => {
    await start({
      kind: 'scatter',
      theme: 'light',
      width: '400',
      height: '300',
      language: 'pl',
      title: '',
      timeZone: '',
    });
    const dialog = await runtime.send('chart', { payload: report, discord: { locale: 'en-US' } });
    const pixels = await pixelsOf(dialog);
    assert.deepEqual([pixels.width, pixels.height, pixels.at(0, 0)], [400, 300, '#ffffff']);
    assert.match(altOf(dialog), /Poprzedni tydzień/);
    const chart = {
      kind: 'bars',
      theme: 'dark',
      width: 500,
      height: '250',
      language: 'en',
      title: 'My house',
      timeZone: 'America/New_York',
    };
    const message = await runtime.send('chart', { payload: report, chart });
    const changed = await pixelsOf(message);
    assert.deepEqual([changed.width, changed.height, changed.at(0, 0)], [500, 250, '#2b2d31']);
    assert.match(altOf(message), /^My house\. .*America\/New_York/);
  });

  it('speaks the language of the asker when the dialog has none', async () => {
    await start({ language: '' });
    assert.match(
      altOf(await runtime.send('chart', { payload: report, discord: { locale: 'pl' } })),
      /Poprzedni tydzień/,
    );
    assert.match(altOf(await runtime.send('chart', { payload: report, discord: { locale: 'fr' } })), /Last week/);
    assert.match(altOf(await runtime.send('chart', { payload: report, discord: null })), /Last week/);
  });

  it('shows a second report beside the first', async () => {
    await start({ kind: 'comparison' });
    const DAY = 86_400_000;
    const payload = reportOf(WEEK.from, WEEK.to, 'day', [water(TOTALS)], 'last week');
    const previousReport = reportOf(WEEK.from - 7 * DAY, WEEK.from, 'day', [water(TOTALS)]);
    const pixels = await pixelsOf(await runtime.send('chart', { payload, previousReport }));
    assert.ok(pixels.count('#949ba4', 8, { top: 200 }) > 100);
  });

  const refused: [message: object, code: string, said: RegExp][] = [
    [{ payload: 'water' }, 'bad-report', /the report is "water"/],
    [{ payload: undefined }, 'bad-report', /the report is undefined/],
    [{ payload: report, chart: { kind: 'pie' } }, 'bad-setting', /kind is "pie"/],
    [{ payload: report, chart: { width: 'wide' } }, 'bad-setting', /width is "wide"/],
    [{ payload: report, chart: { width: 10 } }, 'bad-setting', /width is 10/],
    [{ payload: report, chart: { language: 'xx' } }, 'bad-setting', /language is "xx"/],
    [{ payload: report, chart: 'scatter' }, 'bad-setting', /msg.chart is "scatter"/],
    [{ payload: report, chart: { kind: 'comparison' } }, 'bad-report', /let the query compare/],
  ];
  for (const [message, code, said] of refused) {
    it(`explains what is wrong: ${said.source}`, async () => {
      await start();
      const outcome = await runtime.send('chart', message);
      assert.match(sentence(outcome), said);
      assert.deepEqual(runtime.status('chart'), { fill: 'red', shape: 'ring', text: `discord-chart.status.${code}` });
      assert.ok((await runtime.send('chart', { payload: report })).message, 'the next good report is drawn');
    });
  }
});
