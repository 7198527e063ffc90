import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../lib/language/language';
import { formatQuantity } from '../../lib/language/numbers';
import type { Report } from '../../lib/report';
import { launchChromium } from '../editor/browser';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { shippedFlows } from './shipped-flows';

const ENERGY = 'heat_pump.energy,heat_pump.outdoor_temperature';

describe(`asking the shipped flows in a browser, ${NODE_RED}`, function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let browser: Browser;
  let nodeRed: NodeRed;
  let page: Page;

  before(async function () {
    const launched = await launchChromium();
    if (!launched) return this.skip();
    browser = launched;
  });
  beforeEach(async () => {
    nodeRed = await startNodeRed({ userDir: directory(), flows: await shippedFlows() });
    // History and first polls: nothing that is asked below changes any more but the present readings.
    await until(
      () => report(ENERGY, '12m'),
      ({ series }) => series.every(({ coverage, last }) => coverage > 0.99 && last!.time > Date.now() - 60_000),
    );
    page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${nodeRed.url}/chat/`);
    await page.getByText('Home telemetry: Online').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await nodeRed.stop();
  });
  after(() => browser?.close());

  async function report(series: string, period: string): Promise<Report> {
    const query = new URLSearchParams({ period, compare: 'previous' });
    return (await fetch(`${nodeRed.url}/telemetry/${series}?${query}`)).json() as Promise<Report>;
  }

  const messages = () => page.locator('discord-message');
  /** Types a line and gives the answer once it is there. */
  async function ask(line: string): Promise<ReturnType<Page['locator']>> {
    const before = await messages().count();
    await page.locator('#box').fill(line);
    await page.keyboard.press('Enter');
    const answer = messages().nth(before);
    await answer.locator('discord-embed, .markdown').first().waitFor();
    return answer;
  }
  /** What a person reads in it, no-break spaces as plain ones. */
  const textOf = async (element: ReturnType<Page['locator']>): Promise<string> =>
    (await element.innerText()).replaceAll('\u00a0', ' ');

  /** The numbers that an answer must show of a period: those that HTTP gives. */
  async function figures(series: string, period: string, language: Language = 'en'): Promise<string[]> {
    const { series: all } = await report(series, period);
    return all.flatMap(({ total, mean, unit, previous }) =>
      [total ?? mean!, previous!.total ?? previous!.mean!].map((value) =>
        formatQuantity(value, unit, language).replaceAll('\u00a0', ' '),
      ),
    );
  }
  async function shows(answer: ReturnType<Page['locator']>, wanted: string[]): Promise<void> {
    for (const text of wanted) await answer.getByText(text).first().waitFor();
  }
  async function hasPicture(answer: ReturnType<Page['locator']>): Promise<void> {
    const picture = answer.locator('.embed-picture img');
    await picture.waitFor();
    const size = await picture.evaluate(async (element) => {
      const image = element as unknown as { decode(): Promise<void>; naturalWidth: number; naturalHeight: number };
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    assert.deepEqual(size, [960, 540]);
  }

  it('gives right numbers and pictures, lets one go on by buttons, and speaks Polish', async () => {
    await page.locator('#box').pressSequentially('/');
    const offered = page.locator('#suggestions [role="option"]');
    await offered.first().waitFor();
    assert.deepEqual(
      (await offered.allInnerTexts()).map((text) => text.split('\n')[0]),
      ['/chart', '/energy', '/events', '/help', '/now', '/repair', '/solar', '/status', '/verify', '/water'],
    );

    const water = await ask('/water period:yesterday');
    await shows(water, ['Water · Yesterday', '100 % measured', ...(await figures('water.volume', 'yesterday'))]);
    await hasPicture(water);
    const energy = await ask('/energy period:last month');
    await shows(energy, await figures(ENERGY, 'last month'));
    await hasPicture(energy);
    const chart = await ask('/chart series:water.temperature period:last week');
    const [mean] = await figures('water.temperature', 'last week');
    await shows(chart, ['Water temperature · Last week', mean!]);
    await hasPicture(chart);

    const now = await ask('/now ');
    const { series } = await report('heat_pump.*,water.*', 'today');
    assert.equal(series.length, 8);
    const readings = await textOf(now);
    for (const { last, unit } of series) {
      assert.ok(readings.includes(formatQuantity(last!.value, unit, 'en').replaceAll('\u00a0', ' ')), readings);
    }
    assert.match(
      await textOf(await ask('/status ')),
      /Heat pump · fresh, last reading .*\n.*Solar · fresh, last reading .*\n.*Water · fresh, last reading/,
    );
    assert.match(await textOf(await ask('/help ')), /\/water How much water was used/);
    const refused = await ask('/water period:tomorrow-ish');
    await shows(refused, ['Only you can see this', "I don't understand the period “tomorrow-ish”"]);

    // Buttons and the menu ask the same anew, and change the same message.
    const count = await messages().count();
    await energy.locator('discord-button', { hasText: '12 months' }).click();
    await shows(energy, ['Last 12 months']);
    await energy.locator('select').selectOption('last year');
    await shows(energy, ['Last year']);
    await water.locator('discord-button', { hasText: 'Compare' }).click();
    await water.getByText('Before').waitFor({ state: 'detached' });
    await shows(water, [(await figures('water.volume', 'yesterday'))[0]!]);
    await water.locator('discord-button', { hasText: 'Compare' }).click();
    await shows(water, ['Before']);
    assert.equal(await messages().count(), count);

    await page.getByText('owner').first().click();
    await page.getByLabel('Language', { exact: true }).selectOption('pl');
    await page.getByRole('heading', { name: 'Witaj na kanale #home!' }).waitFor();
    await page.keyboard.press('Escape');
    const polish = await ask('/energy period:last month');
    await shows(polish, ['Energia pompy ciepła', 'zmierzono 100 %', ...(await figures(ENERGY, 'last month', 'pl'))]);
    await hasPicture(polish);
    await polish.locator('discord-button', { hasText: '7 d' }).click();
    await shows(polish, ['Ostatnie 7 dni']);
    await shows(await ask('/water period:kiedyś'), ['Nie rozumiem okresu']);

    assert.equal(await page.getByText('thinking…').count(), 0);
    const sinceStart = nodeRed.log().split('Starting flows')[1]!;
    assert.doesNotMatch(sinceStart, /\[(error|warn)\]/);
  });
});
