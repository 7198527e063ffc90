import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BUCKETS } from '../../../../lib/calendar/bucket';
import type { Asked } from '../../../../lib/discord/answer';
import { parseCustomId } from '../../../../lib/discord/custom-id';
import { type ComposeOptions, composeMessage, LAYOUTS } from '../../../../lib/discord/message/compose';
import { fitMessage } from '../../../../lib/discord/message/fit';
import { KINDS, UNITS } from '../../../../lib/reading';
import type { Report } from '../../../../lib/report';
import { anyFigures, energy, outdoor, reportOf, water } from '../../chart/reports';
import { accepts } from './accepts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;

const asked: Asked = {
  bot: 'bot',
  kind: 'command',
  id: '1',
  command: 'water',
  options: { period: '7d' },
  user: { id: '2', name: 'owner' },
  roles: [],
  manager: false,
  channel: '3',
  locale: 'en-US',
};
const options: ComposeOptions = {
  layout: 'figures',
  buttons: true,
  language: 'en',
  now: NOW,
  asked,
  commands: [],
  textCommands: false,
};

const week = (...series: Parameters<typeof reportOf>[3][number][]): Report =>
  reportOf(NOW - 3 * DAY, NOW, 'day', series, '3d');
const plain = (text: string | undefined): string[] => text!.replaceAll('\u00a0', ' ').split('\n');
const described = (report: Report, more: Partial<ComposeOptions> = {}, parts: { devices?: unknown } = {}): string[] =>
  plain(
    composeMessage({ payload: report, report: undefined, alt: undefined, ...parts }, { ...options, ...more })
      .embeds![0]!.description,
  );

describe('an answer with figures', () => {
  const known = { time: NOW - 3 * MINUTE, value: 5 };
  const before = { from: 0, to: 1, total: 1100, coverage: 1 };
  const texts: [name: string, report: Report, english: string[], polish: string[]][] = [
    [
      'puts the number first, then its quality, then the period before and the newest buckets',
      {
        ...week(water([400, 500, 334, 0], { previous: before, total: { total: 1234, coverage: 0.96, estimated: 41 } })),
      },
      ['**1 234 dm³** · 96 % measured · 41 dm³ estimated', 'Before: 1 100 dm³ (+12 %)', ''],
      ['**1 234 dm³** · zmierzono 96 % · oszacowano 41 dm³', 'Wcześniej: 1 100 dm³ (+12 %)', ''],
    ],
    [
      'compares a temperature by its difference',
      week(outdoor([-5, 0, 2, 3], { previous: { from: 0, to: 1, mean: 2.5, coverage: 1 } })),
      ['**1.0 °C** on average · −4.0 to 6.0 °C · 100 % measured', 'Before: 2.5 °C (−1.5 °C)', ''],
      ['**1,0 °C** średnio · od −4,0 do 6,0 °C · zmierzono 100 %', 'Wcześniej: 2,5 °C (−1,5 °C)', ''],
    ],
    [
      'shows that a temperature was lower before',
      week(outdoor([1], { previous: { from: 0, to: 1, mean: -1, coverage: 1 } })),
      ['**1.0 °C** on average · −4.0 to 6.0 °C · 100 % measured', 'Before: −1.0 °C (+2.0 °C)'],
      ['**1,0 °C** średnio · od −4,0 do 6,0 °C · zmierzono 100 %', 'Wcześniej: −1,0 °C (+2,0 °C)'],
    ],
    [
      'says that nothing is known, and of what nothing was known',
      week(
        water([undefined, undefined, undefined, undefined], {
          previous: { from: 0, to: 1, coverage: 0 },
          total: { coverage: 0 },
        }),
      ),
      ['no readings in this period', 'Before: no readings'],
      ['brak odczytów w tym okresie', 'Wcześniej: brak odczytów'],
    ],
    [
      'names each of several series',
      week(energy([1, 2, 3, 4]), outdoor([1, 1, 1, 1])),
      [
        '**10.0 kWh** · Heat pump energy · 100 % measured',
        '**1.0 °C** on average · Outdoor temperature · −4.0 to 6.0 °C · 100 % measured',
        '',
      ],
      [
        '**10,0 kWh** · Energia pompy ciepła · zmierzono 100 %',
        '**1,0 °C** średnio · Temperatura zewnętrzna · od −4,0 do 6,0 °C · zmierzono 100 %',
        '',
      ],
    ],
  ];
  for (const [name, report, english, polish] of texts) {
    it(name, () => {
      assert.deepEqual(described(report).slice(0, english.length), english);
      assert.deepEqual(described(report, { language: 'pl' }).slice(0, polish.length), polish);
    });
  }

  it('tells the age of the newest reading', () => {
    const report = week(water([1, 2, 3, 4]));
    report.series[0]!.last = known;
    assert.match(described(report)[0]!, / · last reading 3 min ago$/);
    assert.match(described(report, { language: 'pl' })[0]!, / · ostatni odczyt 3 min temu$/);
    report.series[0]!.last = { ...known, time: NOW - 20_000 };
    assert.match(described(report)[0]!, / · last reading just now$/);
  });

  it('leaves out how old the last reading is once the period is over, and names it by date where nobody asked', () => {
    const midnight = Date.UTC(2026, 10, 23, 23);
    const report = reportOf(midnight, midnight + DAY, 'day', [water([5])], 'yesterday');
    report.series[0]!.last = known;
    assert.equal(described(report)[0], '**5 dm³** · 100 % measured');
    const title = (question: Asked | undefined) =>
      composeMessage({ payload: report, report: undefined, alt: undefined }, { ...options, asked: question })
        .embeds![0]!.title;
    assert.deepEqual([title(asked), title(undefined)], ['Water · Yesterday', 'Water · Tuesday, 24 November 2026']);
  });

  it('lists the newest five buckets that are known, the newest first, estimated ones marked', () => {
    const report = reportOf(NOW - 8 * DAY, NOW, 'day', [water([1, 2, 3, 4, 5, 6, 7, 8, undefined])], '8d');
    report.series[0]!.buckets[7]!.estimated = 2;
    const lines = described(report);
    assert.deepEqual(
      lines.slice(2).map((line) => line.replace(/^.*: /, '')),
      ['≈ 8 dm³', '7 dm³', '6 dm³', '5 dm³', '4 dm³'],
    );
  });

  it('shows a picture within, and describes it', () => {
    const png = Buffer.from('89504e470d0a', 'hex');
    const { files, embeds } = composeMessage({ payload: png, report: week(water([1, 2, 3, 4])), alt: 'bars' }, options);
    assert.deepEqual(files, [{ name: 'chart.png', data: png, alt: 'bars' }]);
    assert.deepEqual(embeds![0]!.image, { url: 'attachment://chart.png' });
    const other = composeMessage({ payload: Buffer.from('GIF'), report: undefined, alt: undefined }, options);
    assert.equal(other.files![0]!.name, 'file.bin');
  });

  it('passes a text, a number and a message object on', () => {
    const passed = (payload: unknown) => composeMessage({ payload, report: undefined, alt: undefined }, options);
    assert.deepEqual(passed('hello'), { content: 'hello' });
    assert.deepEqual(passed(12), { content: '12' });
    assert.deepEqual(passed({ content: 'x', foreign: 1 }), { content: 'x' });
    assert.throws(() => composeMessage({ payload: 'x', report: { series: 1 }, alt: undefined }, options), {
      code: 'bad-report',
    });
  });

  it('offers the next questions only to whoever asked', () => {
    const parts = { payload: week(water([1, 2, 3, 4])), report: undefined, alt: undefined };
    assert.equal(composeMessage(parts, options).components!.length, 2);
    for (const without of [{ asked: undefined }, { buttons: false }, { layout: 'readings' } as const]) {
      assert.equal(composeMessage(parts, { ...options, ...without }).components, undefined);
    }
  });

  it('has buttons that ask the same question with another period, or compared', () => {
    const report = week(water([1, 2, 3, 4], { previous: before }));
    report.period.label = '7d';
    const question = { ...asked, options: { series: 'water.volume', period: '7d', compare: 'true' } };
    const [buttons, menu] = composeMessage(
      { payload: report, report: undefined, alt: undefined },
      { ...options, asked: question },
    ).components!;
    const others = { series: 'water.volume', compare: 'true' };
    assert.deepEqual(
      buttons!.components.map(({ label, style, custom_id }) => [label, style, parseCustomId(custom_id)?.options]),
      [
        ['24 h', 2, { ...others, period: '24h' }],
        ['7 d', 1, { ...others, period: '7d' }],
        ['30 d', 2, { ...others, period: '30d' }],
        ['12 months', 2, { ...others, period: '12m' }],
        ['Compare', 1, { series: 'water.volume', period: '7d', compare: 'false' }],
      ],
    );
    const id = menu!.components[0]!['custom_id'];
    assert.deepEqual(parseCustomId(id, ['last week']), {
      command: 'water',
      options: { ...others, period: 'last week' },
    });
  });
});

describe('an answer with sources', () => {
  const aged = (series: string, age: number) => ({
    ...water([1, 1, 1, 1]),
    series,
    last: { time: NOW - age, value: 7 },
  });
  const report = (...series: ReturnType<typeof aged>[]): Report => {
    const made = week(...series);
    return { ...made, series: made.series.map((one, index) => ({ ...one, last: series[index]!.last })) };
  };
  const states: [age: number, english: RegExp][] = [
    [11 * MINUTE, /^🟢 \*\*Water\*\* · fresh, last reading 11 min ago$/],
    [11 * MINUTE + 1, /^🟡 \*\*Water\*\* · late, last reading 11 min ago$/],
    [30 * MINUTE, /^🟡 \*\*Water\*\* · late, last reading 30 min ago$/],
    [30 * MINUTE + 1, /^🔴 \*\*Water\*\* · silent for 30 min, since 25 Nov, 12:29$/],
  ];
  for (const [age, english] of states) {
    it(`says how fresh a source is after ${age / MINUTE} minutes`, () => {
      const [line] = described(report(aged('water.volume', age)), { layout: 'sources' });
      assert.match(line!, english);
    });
  }

  it('has a line a meter, and one a series where they differ', () => {
    const lines = described(
      report(
        aged('water.volume', MINUTE),
        aged('water.flow', 2 * MINUTE),
        aged('heat_pump.energy', MINUTE),
        aged('heat_pump.outdoor_temperature', 45 * MINUTE),
      ),
      { layout: 'sources', language: 'pl' },
    );
    assert.deepEqual(
      lines.map((line) => line.replace(/, ostatnio .*/, '')),
      [
        '🟢 **Woda** · świeże, ostatni odczyt 1 min temu',
        '🟢 **Energia pompy ciepła** · świeże, ostatni odczyt 1 min temu',
        '🔴 **Temperatura zewnętrzna** · milczy od 45 min',
      ],
    );
  });

  it('names the devices that do not answer, since when and why', () => {
    const devices = [
      { device: 'LE-03M', state: 'paused', since: NOW - 15 * MINUTE, error: 'Timed out' },
      { device: 'heat pump', state: 'answers', since: NOW, answered: NOW },
      { device: '**pump** @everyone', state: 'retried', since: NOW - 5000, error: '`CRC` error' },
    ];
    const fresh = report(aged('water.volume', MINUTE));
    assert.deepEqual(described(fresh, { layout: 'sources' }, { devices }), [
      '🔴 **LE\\-03M** · no answer for 15 min, since 25 Nov, 12:45: Timed out',
      '🔴 **\\*\\*pump\\*\\* \\@everyone** · no answer for 0 min, since 25 Nov, 12:59: \\`CRC\\` error',
      '🟢 **Water** · fresh, last reading 1 min ago',
    ]);
    for (const odd of [undefined, [], [null], 'x', [{ device: 'a' }], { state: 'paused' }]) {
      assert.equal(described(fresh, { layout: 'sources' }, { devices: odd }).length, 1);
    }
    const [polish] = described(fresh, { layout: 'sources', language: 'pl' }, { devices: devices[0] });
    assert.match(polish!, /nie odpowiada od 15 min \(.*\): Timed out$/);
  });

  it('says how much of the panels’ energy stayed in the house', () => {
    const solar = week(
      { ...energy([11.1, 11.1, 11.1]), series: 'solar.energy' },
      { ...energy([1, 1, 1]), series: 'solar.grid_export' },
    );
    const lines = described(solar);
    assert.ok(lines.includes('Used in the house: 30.3 kWh (91 %)'), lines.join('\n'));
    const odd = { ...solar, series: [solar.series[0]!, { ...solar.series[1]!, total: 40 }] };
    assert.ok(!described(odd).join('').includes('Used in the house'));
  });

  it('tells present readings with their age', () => {
    assert.deepEqual(
      described(report(aged('water.volume', 4 * MINUTE), aged('gas.volume', 0)), { layout: 'readings' }),
      ['**7 dm³** · Water · 4 min ago', '**7 dm³** · gas.volume · just now'],
    );
    assert.deepEqual(described(week(water([1, 1, 1, 1])), { layout: 'readings' }), ['There are no readings yet.']);
  });
});

describe('an answer of whatever a flow brings', () => {
  const name = fc.stringMatching(/^[a-z0-9_-]{1,40}\.[a-z0-9_-]{1,59}$/);
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }), fc.nat());
  const figures = anyFigures(number);
  const report = fc
    .record({
      bucket: fc.constantFrom(...BUCKETS),
      label: fc.oneof(
        fc.constantFrom('7d', '12m', '2026-11', '2026-11-01..2026-11-15', 'last month'),
        fc.string({ maxLength: 100 }),
      ),
      edges: fc.integer({ min: 0, max: 300 }),
      series: fc.array(
        fc.record({
          series: name,
          kind: fc.constantFrom(...KINDS),
          unit: fc.constantFrom(...UNITS),
          whole: figures,
          each: figures,
          last: fc.option(fc.record({ time: fc.nat(NOW), value: number }), { nil: undefined }),
          previous: fc.option(figures, { nil: undefined }),
        }),
        { maxLength: 50 },
      ),
    })
    .map(({ bucket, label, edges, series }): Report => {
      const spans = Array.from({ length: edges }, (_, index) => ({
        from: NOW + index * DAY,
        to: NOW + (index + 1) * DAY,
      }));
      return {
        period: { from: NOW, to: NOW + edges * DAY, label, bucket, timeZone: 'Europe/Warsaw' },
        series: series.map(({ whole, each, last, previous, ...one }) => ({
          ...one,
          ...whole,
          ...(last ? { last } : {}),
          buckets: spans.map((span) => ({ ...span, ...each })),
          ...(previous ? { previous: { from: 0, to: 1, ...previous } } : {}),
        })),
      };
    });
  const values = fc.dictionary(fc.string({ maxLength: 20 }), fc.oneof(fc.string({ maxLength: 300 }), number), {
    maxKeys: 4,
  });

  it('never breaks a limit of Discord, and every button asks what was asked', () => {
    fc.assert(
      fc.property(
        report,
        values,
        fc.constantFrom(...LAYOUTS.filter((layout) => layout !== 'events')),
        fc.constantFrom('en', 'pl'),
        (given, chosen, layout, language) => {
          const question = { ...asked, options: chosen };
          const composed = composeMessage(
            { payload: given, report: undefined, alt: undefined },
            { ...options, layout, language: language as 'en', asked: question },
          );
          const { body } = accepts(fitMessage(composed));
          const rows = body['components'] as { components: { custom_id: string; options?: unknown[] }[] }[];
          const {
            period: _,
            compare: __,
            ...others
          } = Object.fromEntries(Object.entries(chosen).map(([key, value]) => [key, String(value)]));
          for (const component of rows.flatMap(({ components }) => components)) {
            const parsed = parseCustomId(component.custom_id, component.options ? ['today'] : []);
            assert.equal(parsed?.command, 'water');
            const { period: ___, compare: ____, ...kept } = parsed!.options;
            assert.deepEqual({ ...kept }, { ...others });
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
