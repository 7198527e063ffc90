import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommandOption, OptionType } from '../../../lib/discord/command';
import { plain } from '../../../lib/discord/escape';
import { readOptions } from '../../../lib/discord/options';
import { suggestPeriods, suggestSeries } from '../../../lib/discord/suggestions';
import { InputError } from '../../../lib/input-error';
import { throwsInput } from '../../throws';

const CONTEXT = { now: Date.UTC(2026, 10, 24, 12), timeZone: 'Europe/Warsaw' };

function option(name: string, type: OptionType, required = false): CommandOption {
  const choices = type === 'choice' ? [{ value: 'day', name: { en: 'Days' } }] : [];
  return { name, type, description: { en: '' }, required, choices };
}

const ALL = [
  option('p', 'period'),
  option('s', 'series'),
  option('c', 'choice'),
  option('n', 'number'),
  option('t', 'text'),
];
const read = (given: Record<string, unknown>, options = ALL) => readOptions({ options }, given, CONTEXT);

/** What `discord.md` says that hostile or careless people send. */
const HOSTILE: unknown[] = [
  '@everyone',
  '**bold** `code` [a](http://b)',
  '\u202eleft-to-right\u2066',
  'x'.repeat(6000),
  "'; DROP TABLE series; --",
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '0000-00-00',
  '275760-09-13',
  '10000y',
  '999999h',
  '2026-13',
  '2026-02-30',
  '2026-11-15..2026-11-01',
  '\u0000',
  ' ',
  '🏠'.repeat(200),
  {},
  [],
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  null,
];

describe('the options of a command', () => {
  it('are read by their types', () => {
    assert.deepEqual(read({ p: ' 7D ', s: 'Water.Volume , heat_pump.*', c: 'day', n: '1,5', t: ' hi ' }), {
      p: '7d',
      s: 'water.volume,heat_pump.*',
      c: 'day',
      n: 1.5,
      t: 'hi',
    });
    assert.deepEqual(read({ n: 3, other: 'x', toString: 'x' }), { n: 3 });
  });

  it('that are required must be there', () => {
    const options = [option('t', 'text', true)];
    throwsInput(() => read({}, options), 'bad-option', '"t"');
    throwsInput(() => read({ t: '' }, options), 'bad-option');
  });

  it('may bring what the buttons add, checked alike', () => {
    assert.deepEqual(read({ period: '24h', compare: 'true' }), { period: '24h', compare: 'true' });
    throwsInput(() => read({ compare: 'maybe' }), 'bad-option', 'compare');
    throwsInput(() => read({ period: 'soon' }), 'bad-period');
  });

  it('refuse what does not fit', () => {
    throwsInput(() => read({ c: 'week' }), 'bad-option', 'choice');
    throwsInput(() => read({ n: 'many' }), 'bad-option', 'number');
    throwsInput(() => read({ s: 'no spaces' }), 'bad-option', 'series');
    throwsInput(() => read({ s: Array(21).fill('a.b').join(',') }), 'bad-option');
    throwsInput(() => read({ t: 'x'.repeat(1001) }), 'bad-option');
    throwsInput(() => read({ p: '2027' }), 'future-period');
  });

  it('answer anything hostile with a value that is safe, or with an InputError of one short line', () => {
    for (const { name } of ALL) {
      for (const value of [...HOSTILE, ...fc.sample(fc.anything(), 200)]) {
        try {
          const values = read({ [name]: value });
          assert.ok(['string', 'number', 'undefined'].includes(typeof values[name]));
        } catch (error) {
          assert.ok(error instanceof InputError, String(error));
          assert.ok(error.message.length < 400);
        }
      }
    }
  });
});

describe('words of others in a sentence', () => {
  it('are one short line without markdown, mentions or hidden characters', () => {
    for (const value of [...HOSTILE, ...fc.sample(fc.string({ unit: 'binary' }), 500)]) {
      const shown = plain(value);
      assert.ok(shown.length <= 120);
      assert.doesNotMatch(shown, /(?<!\\)[`*_~|>#[\]()<@]|[\u202a-\u202e\u2066-\u2069\n\r]/);
    }
    assert.equal(plain('@everyone'), '\\@everyone');
    assert.equal(plain('<@123>'), '\\<\\@123\\>');
  });
});

describe('suggestions', () => {
  it('of periods understand words, forms and names without their marks', () => {
    const values = (typed: string, language: 'en' | 'pl' = 'en') =>
      suggestPeriods(typed, language, CONTEXT).map(({ value }) => value);
    assert.equal(values('').length, 12);
    assert.deepEqual(values('7d'), ['7d']);
    assert.deepEqual(values('3D'), ['3d']);
    assert.deepEqual(values('2026-10'), ['2026-10']);
    assert.deepEqual(values('wczoraj', 'pl'), ['yesterday']);
    assert.deepEqual(values('ostatnie', 'pl'), ['24h', '7d', '30d', '12m']);
    assert.deepEqual(values('poprzedni miesiac', 'pl'), ['last month']);
    assert.deepEqual(values('nothing like it'), []);
    assert.equal(suggestPeriods('2026-10', 'pl', CONTEXT)[0]!.name, 'październik 2026 (2026-10)');
  });

  it('of series complete the last name of a list', () => {
    const known = ['heat_pump.energy', 'heat_pump.outdoor_temperature', 'water.volume'];
    assert.deepEqual(
      suggestSeries('', known, 'pl').map(({ value }) => value),
      known,
    );
    assert.deepEqual(suggestSeries('woda', known, 'pl'), [{ name: 'Woda (water.volume)', value: 'water.volume' }]);
    assert.deepEqual(suggestSeries('water.volume, energy', known, 'en'), [
      { name: 'water.volume, Heat pump energy (heat_pump.energy)', value: 'water.volume,heat_pump.energy' },
    ]);
  });

  it('never break a limit of Discord nor throw, whatever is typed and stored', () => {
    const name = fc.stringMatching(/^[a-z0-9_]{1,50}\.[a-z0-9_]{1,49}$/);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.array(name, { maxLength: 60 }),
        (typed, known) => {
          for (const list of [suggestPeriods(typed, 'pl', CONTEXT), suggestSeries(typed, known, 'pl')]) {
            assert.ok(list.length <= 25);
            for (const { name: shown, value } of list) {
              assert.ok(shown.length >= 1 && shown.length <= 100 && value.length >= 1 && value.length <= 100);
            }
          }
        },
      ),
    );
  });
});
