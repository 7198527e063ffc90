import assert from 'node:assert/strict';
import { isMeterName, isSeriesName, parseReading, show } from '../../lib/reading';
import { throwsInput } from '../throws';

const READING = { series: 'water.volume', kind: 'counter', value: 5, unit: 'dm3', time: 1795468800000 };

describe('readings', () => {
  it('come through without foreign properties', () => {
    assert.deepEqual(parseReading({ ...READING, color: 'blue' }), READING);
    const meter = { manufacturer: 'DEM', serial: '12345678', medium: 'water' };
    assert.deepEqual(parseReading({ ...READING, meter: { ...meter, owner: 'x' } }), { ...READING, meter });
    assert.deepEqual(parseReading({ ...READING, meter: { serial: '1', medium: null } }).meter, { serial: '1' });
    assert.deepEqual(parseReading({ ...READING, meter: null }), READING);
  });

  const refused: [reading: unknown, ...pieces: string[]][] = [
    [null, 'a reading is null'],
    [[READING], 'a reading is ['],
    [{ ...READING, series: 'water' }, 'series is "water"'],
    [{ ...READING, series: 'Water.Volume' }, 'series is "Water.Volume"'],
    [{ ...READING, series: `water.${'v'.repeat(100)}` }, 'at most 100 characters'],
    [{ ...READING, series: 'water..volume' }, 'series is'],
    [{ ...READING, kind: 'sum' }, 'kind of water.volume is "sum"'],
    [{ ...READING, value: '5' }, 'value of water.volume is "5"'],
    [{ ...READING, value: Number.NaN }, 'value of water.volume is NaN'],
    [{ ...READING, value: 2e15 }, 'at most 15 digits'],
    [{ ...READING, unit: 'litre' }, 'unit of water.volume is "litre"', 'dm3'],
    [{ ...READING, time: 1.5 }, 'time of water.volume is 1.5'],
    [{ ...READING, time: 9e15 }, 'time of water.volume'],
    [{ ...READING, meter: ['A'] }, 'meter of water.volume'],
    [{ ...READING, meter: { serial: 12 } }, 'meter.serial of water.volume is 12'],
  ];
  for (const [reading, ...pieces] of refused) {
    it(`are refused with the field that is wrong: ${pieces[0]}`, () => {
      throwsInput(() => parseReading(reading), 'bad-reading', ...pieces);
    });
  }

  it('have names that a meter and a quantity make', () => {
    assert.ok(isMeterName('heat_pump') && isSeriesName('heat_pump.energy') && isSeriesName('garden.water-2.volume'));
    assert.ok(!isMeterName('') && !isMeterName('a b') && !isMeterName('x'.repeat(71)) && !isSeriesName(5));
  });

  it('show any value in an error text', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    assert.equal(show(circle), '[object Object]');
    assert.equal(show({ big: 5n }), '{"big":"5n"}');
    assert.equal(show('x'.repeat(500)).length, 201);
  });
});
