import assert from 'node:assert/strict';
import { axisNumber } from '../../../lib/chart/axis-numbers';
import type { Language } from '../../../lib/language/language';

describe('the numbers at an axis', () => {
  const cases: [value: number, step: number, language: Language, text: RegExp][] = [
    [0.5, 0.5, 'en', /^0\.5$/],
    [1, 0.5, 'pl', /^1,0$/],
    [0.25, 0.05, 'en', /^0\.25$/],
    [1500, 500, 'en', /^1\s500$/],
    [-10, 10, 'en', /^−10$/],
    [20_000_000, 5_000_000, 'en', /^20M$/],
    [-20_000_000, 5_000_000, 'pl', /^−20\smln$/],
    [3, 0, 'en', /^3$/],
    [1e-12, 1e-12, 'en', /^0\.000000$/],
  ];
  for (const [value, step, language, text] of cases) {
    it(`show ${value} in steps of ${step} (${language})`, () => {
      assert.match(axisNumber(value, step, language), text);
    });
  }
});
