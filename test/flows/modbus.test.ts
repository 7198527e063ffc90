import assert from 'node:assert/strict';
import type { Reading } from '../../lib/reading';
import type { Device } from '../../simulator/faults';
import { readRegisters } from '../../simulator/modbus/pdu';
import { ModbusServer } from '../../simulator/modbus/server';
import { SimulatedHouse } from '../../simulator/simulated-house';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { readShippedFlows } from './shipped-flows';

interface Seen {
  readings: Record<string, Reading>;
  errors: string[];
}

const client = (id: string, properties: object): object => ({
  id,
  type: 'modbus-client',
  clienttype: 'tcp',
  bufferCommands: true,
  tcpHost: '127.0.0.1',
  tcpPort: '502',
  tcpType: 'DEFAULT',
  serialPort: '',
  serialType: 'RTU-BUFFERD',
  serialBaudrate: '9600',
  serialDatabits: '8',
  serialStopbits: '1',
  serialParity: 'none',
  serialConnectionDelay: '100',
  unit_id: '1',
  commandDelay: '10',
  clientTimeout: '500',
  reconnectOnTimeout: true,
  reconnectTimeout: '500',
  parallelUnitIdsAllowed: false,
  ...properties,
});

/** The request for registers from address 0 on. */
const request = (unitid: number, quantity: number, fc = 3): object => ({ fc, unitid, address: 0, quantity });

/** An inject node that asks every half second, and the getter it asks. */
const poll = (id: string, server: string, asked: object, to: string): object[] => [
  {
    id: `poll-${id}`,
    type: 'inject',
    z: 'tab',
    props: [{ p: 'payload' }],
    payload: JSON.stringify(asked),
    payloadType: 'json',
    repeat: '0.5',
    once: true,
    onceDelay: 0.5,
    wires: [[id]],
  },
  { id, type: 'modbus-flex-getter', z: 'tab', name: id, server, emptyMsgOnFail: true, wires: [[to], []] },
];

/** A node of the shipped flows. */
function shipped(id: string): object {
  return readShippedFlows().find((node) => node.id === id)!;
}

/** `/seen` tells the newest reading of each series and the errors that a Catch node got. */
function pollingFlows(nodes: object[]): object[] {
  const remember = (id: string, func: string): object => ({
    id,
    type: 'function',
    z: 'tab',
    func,
    outputs: 1,
    libs: [],
    wires: [[]],
  });
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    remember(
      'remember',
      'const all = flow.get("readings") || {}; for (const r of msg.payload) all[r.series] = r; flow.set("readings", all);',
    ),
    { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['errors']] },
    remember('errors', 'flow.set("errors", [...(flow.get("errors") || []), msg.error.message]);'),
    { id: 'http', type: 'http in', z: 'tab', url: '/seen', method: 'get', wires: [['seen']] },
    {
      ...remember(
        'seen',
        'msg.payload = { readings: flow.get("readings") || {}, errors: flow.get("errors") || [] }; return msg;',
      ),
      wires: [['answer']],
    },
    { id: 'answer', type: 'http response', z: 'tab', wires: [] },
    ...nodes,
  ];
}

describe(`meters over node-red-contrib-modbus in ${NODE_RED}`, function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let nodeRed: NodeRed | undefined;
  afterEach(async () => {
    await nodeRed?.stop();
    nodeRed = undefined;
  });
  const seen = async (): Promise<Seen> => (await fetch(`${nodeRed!.url}/seen`)).json() as Promise<Seen>;

  const decodeWater = { id: 'water', type: 'mbus-water-decode', z: 'tab', meter: 'water', wires: [['remember']] };
  const decodeEnergy = { id: 'energy', type: 'le03m-decode', z: 'tab', meter: 'heat_pump', wires: [['remember']] };
  const decodeTemperatures = { ...shipped('decode-heat-pump'), z: 'tab', g: '', wires: [['remember']] };

  it('lets no function through that writes, whatever a message asks for', async () => {
    const asked = new Set<number>();
    const server = new ModbusServer(({ functionCode, data }) => {
      asked.add(functionCode);
      return readRegisters(functionCode, data, Buffer.alloc(100));
    });
    const port = await server.listen(0);
    try {
      const writes = [5, 6, 15, 16, 22, 23].flatMap((fc) =>
        poll(`fc-${fc}`, 'line', { ...request(1, 1, fc), value: 1 }, 'remember'),
      );
      nodeRed = await startNodeRed({
        userDir: directory(),
        flows: pollingFlows([
          client('line', { tcpPort: String(port) }),
          ...writes,
          ...poll('read', 'line', request(3, 3), 'energy'),
          decodeEnergy,
        ]),
      });
      const first = await until(seen, ({ readings }) => 'heat_pump.energy' in readings);
      // Each of them has been asked for again by then.
      const { time } = first.readings['heat_pump.energy']!;
      await until(seen, ({ readings }) => readings['heat_pump.energy']!.time > time + 2000);
      assert.deepEqual([...asked], [3]);
    } finally {
      await nodeRed?.stop();
      await server.close();
    }
  });

  it('reads all three devices over TCP, and tells every fault of theirs', async () => {
    const house = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0, seed: 1 });
    const { gatewayPort, linePort } = await house.start();
    try {
      nodeRed = await startNodeRed({
        userDir: directory(),
        flows: pollingFlows([
          client('gateway', { tcpPort: String(gatewayPort) }),
          client('line', { tcpPort: String(linePort), unit_id: '3' }),
          ...poll('read-water', 'gateway', request(1, 50), 'water'),
          ...poll('read-energy', 'line', request(3, 3), 'energy'),
          ...poll('read-temperatures', 'line', request(1, 13, 4), 'decode-heat-pump'),
          decodeWater,
          decodeEnergy,
          decodeTemperatures,
        ]),
      });
      const { readings } = await until(seen, (answer) => Object.keys(answer.readings).length === 8);
      const time = readings['water.volume']!.time;
      const past = new Map(
        [...house.history(Math.floor(time / 300_000) * 300_000 - 300_000, time + 1)]
          .flat()
          .map((reading) => [reading.series, reading]),
      );
      const volume = readings['water.volume']!.value - past.get('water.volume')!.value;
      assert.ok(volume >= 0 && volume < 500, `${volume} dm3 since the last five minutes`);
      assert.deepEqual(readings['water.volume']!.meter, { manufacturer: 'DEM', serial: '12345678', medium: 'water' });
      const energy = readings['heat_pump.energy']!.value - past.get('heat_pump.energy')!.value;
      assert.ok(energy >= 0 && energy < 5, `${energy} kWh since the last five minutes`);

      for (const quantity of ['outdoor', 'supply', 'return', 'dhw']) {
        const { value, ...rest } = readings[`heat_pump.${quantity}_temperature`]!;
        const before = past.get(rest.series)!;
        assert.deepEqual([rest.kind, rest.unit, rest.time > time - 60_000], ['gauge', '°C', true]);
        // The supply is the fastest: up to 30 K in five minutes when a charge of the tank begins.
        assert.ok(Math.abs(value - before.value) < 31, `${rest.series}: ${value}, 5 minutes before ${before.value}`);
        assert.equal(Math.round(value * 10) / 10, value);
      }
      const outdoor = readings['heat_pump.outdoor_temperature']!;
      assert.ok(Math.abs(outdoor.value - past.get(outdoor.series)!.value) < 0.5);

      const { errors: untilNow } = await seen();
      house.setFault('sensor_broken');
      const { errors } = await until(seen, (answer) => {
        const { 'heat_pump.outdoor_temperature': broken, 'heat_pump.supply_temperature': sound } = answer.readings;
        return sound!.time - broken!.time > 1000;
      });
      assert.deepEqual(errors, untilNow);
      house.clearFaults();

      const fault = async (name: string, device: Device, said: RegExp): Promise<void> => {
        const { errors: before } = await seen();
        house.setFault(name, device);
        await until(seen, ({ errors }) => errors.slice(before.length).some((error) => said.test(error)));
        house.clearFaults();
      };
      await fault('swapped', 'water', /word order "swapped"/);
      await fault('unread', 'water', /could not read the meter 12345678/);
      await fault('exception', 'heat_pump', /read before this node failed.*[Ee]xception/);
      await fault('silence', 'heat_pump', /read before this node failed.*[Tt]imed out/);
      await fault('exception', 'heat_pump_controller', /read before this node failed.*[Ee]xception/);
      await fault('silence', 'heat_pump_controller', /read before this node failed.*[Tt]imed out/);

      const recovered = Date.now();
      await until(seen, ({ readings: now }) =>
        ['heat_pump.energy', 'heat_pump.outdoor_temperature'].every((series) => now[series]!.time > recovered),
      );
    } finally {
      await house.stop();
    }
  });
});
