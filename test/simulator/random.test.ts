import assert from 'node:assert/strict';
import { random, seedFor, sequence } from '../../simulator/random';

const numbers = (count: number, next: (n: number) => number) => Array.from({ length: count }, (_, n) => next(n));

describe('simulator random', () => {
  it('gives evenly spread numbers from 0 to 1', () => {
    for (const values of [numbers(20_000, (n) => random(7, n)), numbers(20_000, sequence(7, 1))]) {
      assert.ok(values.every((value) => value >= 0 && value < 1));
      for (let tenth = 0; tenth < 10; tenth++) {
        const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length;
        assert.ok(Math.abs(share - 0.1) < 0.01, `${share} of the values lie in tenth ${tenth}`);
      }
    }
  });

  it('shows no likeness between neighbours', () => {
    const pairs = numbers(20_000, (n) => (random(7, n) - 0.5) * (random(7, n + 1) - 0.5) * 12);
    assert.ok(Math.abs(pairs.reduce((sum, value) => sum + value) / pairs.length) < 0.03);
  });

  it('repeats itself for the same seed only', () => {
    assert.deepEqual(numbers(9, sequence(1, 5)), numbers(9, sequence(1, 5)));
    assert.notDeepEqual(numbers(9, sequence(1, 5)), numbers(9, sequence(2, 5)));
    assert.notDeepEqual(numbers(9, sequence(1, 5)), numbers(9, sequence(1, 6)));
    assert.notEqual(random(1, 5), random(2, 5));
    assert.notEqual(seedFor(1, 'water'), seedFor(1, 'weather'));
    assert.notEqual(seedFor(1, 'water'), seedFor(2, 'water'));
  });
});
