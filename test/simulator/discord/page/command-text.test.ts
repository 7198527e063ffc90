import assert from 'node:assert/strict';
import { parseOptions, splitCommand } from '../../../../simulator/discord/page/command-text';

describe('a typed command', () => {
  it('has a name and what follows it', () => {
    assert.deepEqual(splitCommand('/water period:7d'), { name: 'water', rest: 'period:7d' });
    assert.deepEqual(splitCommand('  /Water'), { name: 'water', rest: '' });
    assert.deepEqual(splitCommand('/woda okres:7d\n'), { name: 'woda', rest: 'okres:7d\n' });
  });

  for (const text of ['water', '/', '/ water', '//water', 'a /water', '/usr/bin']) {
    it(`is not ${text}`, () => assert.equal(splitCommand(text), undefined));
  }

  const cases: [text: string, values: Record<string, string>, rest: string][] = [
    ['period:7d compare:true', { period: '7d', compare: 'true' }, ''],
    ['period:last month compare:true', { period: 'last month', compare: 'true' }, ''],
    ['period: 2026-11-01..2026-11-15 ', { period: '2026-11-01..2026-11-15' }, ''],
    ['7d compare:true', { compare: 'true' }, '7d'],
    ['PERIOD:7d', { period: '7d' }, ''],
    ['period:', { period: '' }, ''],
    ['period:at 12:30 other:x', { period: 'at 12:30 other:x' }, ''],
    ['period:a period:b', { period: 'b' }, ''],
    ['xperiod:7d', {}, 'xperiod:7d'],
    ['', {}, ''],
  ];
  for (const [text, values, rest] of cases) {
    it(`with the options "${text}"`, () => {
      const parsed = parseOptions(text, ['period', 'compare']);
      assert.deepEqual(Object.fromEntries(parsed.values), values);
      assert.equal(parsed.rest, rest);
    });
  }
});
