import assert from 'node:assert/strict';
import { parseReport } from '../../lib/report';
import { throwsInput } from '../throws';

const PERIOD = { from: 0, to: 7_200_000, label: '2h', bucket: 'hour', timeZone: 'Europe/Warsaw' };
const BUCKETS = [
  { from: 0, to: 3_600_000, total: 3, coverage: 1 },
  { from: 3_600_000, to: 7_200_000, total: 4, estimated: 1, coverage: 0.5 },
];
const WATER = {
  series: 'water.volume',
  kind: 'counter',
  unit: 'dm3',
  total: 7,
  estimated: 1,
  coverage: 0.75,
  last: { time: 7_000_000, value: 1234 },
  buckets: BUCKETS,
  previous: { from: -7_200_000, to: 0, total: 5, coverage: 1 },
};
const OUTDOOR = {
  series: 'heat_pump.outdoor_temperature',
  kind: 'gauge',
  unit: '°C',
  mean: -1,
  min: -2,
  max: 0,
  coverage: 1,
  buckets: BUCKETS.map(({ from, to }) => ({ from, to, coverage: 0 })),
};
const REPORT = { period: PERIOD, series: [WATER, OUTDOOR] };

const water = (changes: object): object => ({ ...REPORT, series: [{ ...WATER, ...changes }] });
const period = (changes: object): object => ({ ...REPORT, period: { ...PERIOD, ...changes } });

describe('reports', () => {
  it('come through without foreign properties', () => {
    assert.deepEqual(parseReport(JSON.parse(JSON.stringify(REPORT))), REPORT);
    assert.deepEqual(
      parseReport({ ...REPORT, owner: 1, series: [{ ...WATER, color: 'red', buckets: [{ ...BUCKETS[0], note: 1 }] }] }),
      { ...REPORT, series: [{ ...WATER, buckets: [BUCKETS[0]] }] },
    );
  });

  it('take null for absent, and may know nothing', () => {
    const { total: _total, last: _last, previous: _previous, ...rest } = WATER;
    assert.deepEqual(parseReport(water({ total: null, last: null, previous: null })).series, [rest]);
    assert.deepEqual(parseReport({ period: PERIOD, series: [] }).series, []);
  });

  const refused: [report: unknown, ...pieces: string[]][] = [
    [undefined, 'the report is undefined'],
    [[REPORT], 'the report is ['],
    [{ ...REPORT, period: null }, 'period is null'],
    [period({ from: '0' }), 'from of period is "0"'],
    [period({ to: -1 }), 'to of period is -1', 'not before from'],
    [period({ from: -8e15 }), 'from of period'],
    [period({ to: 8e15 }), 'to of period'],
    [period({ label: 'x'.repeat(101) }), 'period.label'],
    [period({ bucket: 'eon' }), 'period.bucket is "eon"', '5m'],
    [period({ timeZone: 'Mars/Base' }), 'period.timeZone is "Mars/Base"'],
    [period({ timeZone: null }), 'period.timeZone is null'],
    [{ period: PERIOD, series: {} }, 'series is {}'],
    [{ period: PERIOD, series: [null] }, 'a series is null'],
    [{ period: PERIOD, series: Array(10_001).fill(WATER) }, 'at most 10000'],
    [water({ home: 'My Home' }), 'home of water.volume is "My Home"'],
    [water({ series: '<b>' }), 'series is "<b>"'],
    [water({ kind: 'sum' }), 'kind of water.volume is "sum"'],
    [water({ unit: 'litre' }), 'unit of water.volume is "litre"'],
    [water({ total: Number.NaN }), 'total of water.volume is NaN'],
    [water({ estimated: '1' }), 'estimated of water.volume is "1"'],
    [water({ coverage: 1.01 }), 'coverage of water.volume is 1.01'],
    [water({ coverage: undefined }), 'coverage of water.volume is undefined'],
    [water({ last: { time: 1.5, value: 1 } }), 'last of water.volume'],
    [water({ previous: { ...WATER.previous, to: 'x' } }), 'to of previous of water.volume is "x"'],
    [water({ buckets: 'none' }), 'buckets of water.volume is "none"'],
    [water({ buckets: [5] }), 'buckets[0] of water.volume is 5'],
    [water({ buckets: [{ ...BUCKETS[0], total: 2e15 }] }), 'total of buckets[0] of water.volume', '15 digits'],
    [water({ buckets: [BUCKETS[1], BUCKETS[0]] }), 'buckets[1].from of water.volume is 0'],
    [
      { ...REPORT, series: [WATER, { ...OUTDOOR, buckets: [] }] },
      'buckets of heat_pump.outdoor_temperature',
      'the same as those of water.volume',
    ],
  ];
  for (const [report, ...pieces] of refused) {
    it(`are refused with the field that is wrong: ${pieces[0]}`, () => {
      throwsInput(() => parseReport(report), 'bad-report', ...pieces);
    });
  }
});
