import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeHeatPump, type HeatPumpOptions } from '../../../lib/decoders/heat-pump';
import { heatPumpProfile, heatPumpProfiles } from '../../../lib/decoders/heat-pumps';
import { parseRows } from '../../../lib/decoders/profile-rows';
import { readScaled, type ValueRule } from '../../../lib/decoders/register-value';
import { projectRoot } from '../../node-red-version';
import { throwsInput } from '../../throws';

const NOW = Date.UTC(2026, 10, 25, 12);
const FOLDER = join(projectRoot, 'lib', 'decoders', 'heat-pumps');

interface Vector {
  address: number;
  functionCode?: number;
  unitId?: number;
  registers?: number[];
  bytes?: string;
  readings: Record<string, number>;
}

describe('profiles of heat pumps', () => {
  for (const file of readdirSync(FOLDER)) {
    const { rows, vectors, name, models, line, source, sure } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    describe(name, () => {
      it('says how it is connected, where it is from and how sure that is', () => {
        for (const field of [models, line, source]) assert.ok(typeof field === 'string' && field.length > 3);
        assert.ok(['manual', 'used by others', 'not checked on a device'].includes(sure));
      });

      it('decodes its vectors, and each quantity has one', () => {
        const proved = new Set<string>();
        const profile = heatPumpProfile(file.replace('.json', ''));
        for (const { registers, bytes, readings, ...request } of vectors as Vector[]) {
          const payload = registers ?? Buffer.from(bytes!, 'hex');
          const result = decodeHeatPump(payload, NOW, { meter: 'heat_pump', rows: profile.rows, ...request });
          assert.deepEqual(
            Object.fromEntries(result.readings.map(({ series, value }) => [series, value])),
            Object.fromEntries(Object.entries(readings).map(([quantity, value]) => [`heat_pump.${quantity}`, value])),
          );
          assert.deepEqual(result.problems, []);
          for (const quantity of Object.keys(readings)) proved.add(quantity);
        }
        assert.deepEqual([...proved].sort(), rows.map(({ quantity }: { quantity: string }) => quantity).sort());
      });
    });
  }

  it('are found by name, and an unknown one is explained with all there are', () => {
    assert.equal(heatPumpProfiles().length, readdirSync(FOLDER).length);
    throwsInput(() => heatPumpProfile('lg'), 'unknown-profile', 'lg-therma-v', 'nibe-s');
  });
});

describe('a value in registers', () => {
  const words = (...registers: number[]): Uint8Array =>
    Uint8Array.from(registers.flatMap((word) => [word >> 8, word & 0xff]));
  const table: [name: string, bytes: Uint8Array, rule: ValueRule, value: number | undefined][] = [
    ['tenths below zero', words(0xffce), { type: 'i16', scale: 0.1 }, -5],
    ['whole degrees below zero', words(0xfffb), { type: 'i16', scale: 1 }, -5],
    ['hundredths below zero', words(0xfe0c), { type: 'i16', scale: 0.01 }, -5],
    ['no sensor', words(0x8000), { type: 'i16', scale: 0.1, invalid: [-32768] }, undefined],
    ['without a sign', words(0xffce), { type: 'u16', scale: 0.1 }, 6548.6],
    ['three tenths, without rounding', words(3), { type: 'i16', scale: 0.1 }, 0.3],
    ['32 bits, high word first', words(0x0055, 0x0961), { type: 'u32', scale: 1 }, 5_572_961],
    ['32 bits, low word first', words(0x0961, 0x0055), { type: 'u32', wordOrder: 'swapped', scale: 1 }, 5_572_961],
    ['a small one, low word first', words(0x00a0, 0), { type: 'u32', wordOrder: 'swapped', scale: 1 }, 160],
    ['32 bits below zero', words(0xffff, 0xfff6), { type: 'i32', scale: 0.1 }, -1],
    ['64 bits', words(0, 0, 1, 5), { type: 'i64', scale: 1 }, 65_541],
    ['a float, low word first', words(0xcccd, 0x438e), { type: 'f32', wordOrder: 'swapped', scale: 1 }, 285.6],
    ['another', words(0x199a, 0x4391), { type: 'f32', wordOrder: 'swapped', scale: 1 }, 290.2],
    ['a float that is none', words(0x7fc0, 0), { type: 'f32', scale: 1 }, undefined],
    ['a float beyond all', words(0x7f80, 0), { type: 'f32', scale: 1 }, undefined],
    ['a byte with an offset', Uint8Array.of(0x7c), { type: 'byte', scale: 1, offset: -128 }, -4],
    ['a scale of 10', words(12), { type: 'u16', scale: 10 }, 120],
    ['a broken offset', words(12), { type: 'u16', scale: 2, offset: 0.5 }, 25],
  ];
  for (const [name, bytes, rule, value] of table) {
    it(`is read: ${name}`, () => assert.equal(readScaled(bytes, 0, rule), value));
  }

  it('comes back as it was written, for any number and word order', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.boolean(), (number, swapped) => {
        const buffer = Buffer.alloc(4);
        buffer.writeInt32BE(number);
        const bytes = swapped ? Buffer.concat([buffer.subarray(2), buffer.subarray(0, 2)]) : buffer;
        const rule: ValueRule = { type: 'i32', wordOrder: swapped ? 'swapped' : 'big', scale: 0.01 };
        assert.equal(readScaled(bytes, 0, rule), Number(`${number}e-2`));
      }),
    );
  });
});

describe('a heat pump by a profile', () => {
  const LG = heatPumpProfile('lg-therma-v').rows;
  const decode = (payload: unknown, options: Partial<HeatPumpOptions> = {}) =>
    decodeHeatPump(payload, NOW, { meter: 'heat_pump', rows: LG, address: 0, functionCode: 4, ...options });

  it('takes several reads in one message, and each read alone', () => {
    const reads = [
      { address: 2, fc: 4, unitid: 1, registers: [302, 351] },
      { address: 12, fc: 4, unitid: 1, registers: Buffer.from('FFCE', 'hex') },
    ];
    const names = (payload: unknown, options = {}) => decode(payload, options).readings.map(({ series }) => series);
    assert.deepEqual(names(reads).sort(), [
      'heat_pump.outdoor_temperature',
      'heat_pump.return_temperature',
      'heat_pump.supply_temperature',
    ]);
    assert.deepEqual(names([302, 351], { address: 2 }).length, 2);
    assert.deepEqual(names([0xffce], { address: 12 }), ['heat_pump.outdoor_temperature']);
  });

  it('takes a value only from its own table and unit id', () => {
    throwsInput(() => decode([302, 351], { address: 2, functionCode: 3 }), 'no-quantity', 'function code 3');
    const rows = parseRows([{ quantity: 'dhw_temperature', address: 100, unitId: 51, scale: 0.1 }]);
    const kermi = { rows, address: 100, functionCode: 3 };
    assert.equal(decode([487], { ...kermi, unitId: 51 }).readings[0]!.value, 48.7);
    throwsInput(() => decode([487], { ...kermi, unitId: 40 }), 'no-quantity', 'unit id 40');
  });

  it('leaves out what its sensor can not have measured, says so, and gives the rest', () => {
    const registers = [0, 0, 302, 351, 0, 3000, 0, 0, 0, 0, 0, 0, 0x8000];
    const { readings, problems } = decode(registers);
    assert.equal(readings.length, 2);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['out-of-range'],
    );
    assert.match(problems[0]!.message, /heat_pump\.dhw_temperature: 300 °C in register 5/);
  });

  const refused: [name: string, payload: unknown, options: Partial<HeatPumpOptions>, code: string, piece: string][] = [
    ['a failed read', '', {}, 'read-failed', 'failed'],
    ['a read of unknown place', [1, 2], { address: undefined }, 'no-address', 'modbusRequest'],
    ['a list of reads without an address', [{ registers: [1] }], {}, 'no-address', 'address'],
    ['registers that it has no row for', [1, 2], { address: 500 }, 'no-quantity', '2 registers from 500'],
    [
      'half a value',
      [1],
      { address: 7, rows: parseRows([{ quantity: 'a', address: 7, type: 'f32', functionCode: 4 }]) },
      'no-quantity',
      'a 7',
    ],
    ['registers for a frame', [1], { rows: heatPumpProfile('panasonic-heishamon').rows }, 'no-frame', 'Buffer'],
  ];
  for (const [name, payload, options, code, piece] of refused) {
    it(`refuses ${name}`, () => throwsInput(() => decode(payload, options), code, piece));
  }

  const badRows: [name: string, rows: unknown, piece: string][] = [
    ['no rows', [], '1 to 200'],
    ['no list', 'rows', 'a list'],
    ['a row that is none', [null], 'row 1'],
    ['a quantity with spaces', [{ quantity: 'out door', address: 1 }], 'quantity of row 1'],
    [
      'a quantity twice',
      [
        { quantity: 'a', address: 1 },
        { quantity: 'a', address: 2 },
      ],
      'each quantity once',
    ],
    ['no address', [{ quantity: 'a' }], 'address of row 1'],
    ['an address as in a manual', [{ quantity: 'a', address: 400_001 }], '0 to 65535'],
    ['a writing function', [{ quantity: 'a', address: 1, functionCode: 6 }], 'functionCode of row 1'],
    ['a scale of 0', [{ quantity: 'a', address: 1, scale: 0 }], 'scale of row 1'],
    ['an unknown type', [{ quantity: 'a', address: 1, type: 'int' }], 'type of row 1'],
    ['a text for an invalid value', [{ quantity: 'a', address: 1, invalid: ['x'] }], 'invalid of row 1'],
  ];
  for (const [name, rows, piece] of badRows) {
    it(`refuses ${name} as a profile`, () => throwsInput(() => parseRows(rows), 'bad-profile', piece));
  }
});
