import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suggestPeriods, suggestSeries } from '../../../lib/discord/suggestions';

const CONTEXT = { now: Date.UTC(2026, 10, 25, 12), timeZone: 'Europe/Warsaw' };
const SERIES = ['heat_pump.energy', 'heat_pump.outdoor_temperature', 'water.volume', 'gas.volume'];

const periods = (typed: string, language: 'en' | 'pl' = 'en') =>
  suggestPeriods(typed, language, CONTEXT).map(({ name, value }) => [name, value]);
const series = (typed: string, language: 'en' | 'pl' = 'en') =>
  suggestSeries(typed, SERIES, language).map(({ value }) => value);

describe('suggestions of periods', () => {
  it('are the usual ones before anything is typed', () => {
    assert.equal(periods('').length, 12);
    assert.deepEqual(periods('')[0], ['Today (today)', 'today']);
    assert.deepEqual(periods('', 'pl')[1], ['Wczoraj (yesterday)', 'yesterday']);
  });

  it('go with what is typed, in either language and without marks on letters', () => {
    assert.deepEqual(periods('yest'), [['Yesterday (yesterday)', 'yesterday']]);
    assert.deepEqual(periods('wczo', 'pl'), [['Wczoraj (yesterday)', 'yesterday']]);
    assert.deepEqual(
      periods('miesiac', 'pl').map(([, value]) => value),
      ['this month', 'last month'],
    );
    assert.deepEqual(periods('nonsense'), []);
  });

  it('have any period that is typed at the top', () => {
    assert.deepEqual(periods('45d'), [['Last 45 days (45d)', '45d']]);
    assert.deepEqual(periods('2026-10'), [['October 2026 (2026-10)', '2026-10']]);
  });
});

describe('suggestions of series', () => {
  it('go with the names that people know and with those of the store', () => {
    assert.deepEqual(series(''), SERIES);
    assert.deepEqual(series('outd'), ['heat_pump.outdoor_temperature']);
    assert.deepEqual(series('woda', 'pl'), ['water.volume']);
    assert.deepEqual(series('energia pompy ciepla', 'pl'), ['heat_pump.energy']);
    assert.deepEqual(suggestSeries('volu', SERIES, 'en'), [
      { name: 'Water (water.volume)', value: 'water.volume' },
      { name: 'gas.volume', value: 'gas.volume' },
    ]);
  });

  it('go on after a comma, without what is there already', () => {
    assert.deepEqual(series('water.volume, heat'), [
      'water.volume,heat_pump.energy',
      'water.volume,heat_pump.outdoor_temperature',
    ]);
    assert.ok(!series('water.volume,').includes('water.volume,water.volume'));
  });
});

describe('suggestions', () => {
  it('keep the limits of Discord, whatever is typed', () => {
    const names = fc.array(fc.stringMatching(/^[a-z]{1,50}\.[a-z]{1,49}$/), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        names,
        fc.constantFrom('en' as const, 'pl' as const),
        (typed, known, language) => {
          for (const found of [suggestPeriods(typed, language, CONTEXT), suggestSeries(typed, known, language)]) {
            assert.ok(found.length <= 25);
            for (const { name, value } of found)
              assert.ok(name.length >= 1 && name.length <= 100 && value.length <= 100);
          }
        },
      ),
    );
  });
});
