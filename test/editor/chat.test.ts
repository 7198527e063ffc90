import assert from 'node:assert/strict';
import type { APIInteraction, RESTPutAPIApplicationGuildCommandsJSONBody } from '@discordjs/core';
import { createCanvas } from '@napi-rs/canvas';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './browser';
import { ChatServer } from './chat-server';
import { ScriptedBot } from './scripted-bot';

const EPHEMERAL = 64;
const COMMANDS: RESTPutAPIApplicationGuildCommandsJSONBody = [
  {
    name: 'water',
    name_localizations: { pl: 'woda' },
    description: 'How much water the house used',
    description_localizations: { pl: 'Ile wody zużył dom' },
    options: [
      { type: 3, name: 'period', description: 'Which time', autocomplete: true },
      { type: 5, name: 'compare', description: 'Beside the time before' },
      { type: 4, name: 'days', description: 'How many days', min_value: 1, max_value: 31 },
    ],
  },
  { name: 'heat', description: 'What the heat pump used' },
];
const BUTTONS = [
  {
    type: 1,
    components: [
      { type: 2, style: 1, custom_id: 'day', label: '24 h' },
      { type: 2, style: 2, custom_id: 'week', label: '7 d' },
    ],
  },
  { type: 1, components: [{ type: 3, custom_id: 'series', options: [{ label: 'Solar', value: 'solar' }] }] },
] as const;

describe('the chat page in Chromium', () => {
  let browser: Browser;
  let server: ChatServer;
  let bot: ScriptedBot;
  let context: BrowserContext | undefined;
  let foreign: string[];
  let faults: string[];

  before(async function () {
    const launched = await launchChromium();
    if (!launched) return this.skip();
    browser = launched;
  });
  after(() => browser?.close());
  beforeEach(async () => {
    server = await ChatServer.start();
    bot = await ScriptedBot.start(server.discord, COMMANDS);
    foreign = [];
    faults = [];
  });
  afterEach(async () => {
    await context?.close();
    await bot.stop();
    await server.stop();
    assert.deepEqual(foreign, [], 'requests to another host');
    assert.deepEqual(faults, [], 'errors of the page');
  });

  async function open(options: { locale?: string; width?: number } = {}): Promise<Page> {
    const { locale = 'en-US', width = 1280 } = options;
    context = await browser.newContext({ locale, viewport: { width, height: 800 } });
    return newPage(context);
  }

  async function newPage(inContext: BrowserContext): Promise<Page> {
    const page = await inContext.newPage();
    page.setDefaultTimeout(8000);
    page.on('request', (request) => {
      if (
        !request.url().startsWith(`${server.url}/`) &&
        request.url() !== server.url &&
        !/^data:/.test(request.url())
      ) {
        foreign.push(request.url());
      }
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
    });
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(server.url);
    await page.locator('.welcome').waitFor();
    return page;
  }

  const options = (interaction: APIInteraction): unknown =>
    ((interaction.data as { options?: { name: string; value: unknown }[] }).options ?? []).map(({ name, value }) => [
      name,
      value,
    ]);
  const reply = (body: { content?: string; flags?: number; components?: object[] }): void => {
    bot.answers['water'] = ({ id, token }, api) =>
      api.interactions.reply(id, token, body as Parameters<typeof api.interactions.reply>[2]);
  };
  const send = async (page: Page, text: string): Promise<void> => {
    await page.locator('#box').fill(text);
    await page.keyboard.press('Enter');
  };

  it('offers commands, options and suggestions, and shows an embed with a picture', async () => {
    const page = await open();
    bot.answers['water?'] = ({ id, token }, api) =>
      api.interactions.createAutocompleteResponse(id, token, {
        choices: [
          { name: 'Today', value: 'today' },
          { name: 'Last 7 days', value: '7d' },
        ],
      });
    let asked: unknown;
    let finish = (): void => {};
    const permitted = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bot.answers['water'] = async (interaction, api) => {
      asked = options(interaction);
      const { id, token, application_id } = interaction;
      await api.interactions.defer(id, token);
      await permitted;
      const chart = await createCanvas(300, 150).encode('png');
      await api.interactions.editReply(application_id, token, {
        embeds: [{ title: 'Water · 7 days', description: '**1 234** dm³', image: { url: 'attachment://chart.png' } }],
        files: [{ name: 'chart.png', data: chart }],
      });
    };
    await page.locator('#box').pressSequentially('/');
    assert.deepEqual(await page.locator('#suggestions [role="option"]').allInnerTexts(), [
      '/water\nHow much water the house used\nHome telemetry',
      '/heat\nWhat the heat pump used\nHome telemetry',
    ]);
    await page.keyboard.type('wa');
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'period' }).click();
    await page.getByRole('option', { name: 'Last 7 days' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('compare:tr');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText('Home telemetry is thinking…').waitFor();
    assert.deepEqual(asked, [
      ['period', '7d'],
      ['compare', true],
    ]);
    finish();
    const embed = page.locator('discord-embed');
    await embed.getByText('Water · 7 days').waitFor();
    assert.equal(await embed.locator('strong').innerText(), '1 234');
    assert.match(await page.locator('.asked').innerText(), /owner\s+used\s+\/water/);
    const picture = page.getByRole('button', { name: 'Enlarge: Water · 7 days' });
    assert.equal(await page.evaluate('document.querySelector(".embed-picture img").naturalWidth'), 300);
    await picture.click();
    await page.getByRole('dialog').locator('img').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('takes a command that was typed or pasted as text', async () => {
    const page = await open();
    const asked: unknown[] = [];
    bot.answers['water'] = (interaction, api) => {
      asked.push(options(interaction));
      return api.interactions.reply(interaction.id, interaction.token, { content: `answer ${asked.length}` });
    };
    await send(page, '/water period:last month compare:true');
    await page.getByText('answer 1').waitFor();
    await page.keyboard.type('/water days:3 period:7d');
    await page.keyboard.press('Enter');
    await page.getByText('answer 2').waitFor();
    const [first, second] = asked as [string, unknown][][];
    assert.deepEqual(Object.fromEntries(first!), { period: 'last month', compare: true });
    assert.deepEqual(Object.fromEntries(second!), { days: 3, period: '7d' });
    await send(page, '/water days:400');
    await page.getByText('days: Must be at most 31.').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await send(page, '/nothing');
    await page.getByText('There is no command /nothing.').waitFor();
    assert.equal(asked.length, 2);
  });

  it('presses buttons and chooses in menus, and is not to be pressed twice meanwhile', async () => {
    const page = await open();
    const pressed: unknown[] = [];
    let finish = (): void => {};
    const permitted = new Promise<void>((resolve) => {
      finish = resolve;
    });
    reply({ content: 'Water', components: [...BUTTONS] });
    bot.answers['week'] = async (interaction, api) => {
      pressed.push(interaction.data);
      await permitted;
      await api.interactions.updateMessage(interaction.id, interaction.token, { content: 'Water, 7 d' });
    };
    bot.answers['series'] = async (interaction, api) => {
      const { values } = interaction.data as { values: string[] };
      await api.interactions.updateMessage(interaction.id, interaction.token, { content: `Series ${values.join()}` });
    };
    await send(page, '/water ');
    const button = page.locator('discord-button', { hasText: '7 d' });
    await button.click();
    await page.locator('discord-button[disabled]', { hasText: '24 h' }).waitFor();
    await button.click();
    finish();
    await page.getByText('Water, 7 d (edited)').waitFor();
    assert.equal(pressed.length, 1);
    assert.equal(await page.locator('discord-message').count(), 1);
    await page.getByLabel('Make a selection').selectOption('solar');
    await page.getByText('Series solar').waitFor();
  });

  it('speaks the language of the person, and passes it on', async () => {
    const page = await open();
    bot.answers['water'] = (interaction, api) =>
      api.interactions.reply(interaction.id, interaction.token, {
        content: `locale ${(interaction as { locale?: string }).locale}`,
      });
    await page.getByText('owner').first().click();
    await page.getByLabel('Language', { exact: true }).selectOption('pl');
    await page.getByRole('heading', { name: 'Witaj na kanale #home!' }).waitFor();
    await page.locator('#box').pressSequentially('/');
    await page.getByRole('option', { name: '/woda Ile wody zużył dom' }).waitFor();
    await page.locator('#box').fill('');
    await send(page, '/woda ');
    await page.getByText('locale pl').waitFor();
    assert.match(await page.locator('.asked').innerText(), /używa/);
    await page.reload();
    await page.getByRole('heading', { name: 'Witaj na kanale #home!' }).waitFor();

    await page.getByText('owner').first().click();
    await page.getByLabel('Język', { exact: true }).selectOption('de');
    await page.getByRole('heading', { name: 'Welcome to #home!' }).waitFor();
    await page.locator('#box').pressSequentially('/');
    await page.getByRole('option', { name: '/water How much water' }).waitFor();
  });

  it("begins in the browser's language", async () => {
    const page = await open({ locale: 'pl-PL' });
    await page.getByRole('heading', { name: 'Witaj na kanale #home!' }).waitFor();
    assert.equal(server.discord.chat.people[0]!.locale, 'pl');
  });

  it('shows an ephemeral answer to one person only, until it is dismissed', async () => {
    const page = await open();
    reply({ content: 'between us', flags: EPHEMERAL });
    await send(page, '/water ');
    await page.getByText('Only you can see this').waitFor();
    const other = await newPage(page.context());
    await other.getByText('owner').first().click();
    await other.getByLabel('You are').selectOption({ label: 'family' });
    await other.getByRole('heading', { name: 'Witaj na kanale #home!' }).waitFor();
    assert.equal(await other.getByText('between us').count(), 0);
    await page.getByRole('button', { name: 'Dismiss message' }).click();
    await page.getByText('between us').waitFor({ state: 'detached' });
  });

  it('says that nobody answers: a slow bot, one that is offline, no Node-RED at all', async () => {
    await bot.stop();
    await server.stop();
    server = await ChatServer.start(200);
    bot = await ScriptedBot.start(server.discord, COMMANDS);
    const page = await open();
    reply({ content: 'Water', components: [...BUTTONS] });
    await send(page, '/water ');
    await page.locator('discord-button', { hasText: '7 d' }).click();
    await page.getByText('This interaction failed').waitFor();
    bot.answers['water'] = async () => {};
    await send(page, '/water ');
    await page.getByText('/water: The application did not respond').waitFor();
    await page.getByRole('button', { name: 'Dismiss message' }).click();

    await page.getByText('Home telemetry: Online').waitFor();
    await bot.stop();
    await page.getByText('Home telemetry: Offline').waitFor();
    await page.getByText('Home telemetry is offline').waitFor();

    const refused = page.waitForResponse((answer) => answer.url().endsWith('/events') && answer.status() === 404);
    await server.stopNode();
    await page.getByText('Node-RED does not answer').waitFor();
    await refused;
    await server.startNode();
    bot = await ScriptedBot.start(server.discord, COMMANDS);
    await page.getByText('Home telemetry: Online').waitFor();
    await page.getByText('Node-RED does not answer').waitFor({ state: 'hidden' });
    reply({ content: 'here again' });
    await send(page, '/water ');
    await page.getByText('here again').waitFor();
  });

  it('takes hostile texts as texts', async () => {
    const page = await open();
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '"><svg onload=alert(1)>',
      '[click](javascript:alert(1))',
      '![x](https://evil.example/x.png)',
      '@everyone <@&1> <@99999>',
      '<:evil:123456789012345678> 123456789012345678',
    ].join('\n');
    bot.answers['water'] = ({ id, token }, api) =>
      api.interactions.reply(id, token, {
        content: hostile,
        embeds: [
          {
            title: hostile,
            url: 'https://evil.example/',
            description: hostile,
            author: { name: hostile, icon_url: 'https://evil.example/a.png' },
            fields: [{ name: hostile, value: hostile, inline: true }],
            footer: { text: hostile, icon_url: 'https://evil.example/f.png' },
            image: { url: 'https://evil.example/chart.png' },
            thumbnail: { url: 'https://evil.example/t.png' },
          },
        ],
      });
    const before = await page.locator('script, iframe, object, embed').count();
    await page.locator('#box').fill(hostile);
    await page.keyboard.press('Enter');
    await page.getByText('<script>alert(1)</script>').first().waitFor();
    await send(page, '/water ');
    await page.locator('discord-embed').waitFor();
    assert.equal(await page.locator('script, iframe, object, embed').count(), before);
    assert.equal(
      await page.locator('.markdown img, .markdown svg, .markdown [onerror], .markdown [onload]').count(),
      0,
    );
    assert.equal(await page.locator('a[href^="javascript:" i]').count(), 0);
    const sources = await page.evaluate<string[]>('[...document.images].map(({ src }) => src)');
    assert.deepEqual(
      sources.filter((source) => !source.startsWith('data:') && !source.startsWith(server.url)),
      [],
    );
  });

  it('fits a phone', async () => {
    const page = await open({ width: 360 });
    reply({ content: 'Water', components: [...BUTTONS] });
    await send(page, '/water ');
    await page.locator('discord-button', { hasText: '7 d' }).waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(width, 360);
    assert.equal(await page.getByRole('button', { name: 'general' }).count(), 0);
    await page.getByRole('button', { name: 'Show the channels' }).click();
    await page.getByRole('button', { name: 'general' }).click();
    await page.getByRole('heading', { name: 'Welcome to #general!' }).waitFor();
    await send(page, 'hello');
    await page.locator('discord-message', { hasText: 'hello' }).waitFor();
  });
});
