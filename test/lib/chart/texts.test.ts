import assert from 'node:assert/strict';
import en from '../../../lib/chart/texts/en.json';
import pl from '../../../lib/chart/texts/pl.json';
import type { Texts } from '../../../lib/language/texts';

const placesOf = (texts: Texts, path = ''): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${path}${key} ${[...value.matchAll(/\{\w+\}/g)].map(String).sort().join(' ')}`]
      : placesOf(value, `${path}${key}.`),
  );

describe('the texts of charts', () => {
  it('are the same in English and Polish, with the same places for values', () => {
    assert.deepEqual(placesOf(pl).sort(), placesOf(en).sort());
  });
});
