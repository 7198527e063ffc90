import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readValueEntry } from '../../../lib/decoders/gateway/entries';
import { readImage } from '../../../lib/decoders/gateway/image';
import { readBcd, toNumber } from '../../../lib/decoders/mbus/value';
import { decodeMbusWater, type MbusWaterOptions } from '../../../lib/decoders/mbus-water';
import { sharedData } from '../../shared-data';
import { throwsInput } from '../../throws';

const OPTIONS: MbusWaterOptions = {
  meter: 'water',
  wordOrder: 'big',
  maxAge: 60,
  unit: 'dm3',
  exponent: 0,
  meters: [],
};
const NOW = Date.UTC(2026, 10, 23, 12);
const STAMP = NOW / 1000 - 30;

/** G1: the dummy data of the gateway's manual (1.10, 4.2.1). */
const DUMMY = [
  0x0002, 0x993a, 0x0001, 0x006f, 0x519c, 0xc16d, 0, 0x0100, 0, 0, 0x00bc, 0x614e, 0x0443, 0x0102, 0x519c, 0xc164, 0,
  0x0200, 0, 0, 0, 0, 0x00bc, 0x614e, 0x449a, 0x522b, 0xfffc, 0x0005, 0x519c, 0xbbb3,
];
const DUMMY_TIME = 1369227629_000;

const words32 = (value: number): number[] => [Math.floor(value / 0x10000) % 0x10000, value % 0x10000];
const words64 = (value: bigint): number[] =>
  [48n, 32n, 16n, 0n].map((shift) => Number((BigInt.asUintN(64, value) >> shift) & 0xffffn));
function float32(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [view.getUint16(0), view.getUint16(2)];
}

function valueEntry(integer: bigint, exponent: number, unit: number, stamp = STAMP): number[] {
  const scaled = Number(`${integer}e${exponent}`);
  return [...words64(integer), ...float32(scaled), exponent & 0xffff, unit, ...words32(stamp)];
}
function gatewayEntry(time = NOW / 1000): number[] {
  return [...words32(170298), 1, 111, ...words32(time), 0, 0x0100, 0, 0];
}
function meterEntry(serial: number, { flags = 0, medium = 7 } = {}): number[] {
  return [...words32(serial), 0x0443, 0x0100 | medium, ...words32(STAMP), 0, 0x0200, flags, 0];
}
/** The words of all 32- and 64-bit values of an entry the other way round. */
function swapEntry(entry: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i, j] = entry as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (h >> 8 === 0) return [d, c, b, a, f, e, g, h, j, i];
  return [b, a, c, d, f, e, g, h, i, j];
}
const swapped = (image: readonly number[]): number[] =>
  Array.from({ length: image.length / 10 }, (_, index) => swapEntry(image.slice(index * 10, index * 10 + 10))).flat();
const asBuffer = (registers: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(registers.length * 2);
  for (const [index, register] of registers.entries()) buffer.writeUInt16BE(register, index * 2);
  return buffer;
};
const decode = (payload: unknown, options: Partial<MbusWaterOptions> = {}, now = NOW) =>
  decodeMbusWater(payload, now, { ...OPTIONS, ...options });

describe('M-Bus gateway, the vectors of the manual', () => {
  it('reads the dummy data (G1) as printed there', () => {
    const image = readImage(DUMMY, 'big', DUMMY_TIME);
    assert.deepEqual(image.gateway, { serial: 170298, protocolVersion: 1, firmware: 111, time: 1369227629 });
    assert.deepEqual(image.meters[0]?.entry, {
      serial: '12345678',
      manufacturerCode: 0x0443,
      version: 1,
      medium: 2,
      time: 1369227620,
      notRead: false,
      partlyRead: false,
    });
    const [value] = image.meters[0]!.values;
    assert.deepEqual(value, { integer: 12345678n, float: 1234.5677490234375, exponent: -4, unit: 5, time: 1369226163 });
    assert.equal(toNumber({ mantissa: value!.integer, exponent: value!.exponent }), 1234.5678);
  });

  it('says of the dummy data that it holds energy and no volume', () => {
    throwsInput(() => decode(DUMMY, {}, DUMMY_TIME), 'no-volume', '1234.5678 Wh', 'dummy data');
  });

  const g3 = [0, 0, 0, 0x3039, 0x4145, 0x851f, 0xfffd, 0x0007, ...words32(STAMP)];
  it('decodes G3 to 12.345 m³', () => {
    const result = decode(g3);
    assert.equal(result.format, 'entry');
    assert.deepEqual(result.readings, [
      { series: 'water.volume', kind: 'counter', value: 12345, unit: 'dm3', time: STAMP * 1000 },
    ]);
  });

  const numbers: [integer: bigint, exponent: number, dm3: number][] = [
    [-5n, 0, -5000],
    [-1n, -3, -1],
    [12345n, -4, 1234.5],
    [12345n, 0, 12345000],
    [12n, 3, 12000000],
    [0n, -3, 0],
    [99_999_999n, -3, 99_999_999],
    [2n ** 47n, -3, 2 ** 47],
  ];
  for (const [integer, exponent, dm3] of numbers) {
    it(`decodes ${integer} × 10^${exponent} m³ (G4) to ${dm3} dm3`, () => {
      assert.equal(decode(valueEntry(integer, exponent, 7)).readings[0]?.value, dm3);
    });
  }

  it('takes G5, the swapped G1 value, with swap on, and recognises it with swap off', () => {
    const g5 = [0x614e, 0x00bc, 0, 0, 0x522b, 0x449a, 0xfffc, 0x0005, 0xbbb3, 0x519c];
    assert.deepEqual(readValueEntry(g5, 'swapped'), readValueEntry(DUMMY.slice(20), 'big'));
    throwsInput(() => readImage(g5, 'big', DUMMY_TIME), 'word-order', 'Set the word order of this node to "swapped"');
  });
});

describe('M-Bus gateway, images', () => {
  const image = [
    ...gatewayEntry(),
    ...meterEntry(12345678),
    ...valueEntry(345n, -3, 15),
    ...valueEntry(65541n, -3, 7),
    ...valueEntry(123n, -1, 19),
  ];
  const meter = { manufacturer: 'ABC', serial: '12345678', medium: 'water' };

  it('turns volume, flow and temperature into dm3, dm3/h and °C, with the meter', () => {
    const result = decode(image);
    assert.equal(result.format, 'image');
    assert.deepEqual(result.problems, []);
    assert.deepEqual(result.readings, [
      { series: 'water.flow', kind: 'gauge', value: 345, unit: 'dm3/h', time: STAMP * 1000, meter },
      { series: 'water.volume', kind: 'counter', value: 65541, unit: 'dm3', time: STAMP * 1000, meter },
      { series: 'water.temperature', kind: 'gauge', value: 12.3, unit: '°C', time: STAMP * 1000, meter },
    ]);
  });

  it('decodes the same from a Buffer, with swapped words, and with unused entries behind', () => {
    const { readings } = decode(image);
    assert.deepEqual(decode(asBuffer(image)).readings, readings);
    assert.deepEqual(decode(swapped(image), { wordOrder: 'swapped' }).readings, readings);
    assert.deepEqual(decode([...image, ...Array(20).fill(0)]).readings, readings);
  });

  it('recognises the wrong word order, either way', () => {
    throwsInput(() => decode(swapped(image)), 'word-order', '"swapped"');
    throwsInput(() => decode(image, { wordOrder: 'swapped' }), 'word-order', '"big"');
  });

  it('reads registers 30 to 33 as the owner does, as a bare int64 in litres', () => {
    const result = decode(image.slice(30, 34));
    assert.equal(result.format, 'integer');
    assert.deepEqual(result.readings, [
      { series: 'water.volume', kind: 'counter', value: 65541, unit: 'dm3', time: NOW },
    ]);
    assert.equal(decode([0, 0, 1, 5]).readings[0]?.value, 65541);
    assert.equal(decode([0, 0, 0, 12345], { unit: 'm3', exponent: -3 }).readings[0]?.value, 12345);
    assert.equal(decode([0xffff, 0xffff, 0xffff, 0xfffb]).readings[0]?.value, -5);
    throwsInput(() => decode([12345, 0, 0, 0]), 'word-order', '"swapped"');
  });

  it('keeps an int64 exact where a double or a float could not', () => {
    const litres = 9_007_199_254_993n;
    assert.equal(decode(valueEntry(litres, -3, 7)).readings[0]?.value, Number(litres));
    assert.equal(decode(valueEntry(99_999_999n, -3, 7)).readings[0]?.value, 99_999_999);
  });

  it('tells several meters apart by serial, wherever they stand', () => {
    const first = [...meterEntry(11111111), ...valueEntry(1000n, -3, 7)];
    const second = [...meterEntry(222), ...valueEntry(2000n, -3, 7)];
    const names = (registers: number[], options: Partial<MbusWaterOptions> = {}) =>
      Object.fromEntries(decode(registers, options).readings.map(({ series, value }) => [series, value]));
    const unnamed = { 'water_11111111.volume': 1000, 'water_00000222.volume': 2000 };
    assert.deepEqual(names([...gatewayEntry(), ...first, ...second]), unnamed);
    assert.deepEqual(names([...gatewayEntry(), ...second, ...first]), unnamed);
    const meters = [
      { serial: '11111111', meter: 'water' },
      { serial: '222', meter: 'garden' },
    ];
    assert.deepEqual(names([...gatewayEntry(), ...second, ...first], { meters }), {
      'water.volume': 1000,
      'garden.volume': 2000,
    });
  });

  it('gives a second volume of a meter a name of its own', () => {
    const two = [...meterEntry(1), ...valueEntry(1n, -3, 7), ...valueEntry(2n, -3, 7)];
    assert.deepEqual(
      decode(two).readings.map(({ series }) => series),
      ['water.volume', 'water.volume_2'],
    );
  });

  const units: [code: number, quantity: string, integer: bigint, exponent: number, value: number][] = [
    [7, 'volume', 1n, 0, 1000],
    [38, 'volume', 10n, 0, 283.16846592],
    [43, 'volume', 10n, 0, 37.85411784],
    [15, 'flow', 2n, 0, 2000],
    [16, 'flow', 2n, 0, 120_000],
    [17, 'flow', 2n, -3, 7200],
    [45, 'flow', 10n, 0, 2271.2470704],
    [46, 'flow', 10n, 0, 37.85411784],
    [19, 'temperature', -125n, -1, -12.5],
  ];
  for (const [code, quantity, integer, exponent, value] of units) {
    it(`converts the unit ${code} of the gateway to the canonical one of ${quantity}`, () => {
      const { readings } = decode([...meterEntry(1), ...valueEntry(1n, -3, 7), ...valueEntry(integer, exponent, code)]);
      const series = code === 7 || code === 38 || code === 43 ? 'water.volume_2' : `water.${quantity}`;
      assert.ok(Math.abs(readings.find((reading) => reading.series === series)!.value - value) < 1e-9);
    });
  }

  it('refuses a meter that could not be read (G6), and keeps the others', () => {
    const unread = [...meterEntry(1, { flags: 1 }), ...valueEntry(1000n, -3, 7)];
    throwsInput(() => decode([...gatewayEntry(), ...unread]), 'not-read', '00000001');
    const both = decode([...gatewayEntry(), ...unread, ...meterEntry(2), ...valueEntry(7n, -3, 7)]);
    assert.deepEqual(
      both.readings.map(({ series }) => series),
      ['water_00000002.volume'],
    );
    assert.deepEqual(
      both.problems.map(({ code }) => code),
      ['not-read'],
    );
  });

  it('keeps of a partly read meter (G7) what has a trusted stamp: an old one is a duplicate for the store', () => {
    const partly = [...meterEntry(1, { flags: 2 }), ...valueEntry(1000n, -3, 7)];
    assert.equal(decode([...gatewayEntry(), ...partly]).readings[0]?.time, STAMP * 1000);
    throwsInput(() => decode([...gatewayEntry(3600), ...partly]), 'not-read', 'part');
  });

  const refused: [name: string, registers: number[], code: string, ...pieces: string[]][] = [
    ['a value that was never read', valueEntry(0n, -3, 7, 0), 'never-read', 'stamp is 0'],
    ['a value older than maxAge', valueEntry(1n, -3, 7, STAMP - 3600), 'stale', '61 min', '60 min'],
    ['an energy where a volume is expected', valueEntry(1n, -3, 5), 'no-volume', '0.001 Wh'],
    ['a flow where a volume is expected', valueEntry(1n, -3, 15), 'no-volume', 'm³/h'],
    ['the entry of the gateway alone', gatewayEntry(), 'no-volume', 'Read on'],
    ['the entry of a meter alone', meterEntry(1), 'no-volume', 'Read on'],
    ['a piece of an entry', [1, 2, 3, 4, 5, 6], 'bad-image', '6', 'multiple of 10'],
    ['registers that start inside an entry', image.slice(3, 43), 'value-mismatch', 'start address'],
    ['an entry of an unknown kind', [0, 0, 0, 0, 0, 0, 0, 0x0500, 0, 0], 'bad-image', 'kind 5', 'start address'],
    [
      'an integer and a float that disagree',
      [0, 0, 0, 5, ...float32(7), 0, 7, ...words32(STAMP)],
      'value-mismatch',
      '5',
      '7',
    ],
  ];
  for (const [name, registers, code, ...pieces] of refused) {
    it(`refuses ${name} and says so`, () => {
      throwsInput(() => decode(registers), code, ...pieces);
    });
  }

  it('takes any age with maxAge 0', () => {
    const old = STAMP - 86400 * 30;
    assert.equal(decode(valueEntry(1n, -3, 7, old), { maxAge: 0 }).readings[0]?.time, old * 1000);
  });

  const SECONDS = NOW / 1000;
  const clocks: [name: string, gatewayTime: number | undefined, stamp: number, time: number, drift?: number][] = [
    ['its own stamp when the clock is right', SECONDS, STAMP, STAMP * 1000],
    ['its own stamp when the clock is 2 minutes ahead', SECONDS + 120, STAMP, STAMP * 1000],
    ['its own stamp when the gateway was read out a quarter of an hour ago', SECONDS - 900, STAMP, STAMP * 1000],
    ['its own stamp when no clock is in the registers', undefined, STAMP, STAMP * 1000],
    ['the poll when the clock was never set', 5000, 4990, NOW, 5000 - SECONDS],
    ['the poll when the clock is a little more ahead', SECONDS + 121, STAMP, NOW, 121],
    ['the poll when the clock is an hour ahead', SECONDS + 3600, STAMP + 3600, NOW, 3600],
    ['the poll when the clock is an hour behind', SECONDS - 3600, STAMP - 3600, NOW, -3600],
    ['the poll when a stamp lies in the future', undefined, STAMP + 3600, NOW],
  ];
  for (const [name, gatewayTime, stamp, time, drift] of clocks) {
    it(`dates a value by ${name}`, () => {
      const gateway = gatewayTime === undefined ? [] : gatewayEntry(gatewayTime);
      const result = decode([...gateway, ...meterEntry(1), ...valueEntry(1n, -3, 7, stamp)]);
      assert.deepEqual([result.readings[0]?.time, result.drift], [time, drift]);
    });
  }

  it("takes a value's age by the gateway's own clock when that is wrong", () => {
    const clock = NOW / 1000 - 86400;
    const old = [...gatewayEntry(clock), ...meterEntry(1), ...valueEntry(1n, -3, 7, clock - 4000)];
    throwsInput(() => decode(old), 'stale', '67 min');
  });

  it('never gives a wrong number: any volume decodes to itself, any word order is told', () => {
    fc.assert(
      fc.property(
        // Up to 15 digits of a litre: more is no value.
        fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n }),
        fc.integer({ min: -6, max: 0 }),
        fc.boolean(),
        (integer, exponent, swap) => {
          const registers = [...gatewayEntry(), ...meterEntry(5), ...valueEntry(integer, exponent, 7)];
          const wordOrder = swap ? 'swapped' : 'big';
          const sent = swap ? swapped(registers) : registers;
          assert.equal(decode(sent, { wordOrder }).readings[0]?.value, Number(`${integer}e${exponent + 3}`));
          throwsInput(() => decode(sent, { wordOrder: swap ? 'big' : 'swapped' }), 'word-order');
        },
      ),
    );
  });

  it('refuses a value that no meter has, whatever its exponent says', () => {
    const registers = [0, 0, 0, 1, 0, 0, 309, 7, 0, 1];
    throwsInput(() => decode(registers), 'bad-registers', 'water.volume', '1 × 10^309 m³');
  });

  it('answers any registers with readings or an InputError', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }), (registers) => {
        try {
          for (const { value } of decode(registers).readings) assert.ok(Number.isFinite(value));
        } catch (error) {
          assert.equal((error as Error).name, 'InputError', String(error));
        }
      }),
    );
  });
});

const FRAMES = {
  GWF: '68 1B 1B 68 08 01 72 07 20 18 00 E6 1E 35 07 4C 00 00 00 0C 78 07 20 18 00 0C 16 69 02 00 00 96 16',
  Elster:
    '68 2C 2C 68 08 01 72 45 23 11 70 93 15 02 07 02 00 00 00 0C 13 67 45 23 01 04 6D 3A 0D E6 02 42 6C E1 01 4C 13 51 69 45 00 42 EC 7E 01 11 0F 00 61 16',
  Itron:
    '68 3C 3C 68 08 08 72 78 03 49 11 77 04 0E 16 29 00 00 00 0C 78 78 03 49 11 04 13 31 D4 00 00 42 6C 00 00 44 13 00 00 00 00 04 6D 1D 0D 98 11 02 27 00 00 09 FD 0E 02 09 FD 0F 06 0F 00 00 8F 13 E8 16',
};
const bytes = (hex: string): Buffer => Buffer.from(hex.replace(/\s+/g, ''), 'hex');

/** A long frame around the bytes from C on. */
function frame(body: number[]): Buffer {
  const sum = body.reduce((all, byte) => (all + byte) & 0xff, 0);
  return Buffer.from([0x68, body.length, body.length, 0x68, ...body, sum, 0x16]);
}
const HEADER = [0x08, 0x01, 0x72, 0x78, 0x56, 0x34, 0x12, 0x43, 0x04, 0x01, 0x07, 0x00, 0x00, 0x00, 0x00];
const variable = (...records: number[]): Buffer => frame([...HEADER, ...records]);

describe('raw M-Bus frames', () => {
  const real: [name: keyof typeof FRAMES, dm3: number, manufacturer: string, serial: string, medium: string][] = [
    ['GWF', 269000, 'GWF', '00182007', 'water'],
    ['Elster', 1234567, 'ELS', '70112345', 'water'],
    ['Itron', 54321, 'ACW', '11490378', 'cold water'],
  ];
  for (const [name, dm3, manufacturer, serial, medium] of real) {
    it(`decodes the ${name} frame to ${dm3} dm3`, () => {
      const result = decode(bytes(FRAMES[name]));
      assert.equal(result.format, 'frame');
      assert.deepEqual(result.readings[0], {
        series: 'water.volume',
        kind: 'counter',
        value: dm3,
        unit: 'dm3',
        time: NOW,
        meter: { manufacturer, serial, medium },
      });
    });
  }

  const directory = sharedData('mbus-frames');
  const expected: Record<string, { manufacturer: string; id: string; medium: string; volume_m3: number | null }> =
    directory ? JSON.parse(readFileSync(sharedData('mbus-frames', 'expected.json')!, 'utf8')) : {};
  for (const [name, { manufacturer, id, medium, volume_m3 }] of Object.entries(expected)) {
    it(`decodes the real frame ${name} as expected`, () => {
      const payload = bytes(readFileSync(sharedData('mbus-frames', `${name}.hex`)!, 'utf8'));
      if (volume_m3 === null) {
        throwsInput(() => decode(payload), 'no-volume', id);
        return;
      }
      const volumes = decode(payload).readings.filter(({ series }) => series === 'water.volume');
      assert.deepEqual(
        volumes.map(({ value, meter }) => ({ value, meter })),
        [{ value: Number(`${volume_m3}e3`), meter: { manufacturer, serial: id, medium } }],
      );
    });
  }
  it('has real frames to decode', function () {
    // The captures lie beside the checkout; where they are absent there is nothing to check.
    if (!directory) this.skip();
    assert.equal(Object.keys(expected).length, 6);
  });

  const records: [name: string, record: number[], dm3: number][] = [
    ['an 8-bit integer of m³', [0x01, 0x16, 0x05], 5000],
    ['a negative 16-bit integer of litres', [0x02, 0x13, 0xfb, 0xff], -5],
    ['a 24-bit integer', [0x03, 0x13, 0x01, 0x02, 0x03], 0x030201],
    ['a 48-bit integer', [0x06, 0x13, 0x01, 0, 0, 0, 0, 0x01], 2 ** 40 + 1],
    ['a 64-bit integer', [0x07, 0x13, 0x01, 0, 0, 0, 0, 0, 0x01, 0], 2 ** 48 + 1],
    ['a float of m³', [0x05, 0x16, 0x00, 0x00, 0xc0, 0x3f], 1500],
    ['12 BCD digits', [0x0e, 0x13, 0x12, 0x90, 0x78, 0x56, 0x34, 0x12], 123456789012],
    ['a negative BCD', [0x0b, 0x13, 0x45, 0x23, 0xf1], -12345],
    ['millilitres', [0x04, 0x10, 0xdc, 0x05, 0, 0], 1.5],
    ['ten m³', [0x01, 0x17, 0x02], 20000],
  ];
  for (const [name, record, dm3] of records) {
    it(`decodes ${name}`, () => {
      assert.equal(decode(variable(...record)).readings[0]?.value, dm3);
    });
  }

  it('takes the present total, never a stored, tariff, maximum or reverse one', () => {
    const stored = [0x44, 0x13, 1, 0, 0, 0];
    const tariff = [0x84, 0x10, 0x13, 2, 0, 0, 0];
    const maximum = [0x14, 0x13, 3, 0, 0, 0];
    const reverse = [0x04, 0x93, 0x7f, 4, 0, 0, 0];
    const subUnit = [0x84, 0x40, 0x13, 5, 0, 0, 0];
    const present = [0x04, 0x13, 6, 0, 0, 0];
    const others = [...stored, ...tariff, ...maximum, ...reverse, ...subUnit];
    assert.equal(decode(variable(...others, ...present)).readings[0]?.value, 6);
    throwsInput(() => decode(variable(...others)), 'no-volume', '12345678');
  });

  it('takes the lowest number of an integer as "no value"', () => {
    throwsInput(() => decode(variable(0x04, 0x13, 0, 0, 0, 0x80)), 'no-volume');
    assert.equal(decode(variable(0x02, 0x13, 0x00, 0x80, 0x04, 0x13, 6, 0, 0, 0)).readings[0]?.value, 6);
  });

  it('refuses an encrypted answer', () => {
    const encrypted = [...HEADER, 0x04, 0x13, 0x9a, 0x51, 0x77, 0x03];
    encrypted[14] = 0x05;
    throwsInput(() => decode(frame(encrypted)), 'unsupported-frame', 'encrypted (mode 5)');
  });

  it('takes registers that start with 68 for registers', () => {
    const litres = [0x684c, 0, 0, 0];
    assert.equal(decode(asBuffer(litres), { wordOrder: 'swapped' }).readings[0]?.value, 0x684c);
    const gateway = gatewayEntry();
    gateway[0] = 0x6800;
    const image = [...gateway, ...meterEntry(1), ...valueEntry(5n, -3, 7)];
    assert.equal(decode(asBuffer(image)).readings[0]?.value, 5);
  });

  it("passes over text units, texts, fillers and the manufacturer's own data", () => {
    const text = [0x0d, 0x78, 0x03, 0x41, 0x42, 0x43];
    const textUnit = [0x01, 0x7c, 0x02, 0x41, 0x42, 0x07];
    const volume = [0x04, 0x13, 9, 0, 0, 0];
    const tail = [0x0f, 0x13, 0x99];
    const result = decode(variable(0x2f, ...text, ...textUnit, ...volume, ...tail));
    assert.deepEqual(
      result.readings.map(({ value }) => value),
      [9],
    );
  });

  it('gives the flow besides', () => {
    const flow = [0x02, 0x3b, 0x2c, 0x01];
    const result = decode(variable(0x04, 0x13, 9, 0, 0, 0, ...flow));
    assert.deepEqual(
      result.readings.map(({ series, value, unit }) => [series, value, unit]),
      [
        ['water.volume', 9, 'dm3'],
        ['water.flow', 300, 'dm3/h'],
      ],
    );
  });

  /** Fixed data: ident, access, status, two unit bytes with the medium in their top bits, two counters. */
  const fixed = (status: number, units: [number, number], first: number[], second: number[]): Buffer =>
    frame([0x08, 0x05, 0x73, 0x78, 0x56, 0x34, 0x12, 0x0a, status, ...units, ...first, ...second]);

  it('decodes fixed data (CI 73) in BCD and binary', () => {
    // Medium 7 (water): the low two bits in the first unit byte, the high two in the second.
    const bcd = decode(fixed(0x00, [0xe9, 0x7e], [0x01, 0x00, 0x00, 0x00], [0x35, 0x01, 0x00, 0x00]));
    assert.deepEqual(bcd.readings, [
      {
        series: 'water.volume',
        kind: 'counter',
        value: 1,
        unit: 'dm3',
        time: NOW,
        meter: { serial: '12345678', medium: 'water' },
      },
    ]);
    const binary = decode(fixed(0x80, [0x2c, 0x3f], [0x00, 0x01, 0x00, 0x00], [0, 0, 0, 0]));
    assert.equal(binary.readings[0]?.value, 256000);
  });

  it('refuses fixed data that was stored at a date', () => {
    throwsInput(() => decode(fixed(0x40, [0xe9, 0x7e], [1, 0, 0, 0], [2, 0, 0, 0])), 'no-volume', 'stored');
  });

  const good = bytes(FRAMES.GWF);
  const altered = (index: number, byte: number): Buffer => {
    const copy = Buffer.from(good);
    copy[index] = byte;
    return copy;
  };
  const broken: [name: string, frame: Buffer, code: string, piece: string][] = [
    ['a wrong checksum', altered(29, 0x99), 'bad-frame', 'checksum'],
    ['a missing stop byte', altered(32, 0x17), 'bad-frame', 'stop byte'],
    ['two lengths that differ', altered(2, 0x1c), 'bad-frame', '68 L L 68'],
    ['a frame cut short', good.subarray(0, 20), 'bad-frame', 'ends after 20 of 33'],
    ['bytes behind the end', Buffer.concat([good, Buffer.from([0])]), 'bad-frame', 'follow'],
    ['an acknowledgement', Buffer.from([0xe5]), 'no-data', 'acknowledgement'],
    ['a short frame', Buffer.from('105B01' + '5C16', 'hex'), 'no-data', 'short frame'],
    ['a control frame', frame([0x08, 0x01, 0x72].slice(0, 3)), 'no-data', 'no reading'],
    ['a request', frame([0x53, 0x01, 0x51, 0x01]), 'no-data', 'control field'],
    ['an unknown CI field', frame([0x08, 0x01, 0x78, 0, 0, 0]), 'unsupported-frame', 'CI 78'],
    ['a header too short', frame([0x08, 0x01, 0x72, 1, 2, 3]), 'bad-frame', 'incomplete'],
    ['a record that ends too early', variable(0x04, 0x13, 1), 'bad-frame', '1 of 4'],
    ['extensions without an end', variable(0x84, ...Array(12).fill(0x80)), 'bad-frame', 'extension'],
    ['an unknown data type', variable(0x0d, 0x13, 0xff), 'bad-frame', 'type d'],
  ];
  for (const [name, payload, code, piece] of broken) {
    it(`refuses ${name} and says so`, () => {
      throwsInput(() => decode(payload), code, piece);
    });
  }

  it('notices every single changed bit of a frame', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.length * 8 - 1 }), (bit) => {
        const copy = Buffer.from(good);
        copy[bit >> 3]! ^= 1 << (bit & 7);
        assert.throws(() => decode(copy), { name: 'InputError' });
      }),
    );
  });

  it('reads every BCD number back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (value) => {
        assert.equal(readBcd(bytes(String(value).padStart(8, '0')).reverse()), BigInt(value));
      }),
    );
    assert.equal(readBcd(Buffer.from([0xaa])), undefined);
  });
});
