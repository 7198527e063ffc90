import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeLe03m } from '../../../lib/decoders/le03m';
import { throwsInput } from '../../throws';

const LE03M = { meter: 'heat_pump', divisor: 10, offset: 0 };
const NOW = Date.UTC(2026, 10, 23, 12);

describe('LE-03M', () => {
  const vectors: [name: string, payload: number[] | Buffer, divisor: number, kWh: number][] = [
    ['E1, a live LE-01M', [0, 13, 47], 100, 33.75],
    ['the registers of E1 on an LE-03M', [0, 13, 47], 10, 337.5],
    ['E1 as the bytes of its frame', Buffer.from('0000000D002F', 'hex'), 100, 33.75],
    ['zero', [0, 0, 0], 10, 0],
    ['the carry that separate reads would tear', [0, 14, 0], 10, 358.4],
    ['the largest value', [255, 255, 255], 10, 1677721.5],
  ];
  for (const [name, payload, divisor, kWh] of vectors) {
    it(`decodes ${name} to ${kWh} kWh`, () => {
      assert.deepEqual(decodeLe03m(payload, NOW, { ...LE03M, divisor }), [
        { series: 'heat_pump.energy', kind: 'counter', value: kWh, unit: 'kWh', time: NOW },
      ]);
    });
  }

  it('takes the first three of more registers, or those from the offset', () => {
    assert.equal(decodeLe03m([0, 0, 1, 0, 0, 2], NOW, LE03M)[0]?.value, 0.1);
    assert.equal(decodeLe03m([0, 0, 1, 0, 0, 2], NOW, { ...LE03M, offset: 3 })[0]?.value, 0.2);
  });

  it('names the series after the meter', () => {
    assert.equal(decodeLe03m([0, 0, 1], NOW, { ...LE03M, meter: 'garage' })[0]?.series, 'garage.energy');
  });

  const refused: [name: string, payload: unknown, code: string, ...pieces: string[]][] = [
    ['a register over 255', [0, 256, 1], 'not-bytes', 'Register 1 is 256', '[0, 256, 1]'],
    ['a first register over 255', [300, 0, 1], 'not-bytes', 'Register 0 is 300'],
    ['fewer than 3 registers', [0, 13], 'too-few-registers', '[0, 13]', '3 registers'],
    ['an empty payload, the sign of a failed read', '', 'read-failed', 'failed'],
    ['no payload', undefined, 'read-failed', 'failed'],
    ['an empty array', [], 'read-failed', 'failed'],
    ['an empty Buffer', Buffer.alloc(0), 'read-failed', 'failed'],
    ['a fraction', [0, 1.5, 0], 'bad-registers', '1.5'],
    ['a negative number', [0, -1, 0], 'bad-registers', '-1'],
    ['a text in the array', [0, '13', 47], 'bad-registers', '"13"'],
    ['NaN', [0, Number.NaN, 0], 'bad-registers', 'Register 1'],
    ['an odd Buffer', Buffer.from([0, 1, 2]), 'bad-registers', '3 bytes', '00 01 02'],
    ['an object', { value: 1 }, 'bad-registers', '{"value":1}'],
  ];
  for (const [name, payload, code, ...pieces] of refused) {
    it(`refuses ${name} and says so`, () => {
      throwsInput(() => decodeLe03m(payload, NOW, LE03M), code, ...pieces);
    });
  }

  it('gives back every count of three bytes exactly, as array and as Buffer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), fc.constantFrom(1, 10, 100), (counts, divisor) => {
        const registers = [counts >> 16, (counts >> 8) & 255, counts & 255];
        const bytes = Buffer.from(registers.flatMap((register) => [0, register]));
        for (const payload of [registers, bytes]) {
          assert.equal(decodeLe03m(payload, NOW, { ...LE03M, divisor })[0]?.value, counts / divisor);
        }
      }),
    );
  });

  it('never gives a number for what is no array of three bytes', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        try {
          const [reading] = decodeLe03m(payload, NOW, LE03M);
          assert.ok(Array.isArray(payload) || payload instanceof Uint8Array);
          assert.ok(reading && Number.isFinite(reading.value) && reading.value >= 0);
        } catch (error) {
          assert.equal((error as Error).name, 'InputError');
        }
      }),
    );
  });
});
