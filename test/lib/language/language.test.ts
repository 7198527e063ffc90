import assert from 'node:assert/strict';
import { bucketName, formatDuration, formatMoment } from '../../../lib/language/dates';
import { languageOf } from '../../../lib/language/language';
import { meterName, periodName, seriesName } from '../../../lib/language/names';
import { formatChange, formatQuantity, formatShare } from '../../../lib/language/numbers';
import { translator } from '../../../lib/language/texts';

/** A no-break space as an ordinary one, for readable expectations. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const WARSAW = 'Europe/Warsaw';
const MONDAY = Date.UTC(2026, 10, 23, 13, 5);

describe('languages', () => {
  it('are told by the first part of a locale; English for all others', () => {
    const table: [unknown, string][] = [
      ['pl', 'pl'],
      ['pl-PL', 'pl'],
      ['PL_pl', 'pl'],
      ['en-US', 'en'],
      ['de', 'en'],
      ['plx', 'en'],
      ['', 'en'],
      [undefined, 'en'],
      [{}, 'en'],
    ];
    for (const [locale, language] of table) assert.equal(languageOf(locale), language, String(locale));
  });

  it('write numbers with spaces between thousands, their own decimal sign and a real minus', () => {
    assert.equal(formatQuantity(1234.4, 'dm3', 'en'), '1\u00a0234\u00a0dm³');
    assert.equal(plain(formatQuantity(1234567.25, 'kWh', 'en')), '1 234 567.3 kWh');
    assert.equal(plain(formatQuantity(1234.25, 'kWh', 'pl')), '1 234,3 kWh');
    assert.equal(plain(formatQuantity(-5.04, '°C', 'pl')), '−5,0 °C');
    assert.equal(plain(formatQuantity(-0.01, '°C', 'en')), '0.0 °C');
  });

  it('never call a share whole while a part is missing, nor nothing while a part is there', () => {
    const table: [number, string][] = [
      [0, '0 %'],
      [0.0001, '1 %'],
      [0.955, '96 %'],
      [0.9999, '99 %'],
      [1, '100 %'],
    ];
    for (const [share, text] of table) assert.equal(plain(formatShare(share, 'en')), text);
  });

  it('tell a change only against something', () => {
    assert.equal(plain(formatChange(110, 100, 'en')!), '+10 %');
    assert.equal(plain(formatChange(90, 100, 'pl')!), '−10 %');
    assert.equal(plain(formatChange(100, 100, 'pl')!), '±0 %');
    assert.equal(formatChange(5, 0, 'en'), undefined);
    assert.equal(formatChange(1e9, 1, 'en'), undefined);
  });

  it('name buckets by the wall clock of the zone', () => {
    const day = { from: Date.UTC(2026, 10, 22, 23), to: Date.UTC(2026, 10, 23, 23) };
    assert.equal(bucketName(day, 'day', WARSAW, 'en'), 'Mon 23 Nov');
    assert.equal(bucketName(day, 'day', WARSAW, 'pl'), 'pon., 23 lis');
    assert.equal(bucketName(day, 'day', 'UTC', 'en'), 'Sun 22 Nov');
    assert.equal(bucketName(day, 'hour', WARSAW, 'en'), '00:00');
    assert.equal(bucketName(day, 'month', WARSAW, 'pl'), 'lis 2026');
    const week = { from: day.from, to: Date.UTC(2026, 10, 29, 23) };
    assert.match(bucketName(week, 'week', WARSAW, 'en'), /^23\s?–\s?29 Nov$/);
    assert.equal(formatMoment(MONDAY, WARSAW, 'en'), '23 Nov, 14:05');
  });

  it('tell a length of time by its two largest units', () => {
    const table: [number, string][] = [
      [-5, '0 min'],
      [0, '0 min'],
      [29_000, '0 min'],
      [90_000, '2 min'],
      [125 * 60_000, '2 h 5 min'],
      [3_600_000, '1 h'],
      [100 * 3_600_000, '4 d 4 h'],
      [86_400_000 + 300_000, '1 d'],
    ];
    for (const [length, text] of table) assert.equal(plain(formatDuration(length)), text);
  });

  it('name periods in words, with every plural form of Polish', () => {
    const period = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 16), timeZone: 'UTC' };
    const table: [string, string, string][] = [
      ['today', 'Today', 'Dziś'],
      ['1h', 'Last hour', 'Ostatnia godzina'],
      ['22h', 'Last 22 hours', 'Ostatnie 22 godziny'],
      ['25 h', 'Last 25 hours', 'Ostatnie 25 godzin'],
      ['7d', 'Last 7 days', 'Ostatnie 7 dni'],
      ['2w', 'Last 2 weeks', 'Ostatnie 2 tygodnie'],
      ['12m', 'Last 12 months', 'Ostatnie 12 miesięcy'],
      ['3y', 'Last 3 years', 'Ostatnie 3 lata'],
      ['last week', 'Last week', 'Poprzedni tydzień'],
      ['2026', '2026', '2026'],
      ['2026-11', 'November 2026', 'listopad 2026'],
      ['2026-11-01', 'Sunday, 1 November 2026', 'niedziela, 1 listopada 2026'],
      ['2026-11-01..2026-11-15', '1–15 November 2026', '1–15 listopada 2026'],
      ['something else', 'something else', 'something else'],
    ];
    for (const [label, en, pl] of table) {
      assert.equal(periodName({ label, ...period }, 'en').replace(/\s?–\s?/, '–'), en);
      assert.equal(periodName({ label, ...period }, 'pl'), pl);
    }
  });

  it('name what they know, and leave other names alone', () => {
    assert.equal(seriesName('water.volume', 'pl'), 'Woda');
    assert.equal(seriesName('heat_pump.outdoor_temperature', 'en'), 'Outdoor temperature');
    assert.equal(seriesName('water_12345.volume', 'pl'), 'water_12345.volume');
    assert.equal(seriesName('a.constructor', 'en'), 'a.constructor');
    assert.equal(meterName('heat_pump', 'pl'), 'Pompa ciepła');
    assert.equal(meterName('constructor', 'pl'), 'constructor');
  });
});

describe('texts', () => {
  const text = translator({
    en: { group: { hello: 'Hello {name}, {other}' }, files_one: '{count} file', files_other: '{count} files' },
    pl: { group: {}, files_one: '{count} plik', files_few: '{count} pliki', files_many: '{count} plików' },
  });

  it('fill in values, and leave places without one', () => {
    assert.equal(text('en', 'group.hello', { name: '{other}' }), 'Hello {other}, {other}');
    assert.equal(text('en', 'group.hello', { toString: 1 } as never), 'Hello {name}, {other}');
  });

  it('take the plural form of the language', () => {
    assert.deepEqual(
      [1, 2, 5, 22].map((count) => text('pl', 'files', { count })),
      ['1 plik', '2 pliki', '5 plików', '22 pliki'],
    );
  });

  it('answer with the key where there is no text', () => {
    assert.equal(text('pl', 'group.hello'), 'group.hello');
    assert.equal(text('en', 'group'), 'group');
    assert.equal(text('en', 'group.hello.more'), 'group.hello.more');
  });
});
