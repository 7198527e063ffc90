import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeSolarEdge, type SolarEdgeOptions } from '../../../lib/decoders/solaredge';
import { throwsInput } from '../../throws';

const NOW = Date.UTC(2026, 10, 25, 12);
const OPTIONS: SolarEdgeOptions = { meter: 'solar', timeZone: 'Europe/Warsaw' };
const decode = (payload: unknown, options: Partial<SolarEdgeOptions> = {}) =>
  decodeSolarEdge(payload, NOW, { ...OPTIONS, ...options });
const words = (hex: string): number[] =>
  hex.match(/[0-9A-F]{2} ?[0-9A-F]{2}/g)!.map((word) => Number(`0x${word.replace(' ', '')}`));

/** A producing single-phase inverter: 50 registers from 40071, as its owner's log shows them. */
const PRODUCING = words(
  '02 50 02 50 FF FF FF FF FF FE 09 35 FF FF FF FF 09 35 FF FF FF FF FF FF 36 7E FF FF C3 43 FF FD 36 9E FF FF DB 1E ' +
    'FF FE D9 07 FF FE 00 DF F1 DA 00 00 0D 7A FF FD 10 09 FF FF 37 53 FF FF 80 00 10 49 80 00 80 00 FF FE 00 04 00 00 ' +
    'FF FF FF FF FF FF FF FF 00 00 00 00 FF FF FF FF FF FF FF FF 00 00 00 00',
);
const MARK = [0x5375, 0x6e53];
const text = (value: string, registers: number): number[] => {
  const bytes = Buffer.alloc(registers * 2);
  bytes.write(value, 'latin1');
  return Array.from({ length: registers }, (_, index) => bytes.readUInt16BE(index * 2));
};
const common = (serial: string, options = ''): number[] => [
  1,
  65,
  ...text('SolarEdge ', 16),
  ...text('SE5000H', 16),
  ...text(options, 8),
  ...text('0004.0020', 8),
  ...text(serial, 16),
  1,
];
const inverter = (block: readonly number[] = PRODUCING, id = 101): number[] => [id, 50, ...block];
/** A meter that has exported 1234567 Wh and imported 7654321 Wh, and now takes 1500 W. */
function meter(changes: Record<number, number> = {}, id = 203): number[] {
  const block = Array<number>(105).fill(0);
  Object.assign(block, { 14: 500, 15: 0xffff, 16: 0x10000 - 150, 20: 1 });
  Object.assign(block, { 36: 0x12, 37: 0xd687, 44: 0x74, 45: 0xcbb1, 52: 0 }, changes);
  return [id, 105, ...block];
}
const END = [0xffff, 0];
const values = (payload: unknown, options: Partial<SolarEdgeOptions> = {}) =>
  Object.fromEntries(decode(payload, options).readings.map(({ series, value }) => [series, value]));
const PRODUCED = { 'solar.energy': 14_676.442, 'solar.power': 1395, 'solar.temperature': 41.69 };
const GRID = { 'solar.grid_import': 7654.321, 'solar.grid_export': 1234.567, 'solar.grid_power': 1500 };

describe('SolarEdge by SunSpec', () => {
  it('decodes every value of a real producing inverter', () => {
    const { devices, readings } = decode(PRODUCING, { address: 40_071 });
    assert.deepEqual(devices, [
      {
        device: 'inverter',
        status: 'producing',
        values: {
          current: 5.92,
          current_a: 5.92,
          voltage_ab: 235.7,
          voltage_an: 235.7,
          power: 1395,
          frequency: 49.987,
          apparent_power: 1398.2,
          reactive_power: -94.42,
          power_factor: -99.77,
          energy: 14_676_442,
          dc_current: 3.45,
          dc_voltage: 410.5,
          dc_power: 1416.3,
          heat_sink_temperature: 41.69,
        },
      },
    ]);
    assert.deepEqual(readings, [
      { series: 'solar.energy', kind: 'counter', value: 14_676.442, unit: 'kWh', time: NOW },
      { series: 'solar.power', kind: 'gauge', value: 1395, unit: 'W', time: NOW },
      { series: 'solar.temperature', kind: 'gauge', value: 41.69, unit: '°C', time: NOW },
    ]);
  });

  const whole = [...MARK, ...common('7E0000AA'), ...inverter()];
  const starts: [name: string, payload: number[], address: number | undefined][] = [
    ['the mark', [...whole, ...END], undefined],
    ['the mark, to the next header', [...whole, 1, 65], 40_000],
    ['the mark, to the first half of a header', [...whole, 1], 0],
    ['the common block', [...common('7E0000AA'), ...inverter()], undefined],
    ["the inverter's header", inverter(), 40_069],
    ["the inverter's header, without an address", inverter(), undefined],
    ['behind the header, at 0', PRODUCING, 71],
    ['behind the header, at 50000', PRODUCING, 50_071],
    ['the mark, with another model between', [...MARK, ...common('7E0000AA'), 160, 2, 7, 8, ...inverter()], undefined],
  ];
  for (const [name, payload, address] of starts) {
    it(`takes a read that starts with ${name}`, () => {
      assert.deepEqual(values(payload, { address }), PRODUCED);
    });
  }

  it('names the device by its common block', () => {
    const [reading] = decode(whole).readings;
    assert.deepEqual(reading!.meter, { manufacturer: 'SolarEdge', serial: '7E0000AA', medium: 'electricity' });
  });

  it('knows the three kinds of inverters and the four kinds of meters', () => {
    for (const id of [101, 102, 103]) assert.deepEqual(values(inverter(PRODUCING, id)), PRODUCED);
    for (const id of [201, 202, 203, 204]) assert.deepEqual(values(meter({}, id)), GRID);
  });

  it('tells meters apart: by what they measure, and two of the same by their serial', () => {
    const second = [...common('M-22', 'Export+Import'), ...meter()];
    const payload = [...whole, ...common('M-11', 'Export+Import'), ...meter(), ...second, ...END];
    assert.deepEqual(values(payload), {
      ...PRODUCED,
      ...GRID,
      'solar.grid_m-22_import': 7654.321,
      'solar.grid_m-22_export': 1234.567,
      'solar.grid_m-22_power': 1500,
    });
    const production = values([...common('M-33', 'Production'), ...meter()]);
    assert.deepEqual(Object.keys(production), [
      'solar.production_import',
      'solar.production_export',
      'solar.production_power',
    ]);
    const { meter: device } = decode(payload).readings.find(({ series }) => series === 'solar.grid_import')!;
    assert.equal(device!.serial, 'M-11');
  });

  it('never takes two meters that are read for themselves for one', () => {
    const series = (address: number, payload = meter()) => Object.keys(values(payload, { address }))[0];
    assert.equal(series(40_188), 'solar.grid_import');
    assert.equal(series(40_362), 'solar.grid_2_import');
    assert.equal(series(536), 'solar.grid_3_import');
    assert.equal(series(40_364, meter().slice(2)), 'solar.grid_2_import');
  });

  it('gives no number of a meter that is offline, and the inverter all the same', () => {
    const offline = [203, 105, ...Array<number>(105).fill(0x8000)];
    Object.assign(offline, Object.fromEntries([36, 37, 44, 45].map((offset) => [offset + 2, 0])));
    const { readings, problems } = decode([...whole, ...common('M-11'), ...offline]);
    assert.equal(readings.length, 3);
    assert.deepEqual([problems.length, problems[0]!.code], [1, 'no-values']);
    assert.match(problems[0]!.message, /meter M-11/);
    // All registers 0x8000 are an accumulator of 2147516416 whose scale factor is none.
    assert.throws(() => decode([203, 105, ...Array<number>(105).fill(0x8000)]), /shows no value/);
  });

  const at = (changes: Record<number, number>): number[] => Object.assign([...PRODUCING], changes);
  const nights: [name: string, changes: Record<number, number>, expected: object][] = [
    ['power 0, asleep', { 12: 0, 36: 2 }, { ...PRODUCED, 'solar.power': 0 }],
    ['a lifetime energy of 0', { 22: 0, 23: 0 }, { 'solar.power': 1395, 'solar.temperature': 41.69 }],
    [
      'a lifetime energy that is not implemented',
      { 22: 0xffff, 23: 0xffff },
      { 'solar.power': 1395, 'solar.temperature': 41.69 },
    ],
    ['a scale factor of -32768', { 24: 0x8000, 13: 0x8000, 35: 0x8000 }, {}],
    ['a scale factor of 11', { 13: 11 }, { 'solar.energy': 14_676.442, 'solar.temperature': 41.69 }],
    ['a power that is not implemented', { 12: 0x8000 }, { 'solar.energy': 14_676.442, 'solar.temperature': 41.69 }],
    ['a heat sink below zero', { 32: 0x10000 - 550 }, { ...PRODUCED, 'solar.temperature': -5.5 }],
    ['a scale factor that changed', { 22: 0x16, 23: 0x64fe, 24: 1 }, { ...PRODUCED, 'solar.energy': 14_676.46 }],
  ];
  for (const [name, changes, expected] of nights) {
    it(`gives no wrong number at night: ${name}`, () => {
      assert.deepEqual(values(at({ 36: 2, ...changes }), { address: 40_071 }), expected);
    });
  }

  it('is no error while it sleeps and shows nothing, and one while it should show something', () => {
    const empty = Array<number>(50).fill(0xffff);
    const asleep = Object.assign([...empty], { 36: 2, 22: 0, 23: 0 });
    for (const scale of [4, 11, 13, 15, 17, 19, 21, 24, 26, 28, 30, 35]) asleep[scale] = 0x8000;
    const { readings, problems, devices } = decode(asleep, { address: 71 });
    assert.deepEqual([readings, problems, devices[0]!.status], [[], [], 'sleeping']);
    throwsInput(() => decode(Object.assign([...asleep], { 36: 4 }), { address: 71 }), 'no-values', 'inverter');
  });

  const refused: [name: string, payload: unknown, code: string, piece: string, address?: number][] = [
    ['a failed read', '', 'read-failed', 'failed'],
    ['other registers', [1, 2, 3, 4], 'not-sunspec', 'address 40000'],
    ['other registers from a known address', [1, 2, 3, 4], 'not-sunspec', 'from address 7', 7],
    ['a chain without an inverter', [...MARK, ...common('7E0000AA'), ...END], 'no-model', 'SunSpec models 1'],
    ['the end of an inverter missing', whole.slice(0, 100), 'too-few-registers', 'Read 52 registers', 40_000],
    ['the end of the block missing', PRODUCING.slice(0, 40), 'too-few-registers', 'from address 40069', 40_071],
  ];
  for (const [name, payload, code, piece, address] of refused) {
    it(`refuses ${name}`, () => {
      throwsInput(() => decode(payload, { address }), code, piece);
    });
  }

  it('gives the inverter when the read ends within the meter, and says so', () => {
    const { readings, problems } = decode([...whole, ...common('M-11'), ...meter().slice(0, 50)], { address: 40_000 });
    assert.equal(readings.length, 3);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['too-few-registers'],
    );
    assert.match(problems[0]!.message, /Read 107 registers from address 40188/);
  });

  it('never throws anything but an explained error, whatever the registers', () => {
    const word = fc.oneof(
      fc.integer({ min: 0, max: 65_535 }),
      fc.constantFrom(1, 65, 50, 101, 103, 105, 203, 0x8000, 0xffff),
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 300 }),
        fc.boolean(),
        fc.option(fc.integer({ min: 0, max: 65_535 })),
        (registers, marked, address) => {
          try {
            const payload = marked ? [...MARK, ...registers] : registers;
            for (const { value } of decode(payload, { address: address ?? undefined }).readings)
              assert.ok(Number.isFinite(value));
          } catch (error) {
            assert.equal((error as Error).name, 'InputError');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('SolarEdge by the monitoring API', () => {
  const overview = (changes: object = {}): object => ({
    overview: {
      lastUpdateTime: '2026-11-25 12:55:12',
      lifeTimeData: { energy: 14_676_442 },
      lastYearData: { energy: 4_000_000 },
      lastMonthData: { energy: 100_000 },
      lastDayData: { energy: 2000 },
      currentPower: { power: 1395.5 },
      measuredBy: 'INVERTER',
      ...changes,
    },
  });
  const TIME = Date.UTC(2026, 10, 25, 11, 55, 12);
  const READINGS = [
    { series: 'solar.energy', kind: 'counter', value: 14_676.442, unit: 'kWh', time: TIME },
    { series: 'solar.power', kind: 'gauge', value: 1395.5, unit: 'W', time: TIME },
  ];

  it("takes lifetime energy and power with the site's time, from an object, a text and a Buffer", () => {
    const json = JSON.stringify(overview());
    for (const payload of [overview(), json, Buffer.from(json)]) {
      const { format, readings } = decode(payload);
      assert.deepEqual([format, readings], ['overview', READINGS]);
    }
  });

  it('gives no counter of a site that has never reported', () => {
    assert.deepEqual(decode(overview({ lifeTimeData: { energy: 0 } })).readings, READINGS.slice(1));
    assert.deepEqual(decode(overview({ currentPower: null })).readings, READINGS.slice(0, 1));
  });

  const hour = (now: number, text: string): number =>
    decodeSolarEdge(overview({ lastUpdateTime: text }), now, OPTIONS).readings[0]!.time;
  it('takes of an hour that comes twice the one that fits the present', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    assert.equal(hour(first + 60_000, '2026-10-25 02:30:00'), first);
    assert.equal(hour(first + 3_660_000, '2026-10-25 02:30:00'), first + 3_600_000);
    assert.equal(hour(Date.UTC(2026, 2, 29, 1, 1), '2026-03-29 03:00:00'), Date.UTC(2026, 2, 29, 1));
  });

  const refused: [name: string, payload: unknown, code: string, piece: string][] = [
    [
      'a time in the future: another zone',
      overview({ lastUpdateTime: '2026-11-25 15:00:00' }),
      'time-ahead',
      '120 min ahead',
    ],
    ['a time that is none', overview({ lastUpdateTime: 'yesterday' }), 'bad-overview', 'lastUpdateTime'],
    ['no energy', overview({ lifeTimeData: {} }), 'bad-overview', 'lifeTimeData.energy'],
    ['another object', { String: 'Invalid token' }, 'bad-overview', 'Invalid token'],
    ['a page', '<html>502</html>', 'bad-overview', '502'],
    ['a page as a Buffer', Buffer.from('<html>502</html>'), 'bad-overview', '502'],
  ];
  for (const [name, payload, code, piece] of refused) {
    it(`refuses ${name}`, () => throwsInput(() => decode(payload), code, piece));
  }

  it('never says the key that a failed request holds', () => {
    const failed =
      'RequestError: getaddrinfo ENOTFOUND : https://monitoringapi.solaredge.com/site/1/overview.json?api_key=S3CR3T';
    for (const payload of [failed, { error: failed }]) {
      assert.throws(
        () => decode(payload),
        (error: Error) => error.message.includes('ENOTFOUND') && !error.message.includes('S3CR3T'),
      );
    }
  });
});
