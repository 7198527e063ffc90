import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceReport } from '../../lib/polling/schedule';
import type { Device } from '../../simulator/faults';
import { SimulatedHouse } from '../../simulator/simulated-house';
import { NODE_RED } from '../node-red-version';
import { type NodeRed, startNodeRed, until } from './node-red';
import { type FlowNode, readShippedFlows } from './shipped-flows';

/** Of a poll, in s: as short as a time-out of the client and its new connection allow. */
const INTERVAL = 12;
const SECOND = 1000;

/** Which answers came when: `topic` is the device's name. */
interface Arrival {
  device: string;
  time: number;
}

/** Where each is in the simulated house, and when in an interval it is read, in s. */
const DEVICES: Record<string, { device: Device; offset: number }> = {
  'water meter': { device: 'water', offset: 0 },
  'LE-03M': { device: 'heat_pump', offset: 0 },
  'heat pump': { device: 'heat_pump_controller', offset: INTERVAL / 2 },
  inverter: { device: 'solar', offset: 0 },
};

describe(`the devices' lines in the shipped flows, ${NODE_RED}`, function () {
  this.timeout(120_000);
  const userDir = mkdtempSync(join(tmpdir(), 'telemetry-test-'));
  let house: SimulatedHouse;
  let nodeRed: NodeRed;

  before(async () => {
    house = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0 });
    const ports = await house.start();
    const changes: Record<string, object> = {
      'line-gateway': { tcpPort: String(ports.gatewayPort) },
      'line-rs485': { tcpPort: String(ports.linePort) },
      'line-inverter': { tcpPort: String(ports.inverterPort) },
      'telemetry-db': { timeZone: 'UTC' },
      store: { wires: [['arrived'], []] },
    };
    const flows: FlowNode[] = readShippedFlows()
      .filter(({ id, z, type }) => id === 'tab-meters' || z === 'tab-meters' || (z === undefined && type !== 'tab'))
      .map((node) => ({
        ...node,
        ...(node.type === 'meter-poll' ? { interval: INTERVAL, delay: 1 } : {}),
        ...changes[node.id],
      }));
    const tell = (path: string, func: string): FlowNode[] => [
      {
        id: `ask-${path}`,
        type: 'http in',
        z: 'tab-meters',
        url: `/${path}`,
        method: 'get',
        wires: [[`tell-${path}`]],
      },
      { id: `tell-${path}`, type: 'function', z: 'tab-meters', func, outputs: 1, libs: [], wires: [['answer']] },
    ];
    flows.push(
      {
        id: 'arrived',
        type: 'function',
        z: 'tab-meters',
        func: "flow.set('arrived', [...(flow.get('arrived') || []), { device: msg.topic, time: Date.now() }]);",
        outputs: 0,
        libs: [],
        wires: [],
      },
      {
        id: 'catch-all',
        type: 'catch',
        z: 'tab-meters',
        scope: null,
        uncaught: false,
        wires: [['caught']],
      },
      {
        id: 'caught',
        type: 'function',
        z: 'tab-meters',
        func: "flow.set('caught', [...(flow.get('caught') || []), msg.error.message]);",
        outputs: 0,
        libs: [],
        wires: [],
      },
      ...tell('arrivals', "msg.payload = flow.get('arrived') || []; return msg;"),
      ...tell('errors', "msg.payload = flow.get('caught') || []; return msg;"),
      ...tell('devices', "msg.payload = Object.values(global.get('lines') || {}).flat(); return msg;"),
      { id: 'answer', type: 'http response', z: 'tab-meters', wires: [] },
    );
    nodeRed = await startNodeRed({ userDir, flows });
    await until(arrivals, (all) => new Set(all.map(({ device }) => device)).size === 5);
  });
  after(async () => {
    await nodeRed.stop();
    await house.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  const get = async <T>(path: string): Promise<T> => (await fetch(`${nodeRed.url}/${path}`)).json() as Promise<T>;
  const arrivals = (): Promise<Arrival[]> => get('arrivals');
  const stateOf = async (name: string): Promise<DeviceReport> =>
    (await get<DeviceReport[]>('devices')).find(({ device }) => device === name)!;

  /** Faults on different lines at a time: each must leave its own line's other device on time. */
  const all: [name: string, fault: string, error: RegExp][][] = [
    [
      ['heat pump', 'silence', /^heat pump \(unit id 1\) does not answer: Timed out/],
      ['water meter', 'unplugged', /^water meter \(unit id 1\) does not answer: /],
    ],
    [
      ['LE-03M', 'half_open', /^LE-03M \(unit id 3\) does not answer: /],
      ['inverter', 'exception', /^inverter \(unit id 1\) does not answer: .*[Ee]xception/],
    ],
    [
      ['LE-03M', 'reset_connection', /^LE-03M \(unit id 3\) does not answer: /],
      ['water meter', 'wrong_unit', /^water meter \(unit id 1\) does not answer: /],
    ],
  ];
  // They take half a minute each, and the older Node-RED differs in nothing that they touch.
  const cases = NODE_RED === 'node-red' ? all : all.slice(0, 1);
  for (const faults of cases) {
    const names = faults.map(([name]) => name);
    const title = faults.map(([name, fault]) => `${name}: ${fault}`).join(', ');
    it(`${title}: leaves the others on time, is said, and ends by itself`, async () => {
      const errors = (await get<string[]>('errors')).length;
      const begun = Date.now();
      const since = async (moment: number): Promise<Arrival[]> =>
        (await arrivals()).filter(({ time }) => time > moment);
      for (const [name, fault] of faults) house.setFault(fault, DEVICES[name]!.device);
      for (const name of names) {
        await until(
          () => stateOf(name),
          ({ state }) => state === 'paused',
        );
      }
      const told = (await get<string[]>('errors')).slice(errors).map((text) => text.replace(/^InputError: /, ''));
      for (const [, , error] of faults)
        assert.ok(
          told.some((text) => error.test(text)),
          told.join('\n'),
        );
      const healthy = Object.keys(DEVICES).filter((name) => !names.includes(name));
      const beside = await until(
        () => since(begun),
        (seen) => healthy.every((name) => seen.filter(({ device }) => device === name).length >= 2),
      );
      for (const name of healthy) {
        for (const { time } of beside.filter(({ device }) => device === name)) {
          const late = (time - DEVICES[name]!.offset * SECOND) % (INTERVAL * SECOND);
          assert.ok(late <= SECOND, `${name} came ${late} ms late beside ${title}`);
        }
      }
      const revived = Date.now();
      house.clearFaults();
      const back = await until(
        () => since(revived),
        (seen) => names.every((name) => seen.some(({ device }) => device === name)),
      );
      for (const name of names) {
        const first = back.find(({ device }) => device === name)!;
        assert.ok(first.time - revived <= (INTERVAL + 10) * SECOND, `${name} back after ${first.time - revived} ms`);
        assert.equal((await stateOf(name)).state, 'answers');
      }
    });
  }
});
