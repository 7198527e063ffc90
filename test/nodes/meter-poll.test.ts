import assert from 'node:assert/strict';
import type { DeviceReport } from '../../lib/polling/schedule';
import { NODE_RED } from '../node-red-version';
import { AROUND, Runtime, sentence } from './runtime';

interface Request {
  topic: string;
  payload: object;
  poll: number;
}

describe(`meter-poll in ${NODE_RED}`, () => {
  let runtime: Runtime;
  afterEach(() => runtime.stop());

  const ENERGY = { name: 'LE-03M', unitid: 3, fc: 3, address: 0, quantity: 3, interval: '' };
  const PUMP = { name: 'heat pump', unitid: '1', fc: '4', address: '0', quantity: '13', interval: '60' };
  /** The messages of each output, in the order they came. */
  let sent: Record<'line' | 'state' | 'energy' | 'pump', Record<string, unknown>[]>;
  let arrived: () => void = () => {};

  const start = async (properties: object = {}): Promise<void> => {
    const helper = (id: string): object => ({ id, z: 'tab', type: 'helper', x: 0, y: 0 });
    runtime = await Runtime.start([
      ...AROUND,
      ...['line', 'state', 'energy', 'pump'].map(helper),
      {
        id: 'node',
        z: 'tab',
        x: 0,
        y: 0,
        type: 'meter-poll',
        name: 'the line',
        devices: [ENERGY, PUMP],
        delay: '0',
        timeout: '1',
        retries: '0',
        pause: '0',
        wires: [['line'], ['state'], ['energy'], ['pump']],
        ...properties,
      },
    ]);
    sent = { line: [], state: [], energy: [], pump: [] };
    for (const output of Object.keys(sent) as (keyof typeof sent)[]) {
      runtime.node(output).on('input', (message) => {
        sent[output].push(message);
        arrived();
      });
    }
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  };
  const request = async (count: number): Promise<Request> => {
    await until(() => sent.line.length >= count);
    return sent.line[count - 1] as unknown as Request;
  };
  const answer = (asked: Request, message: object): void =>
    runtime.node('node').receive({ ...asked, modbusRequest: asked.payload, ...message });
  const states = (): string[] =>
    ((sent.state.at(-1)?.['payload'] ?? []) as DeviceReport[]).map(({ device, state }) => `${device}: ${state}`);

  it('asks the devices in turn, gives each answer on its own output, and says how they stand', async () => {
    await start();
    runtime.node('node').receive({ payload: 'now' });
    const first = await request(1);
    assert.deepEqual(first.payload, { unitid: 3, fc: 3, address: 0, quantity: 3 });
    answer(first, { payload: [0, 13, 47] });
    const second = await request(2);
    assert.deepEqual(second.payload, { unitid: 1, fc: 4, address: 0, quantity: 13 });
    answer(second, { payload: Array(13).fill(1) });
    await until(() => sent.pump.length === 1 && sent.state.length === 2);
    const [energy] = sent.energy;
    assert.deepEqual(
      [energy!['topic'], energy!['payload'], energy!['modbusRequest'], 'poll' in energy!],
      ['LE-03M', [0, 13, 47], first.payload, false],
    );
    assert.deepEqual(states(), ['LE-03M: answers', 'heat pump: answers']);
    assert.equal(sent.state[0]!['topic'], 'the line');
    assert.equal((runtime.status('node') as { fill: string }).fill, 'green');
  });

  const failures: [name: string, message: object, said: RegExp][] = [
    ['an empty answer with its reason', { payload: '', error: new Error('Timed out') }, /does not answer: Timed out/],
    ['an empty answer', { payload: '' }, /does not answer: the read failed/],
    ['too few registers', { payload: [0, 13] }, /holds 2 values instead of 3/],
    ['something else', { payload: { a: 1 } }, /holds no registers, but \{"a":1\}/],
  ];
  for (const [name, message, said] of failures) {
    it(`takes no value from ${name}, and says it`, async () => {
      await start();
      answer(await request(1), message);
      const outcome = await runtime.next();
      assert.match(sentence(outcome), /LE-03M \(unit id 3\) /);
      assert.match(sentence(outcome), said);
      await until(() => sent.state.length > 0);
      assert.deepEqual([sent.energy, states()[0]], [[], 'LE-03M: paused']);
      assert.equal((runtime.status('node') as { fill: string }).fill, 'red');
    });
  }

  it('says that no answer came at all, and drops the one that comes too late', async () => {
    // The second device follows after half of it.
    await start({ interval: '6' });
    const late = await request(1);
    assert.match(sentence(await runtime.next()), /LE-03M \(unit id 3\) does not answer: no answer within 1 s/);
    answer(late, { payload: [0, 13, 47] });
    const next = await request(2);
    assert.equal(next.topic, 'heat pump');
    answer(next, { payload: Array(13).fill(1) });
    await until(() => sent.pump.length === 1);
    assert.deepEqual(sent.energy, []);
  });

  it('takes no answer that lost its number for the wish to poll', async () => {
    await start({ delay: '3600' });
    for (const message of [
      { modbusRequest: {}, payload: [0, 13, 47] },
      { payload: '', messageId: 'a', error: {} },
    ]) {
      assert.match(sentence(await runtime.send('node', message)), /Tick "Keep msg properties"/);
    }
    runtime.node('node').receive({ payload: 'now' });
    assert.equal((await request(1)).topic, 'LE-03M');
    assert.equal(sent.line.length, 1);
  });

  const settings: [name: string, properties: object, said: RegExp][] = [
    ['no devices', { devices: [] }, /"devices" .* a list with at least one device/],
    ['a function that writes', { devices: [{ ...ENERGY, fc: 6 }] }, /fc of the device "LE-03M" is 6.*only reads/],
    ['too many registers', { devices: [{ ...ENERGY, quantity: 126 }] }, /quantity .* 126.*from 1 to 125/],
    ['a unit id that is none', { devices: [{ ...ENERGY, unitid: 'x' }] }, /unitid .* "x"/],
    ['two devices of one name', { devices: [ENERGY, ENERGY] }, /a name of its own/],
    ['an interval of 0', { interval: 0 }, /"interval"/],
  ];
  for (const [name, properties, said] of settings) {
    it(`asks nothing with a mistake in its settings: ${name}`, async () => {
      await start(properties);
      assert.match(sentence(await runtime.send('node', { payload: 'now' })), said);
      assert.deepEqual(sent.line, []);
    });
  }
});
