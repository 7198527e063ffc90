import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SeriesRow } from '../../../lib/store/series';
import { pickSeries } from '../../../lib/store/series-pattern';
import type { Source } from '../../../lib/store/source';
import { rejectsInput } from '../../throws';

const rows = (...names: string[]): SeriesRow[] =>
  names.map((name, index) => ({ id: index + 1, name, kind: 'gauge', unit: '°C', settings: null }));
const KNOWN = rows(
  'heat_pump.energy',
  'heat_pump.outdoor_temperature',
  'solar.energy',
  'water.temperature',
  'water.volume',
);
const sourceOf = (known: SeriesRow[]): Source =>
  ({ series: async () => known, seriesNames: async () => known.map(({ name }) => name) }) as unknown as Source;
const pick = async (...asked: string[]): Promise<string[]> =>
  (await pickSeries(sourceOf(KNOWN), asked)).map(({ name }) => name);

describe('patterns of series', () => {
  const vectors: [asked: string[], names: string[]][] = [
    [['water.volume'], ['water.volume']],
    [['*'], KNOWN.map(({ name }) => name)],
    [['water.*'], ['water.temperature', 'water.volume']],
    [['*.energy'], ['heat_pump.energy', 'solar.energy']],
    [['heat_pump.*temperature'], ['heat_pump.outdoor_temperature']],
    [['water.volume*'], ['water.volume']],
    [
      ['water.volume', 'water.*', 'solar.energy'],
      ['water.volume', 'water.temperature', 'solar.energy'],
    ],
    [['solar.energy', 'solar.energy'], ['solar.energy']],
    [[], []],
    [
      ['solar.energy?', 'solar.grid_export?', 'water.volume', 'gas.*?'],
      ['solar.energy', 'water.volume'],
    ],
  ];
  for (const [asked, names] of vectors) {
    it(`understand ${JSON.stringify(asked)}`, async () => assert.deepEqual(await pick(...asked), names));
  }

  const refused: [asked: string, code: string, ...said: string[]][] = [
    ['gas.*', 'unknown-series', '"gas.*"', 'Known: heat_pump.energy'],
    ['water', 'unknown-series', '"water"'],
    // The dots are dots, and the two ends may not overlap.
    ['waterxvolume', 'unknown-series'],
    ['water.*.volume', 'unknown-series'],
    ['water.v*volume', 'unknown-series'],
    ['WATER.*', 'unknown-series'],
    ['**', 'bad-query', 'more than one'],
    ['*.*', 'bad-query', 'more than one'],
    ['__proto__', 'unknown-series'],
    ['?', 'unknown-series'],
  ];
  for (const [asked, code, ...said] of refused) {
    it(`refuse "${asked}"`, () => rejectsInput(pick(asked), code, ...said));
  }

  it('say that nothing is stored yet', () =>
    rejectsInput(pickSeries(sourceOf([]), ['*']), 'unknown-series', 'Nothing is stored yet'));

  it('stop at 100 series, each counted once', async () => {
    const many = rows(...Array.from({ length: 101 }, (_, index) => `meter_${index}.energy`));
    assert.equal((await pickSeries(sourceOf(many.slice(1)), ['*', 'meter_1*'])).length, 100);
    await rejectsInput(pickSeries(sourceOf(many), ['*']), 'bad-query', '101', '100');
  });

  it('answer any text with series or an InputError', async () => {
    const part = fc.constantFrom('*', 'water', '.', 'volume', 'e', 'energy', '[', '?', '\\', "'");
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 6 }).map((all) => all.join('')),
        ),
        async (asked) => {
          try {
            const found = await pick(asked);
            const isOptional = asked.length > 1 && asked.endsWith('?');
            assert.ok(found.length > 0 || isOptional);
            const [start, end] = (isOptional ? asked.slice(0, -1) : asked).split('*');
            for (const name of found) assert.ok(name.startsWith(start!) && name.endsWith(end ?? start!));
          } catch (error) {
            assert.equal((error as Error).name, 'InputError', String(error));
          }
        },
      ),
    );
  });
});
