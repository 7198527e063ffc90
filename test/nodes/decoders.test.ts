import assert from 'node:assert/strict';
import type { Reading } from '../../lib/reading';
import { NODE_RED } from '../node-red-version';
import { AROUND, Runtime, sentence } from './runtime';

const GWF = '681B1B68080172072018 00E61E35074C0000000C78072018000C16690200009616'.replace(/\s/g, '');

const le03m = (properties: object = {}): object => ({
  id: 'node',
  z: 'tab',
  x: 0,
  y: 0,
  type: 'le03m-decode',
  meter: 'heat_pump',
  divisor: '10',
  offset: '0',
  wires: [['out']],
  ...properties,
});
const water = (properties: object = {}): object => ({
  ...le03m(),
  type: 'mbus-water-decode',
  meter: 'water',
  wordOrder: 'big',
  maxAge: '60',
  unit: 'dm3',
  exponent: '0',
  meters: [],
  ...properties,
});

describe(`decoder nodes in ${NODE_RED}`, () => {
  let runtime: Runtime;
  afterEach(() => runtime.stop());
  const start = async (node: object): Promise<void> => {
    runtime = await Runtime.start([...AROUND, node]);
  };

  it('turn registers into Readings on the message they got', async () => {
    await start(le03m());
    const before = Date.now();
    const { message } = await runtime.send('node', { payload: [0, 13, 47], topic: 'kept', own: { a: 1 } });
    const [reading] = message!['payload'] as Reading[];
    assert.deepEqual(
      { ...reading, time: 0 },
      { series: 'heat_pump.energy', kind: 'counter', value: 337.5, unit: 'kWh', time: 0 },
    );
    assert.ok(reading!.time >= before && reading!.time <= Date.now());
    assert.deepEqual([message!['topic'], message!['own']], ['kept', { a: 1 }]);
    assert.deepEqual(runtime.status('node'), { fill: 'green', shape: 'dot', text: '337.5 kWh' });
  });

  it('say what they took a payload for', async () => {
    await start(water());
    const integer = await runtime.send('node', { payload: [0, 0, 1, 5] });
    assert.deepEqual(
      [integer.message!['format'], (integer.message!['payload'] as Reading[])[0]!.value],
      ['integer', 65541],
    );
    const frame = await runtime.send('node', { payload: Buffer.from(GWF, 'hex') });
    assert.deepEqual([frame.message!['format'], (frame.message!['payload'] as Reading[])[0]!.value], ['frame', 269000]);
    assert.deepEqual(runtime.status('node'), { fill: 'green', shape: 'dot', text: 'mbus-water-decode.status.frame' });
  });

  it("send nothing for an input that can't be used, tell a Catch node, and recover with the next", async () => {
    await start(le03m());
    const bad = await runtime.send('node', { payload: [0, 300, 1] });
    assert.equal(bad.message, undefined);
    assert.match(sentence(bad), /Register 1 is 300.*\[0, 300, 1\]/);
    assert.deepEqual(runtime.status('node'), { fill: 'red', shape: 'ring', text: 'le03m-decode.status.not-bytes' });
    const good = await runtime.send('node', { payload: [0, 0, 1] });
    assert.equal((good.message!['payload'] as Reading[])[0]!.value, 0.1);
    assert.deepEqual(runtime.status('node'), { fill: 'green', shape: 'dot', text: '0.1 kWh' });
  });

  it("say once by how much the gateway's clock is wrong, until it is right again", async () => {
    await start(water());
    const image = (drift: number): number[] => {
      const clock = Math.floor(Date.now() / 1000) + drift;
      const words = [clock >> 16, clock & 0xffff];
      const gateway = [0, 1, 0, 1, ...words, 0, 0x0100, 0, 0];
      const meter = [0, 7, 0x0443, 0x0107, ...words, 0, 0x0200, 0, 0];
      return [...gateway, ...meter, 0, 0, 0, 5, 0x3ba3, 0xd70a, 0xfffd, 7, ...words];
    };
    for (const [drift, fill, warned] of [
      [0, 'green', 0],
      [3600, 'yellow', 1],
      [3605, 'yellow', 1],
      [0, 'green', 1],
      [3600, 'yellow', 2],
    ] as const) {
      const { message } = await runtime.send('node', { payload: image(drift) });
      assert.equal((message!['payload'] as Reading[])[0]!.value, 5);
      const text = `mbus-water-decode.status.${fill === 'green' ? 'image' : 'clock-drift'}`;
      assert.deepEqual(runtime.status('node'), { fill, shape: 'dot', text });
      const warnings = runtime.warnings('node');
      assert.equal(warnings.length, warned);
      for (const warning of warnings) assert.match(String(warning), /^The gateway's clock is 60 min fast: set it/);
    }
  });

  it('take an empty payload as a failed read, and say why it failed', async () => {
    await start(water());
    const outcome = await runtime.send('node', { payload: '', error: new Error('Timed out') });
    assert.match(sentence(outcome), /read before this node failed.*Timed out/);
  });

  it('send what is usable of an image and report the rest', async () => {
    await start(water());
    const stamp = Math.floor(Date.now() / 1000);
    const words = [stamp >> 16, stamp & 0xffff];
    const meter = (serial: number, flags: number) => [0, serial, 0x0443, 0x0107, ...words, 0, 0x0200, flags, 0];
    const value = [0, 0, 0, 5, 0x3ba3, 0xd70a, 0xfffd, 7, ...words];
    const { message } = await runtime.send('node', { payload: [...meter(1, 1), ...value, ...meter(2, 0), ...value] });
    const problem = await runtime.next();
    assert.deepEqual(
      (message!['payload'] as Reading[]).map(({ series }) => series),
      ['water_00000002.volume'],
    );
    assert.match(sentence(problem), /could not read the meter 00000001/);
  });

  it('name meters by the map of serials', async () => {
    await start(water({ meters: [{ serial: '7', meter: 'garden' }] }));
    const stamp = Math.floor(Date.now() / 1000);
    const words = [stamp >> 16, stamp & 0xffff];
    const image = [0, 7, 0x0443, 0x0107, ...words, 0, 0x0200, 0, 0, 0, 0, 0, 5, 0x3ba3, 0xd70a, 0xfffd, 7, ...words];
    const { message } = await runtime.send('node', { payload: image });
    assert.equal((message!['payload'] as Reading[])[0]!.series, 'garden.volume');
  });

  const settings: [name: string, node: object, said: RegExp][] = [
    ['a divisor of 0', le03m({ divisor: '0' }), /"divisor" of this node is "0"/],
    ['a meter name with spaces', le03m({ meter: 'heat pump' }), /"meter" of this node is "heat pump"/],
    ['an unknown word order', water({ wordOrder: 'little' }), /"wordOrder" of this node is "little"/],
    [
      'a map with a name twice',
      water({
        meters: [
          { serial: '1', meter: 'a' },
          { serial: '2', meter: 'a' },
        ],
      }),
      /name of its own/,
    ],
    [
      'a map with a serial twice',
      water({
        meters: [
          { serial: '1', meter: 'a' },
          { serial: '01', meter: 'b' },
        ],
      }),
      /no serial/,
    ],
    ['an unknown heat pump', { ...le03m(), type: 'heat-pump-decode', profile: 'lg' }, /no profile "lg".*lg-therma-v/],
    ['a profile without rows', { ...le03m(), type: 'heat-pump-decode', profile: 'own', rows: [] }, /1 to 200 rows/],
    ['an address beyond all', { ...le03m(), type: 'solaredge-decode', address: '70000' }, /"address"/],
    ['a time zone that is none', { ...le03m(), type: 'solaredge-decode', timeZone: 'Mars' }, /"Mars" is no time zone/],
    ['a map without a serial', water({ meters: [{ meter: 'a' }] }), /serial numbers/],
  ];
  for (const [name, node, said] of settings) {
    it(`answer every message with the mistake in their settings: ${name}`, async () => {
      await start(node);
      assert.match(sentence(await runtime.send('node', { payload: [0, 0, 0, 1] })), said);
    });
  }

  it("say what an inverter shows, with its power or that it sleeps, from the request's address", async () => {
    await start({ ...le03m(), type: 'solaredge-decode', meter: 'solar', address: '', timeZone: 'Europe/Warsaw' });
    const block = Array<number>(50).fill(0xffff);
    Object.assign(block, { 12: 13950, 13: 0xffff, 22: 0xdf, 23: 0xf1da, 24: 0, 35: 0x8000, 36: 4 });
    const modbusRequest = { unitid: 1, fc: 3, address: 40_071, quantity: 50 };
    const { message } = await runtime.send('node', { payload: block, modbusRequest });
    const values = (message!['payload'] as Reading[]).map(({ series, value }) => [series, value]);
    assert.deepEqual(values, [
      ['solar.energy', 14676.442],
      ['solar.power', 1395],
    ]);
    assert.deepEqual([message!['format'], (message!['devices'] as object[]).length], ['sunspec', 1]);
    assert.deepEqual(runtime.status('node'), { fill: 'green', shape: 'dot', text: '1395 W' });
    await runtime.send('node', { payload: Object.assign(block, { 12: 0, 36: 2 }), modbusRequest });
    const text = 'solaredge-decode.status.sleeping';
    assert.deepEqual(runtime.status('node'), { fill: 'green', shape: 'dot', text });
    assert.match(sentence(await runtime.send('node', { payload: block })), /neither "SunS" nor the start/);
  });

  it("read a heat pump by a profile, by an own one, and where the getter's other form says the address", async () => {
    const pump = { ...le03m(), type: 'heat-pump-decode', profile: 'lg-therma-v', rows: [], address: '' };
    await start(pump);
    const { message } = await runtime.send('node', {
      payload: [302, 351],
      input: { payload: { unitid: 1, fc: 4, address: 2, quantity: 2 } },
    });
    assert.deepEqual(
      (message!['payload'] as Reading[]).map(({ series, value }) => [series, value]),
      [
        ['heat_pump.supply_temperature', 35.1],
        ['heat_pump.return_temperature', 30.2],
      ],
    );
    assert.deepEqual(runtime.status('node'), { fill: 'green', shape: 'dot', text: '35.1 °C · 30.2 °C' });
    const profiles = (await runtime.get('/heat-pump-decode/profiles')).body as { id: string; rows: object[] }[];
    assert.ok(profiles.length > 5 && profiles.every(({ id, rows }) => id && rows.length > 0));
    await runtime.stop();
    await start({
      ...pump,
      profile: 'own',
      rows: [{ quantity: 'dhw_temperature', address: 7, scale: 0.5 }],
      address: '7',
    });
    const own = await runtime.send('node', { payload: [97] });
    assert.equal((own.message!['payload'] as Reading[])[0]!.value, 48.5);
    assert.match(sentence(await runtime.send('node', { payload: '' })), /read before this node failed/);
  });

  it('work with a node that was written by hand without properties', async () => {
    await start({ id: 'node', z: 'tab', x: 0, y: 0, type: 'le03m-decode', wires: [['out']] });
    const { message } = await runtime.send('node', { payload: [0, 0, 1] });
    assert.equal((message!['payload'] as Reading[])[0]!.series, 'heat_pump.energy');
  });
});
