import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import type { Reading } from '../../lib/reading';
import { type LineNoise, serveSerialLine } from '../../simulator/modbus/serial-line';
import { SimulatedHouse } from '../../simulator/simulated-house';
import { NODE_RED } from '../node-red-version';
import { temporaryDirectory } from '../temporary';
import { type NodeRed, startNodeRed, until } from './node-red';
import { type FlowNode, readShippedFlows } from './shipped-flows';

interface Seen {
  readings: Reading[];
  errors: string[];
}

/** Not too early for the meters, so that each poll brings other numbers. */
const START = Date.UTC(2026, 0, 15, 6);
const STEP = 3_600_000;

// The older Node-RED differs in nothing that a serial line touches.
const describeHere = NODE_RED === 'node-red' ? describe : () => undefined;
describeHere(`the RS-485 line of the shipped flows as Modbus RTU, ${NODE_RED}`, function (this: Mocha.Suite) {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let now: number;
  let house: SimulatedHouse;
  let pair: ChildProcess;
  let port: SerialPort;
  let nodeRed: NodeRed;
  const noise = new Map<number, LineNoise>();

  beforeEach(async function () {
    // socat makes the pseudo-terminal pair; .ci/run installs it, a machine without it can't have this line.
    if (spawnSync('socat', ['-V']).status !== 0) this.skip();
    now = START;
    noise.clear();
    house = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0, clock: () => now });
    const [meterEnd, houseEnd] = [join(directory(), 'meter'), join(directory(), 'house')];
    pair = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${meterEnd}`, `pty,raw,echo=0,link=${houseEnd}`]);
    await pairReady(pair);
    port = new SerialPort({ path: meterEnd, baudRate: 9600 });
    await once(port, 'open');
    serveSerialLine(
      port,
      (request) => house.answerOnLine(request),
      ({ unit }) => noise.get(unit),
    );
    nodeRed = await startNodeRed({ userDir: join(directory(), 'node-red'), flows: flows(houseEnd) });
  });
  afterEach(async () => {
    await nodeRed?.stop();
    if (port?.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
    pair?.kill();
  });

  /** The line's group, its client on a serial port; what comes out is told at `/seen`. */
  function flows(serialPort: string): FlowNode[] {
    const remember = (id: string, func: string, wires: string[][] = []): FlowNode => {
      return { id, type: 'function', z: 'tab-meters', func, outputs: wires.length, libs: [], wires };
    };
    const changes: Record<string, object> = {
      'line-rs485': { clienttype: 'simpleser', serialPort, clientTimeout: '500', reconnectTimeout: '500' },
      'line-485': { interval: 86_400, delay: 86_400, timeout: 2 },
      'decode-energy': { wires: [['remember']] },
      'decode-heat-pump': { wires: [['remember']] },
    };
    const kept = readShippedFlows().filter(
      ({ id, g }) => ['tab-meters', 'line-rs485'].includes(id) || (g === 'group-line' && id !== 'state-line'),
    );
    return [
      ...kept.map((node) => ({ ...node, ...changes[node.id] })),
      remember('remember', "flow.set('readings', [...(flow.get('readings') || []), ...msg.payload]);"),
      { id: 'catch', type: 'catch', z: 'tab-meters', scope: null, uncaught: false, wires: [['errors']] },
      remember('errors', "flow.set('errors', [...(flow.get('errors') || []), msg.error.message]);"),
      { id: 'http', type: 'http in', z: 'tab-meters', url: '/seen', method: 'get', wires: [['tell']] },
      remember(
        'tell',
        "msg.payload = { readings: flow.get('readings') || [], errors: flow.get('errors') || [] }; return msg;",
        [['answer']],
      ),
      { id: 'answer', type: 'http response', z: 'tab-meters', wires: [] },
    ];
  }

  const seen = async (): Promise<Seen> => (await fetch(`${nodeRed.url}/seen`)).json() as Promise<Seen>;
  /** Reads both devices an hour later, and gives what is new. */
  async function poll(): Promise<Seen> {
    const before = await seen();
    now += STEP;
    assert.equal((await fetch(`${nodeRed.url}/inject/poll-line`, { method: 'POST' })).status, 200);
    const devices = ({ readings, errors }: Seen): number =>
      new Set(readings.map(({ unit }) => unit)).size + errors.length;
    const fresh = ({ readings, errors }: Seen): Seen => ({
      readings: readings.slice(before.readings.length),
      errors: errors.slice(before.errors.length),
    });
    return fresh(await until(seen, (after) => devices(fresh(after)) >= 2));
  }
  /** What the devices show now, in the order of the profile. */
  const truth = (): Record<string, number> =>
    Object.fromEntries([...house.history(now, now + 1)].flat().map(({ series, value }) => [series, value]));

  it('reads the LE-03M and the heat pump, and no number is wrong while the line is disturbed', async () => {
    const check = (readings: readonly Reading[], expected: number): void => {
      assert.equal(readings.length, expected);
      for (const { series, value } of readings) assert.equal(value, truth()[series]);
    };
    // The client needs a moment to open its port.
    let first = await poll();
    while (first.errors.length > 0) first = await poll();
    check(first.readings, 5);
    for (const kind of ['crc_error', 'noise', 'cut_off'] as const) {
      noise.set(3, kind);
      const { readings, errors } = await poll();
      // Before the answer there may be anything: the client finds where it begins.
      const isFound = kind === 'noise';
      check(readings, isFound ? 5 : 4);
      assert.equal(errors.length, isFound ? 0 : 1, kind);
      for (const error of errors) assert.match(error, /LE-03M \(unit id 3\) does not answer: /);
      noise.clear();
      const after = await poll();
      check(after.readings, 5);
      assert.deepEqual(after.errors, []);
    }
    noise.set(1, 'crc_error');
    const { readings, errors } = await poll();
    check(readings, 1);
    assert.match(errors[0]!, /heat pump \(unit id 1\) does not answer: .*CRC/i);
  });
});

/** Resolves when socat says that it connects both ends. */
async function pairReady(pair: ChildProcess): Promise<void> {
  let text = '';
  while (!text.includes('starting data transfer loop')) {
    const [chunk] = (await once(pair.stderr!, 'data')) as [Buffer];
    text += chunk.toString();
  }
}
