import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import ModbusRTU from 'modbus-serial';
import { decodeLe03m } from '../lib/decoders/le03m';
import { problemOf } from '../lib/polling/request';
import { FrameReader, toBytes } from '../simulator/modbus/framing';
import { EXCEPTION, exception } from '../simulator/modbus/pdu';
import { FaultyLine, TRANSPORT_FAULTS, type TransportFault } from '../simulator/modbus/transport-faults';
import { sequence } from '../simulator/random';
import { figure } from './measure';

const EXCHANGES = 1_000_000;
/** Connections at a time: one that waits for an answer that never comes does not hold the others up. */
const CLIENTS = 500;
/** Of a client, in ms. */
const TIMEOUT = 10;
const REQUEST = { unitid: 3, fc: 3, address: 0, quantity: 3 };

type Fault = TransportFault | 'silence' | 'exception' | undefined;
const FAULTS: Fault[] = [undefined, undefined, 'silence', 'exception', ...TRANSPORT_FAULTS];

const TcpPort = createRequire(__filename)('modbus-serial/ports/tcpport') as new (options: { socket: Socket }) => never;

/** A connection to an LE-03M whose counter goes up with every request, without a network. */
class Line extends Socket {
  fault: Fault;
  counts: number;
  broken = false;
  readonly #reader = new FrameReader();
  readonly #line = new FaultyLine();

  constructor(counts: number) {
    super();
    this.counts = counts;
    Object.defineProperty(this, 'readyState', { value: 'open' });
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const done = rest.find((part) => typeof part === 'function') as (() => void) | undefined;
    queueMicrotask(() => this.#answer(chunk as Buffer));
    done?.();
    return true;
  }

  #answer(chunk: Buffer): void {
    for (const frame of this.#reader.push(chunk)) {
      if (this.fault === 'silence' || this.broken) continue;
      const bytes = [this.counts >> 16, (this.counts >> 8) & 0xff, this.counts & 0xff];
      const registers = Buffer.from([3, 6, ...bytes.flatMap((byte) => [0, byte])]);
      const isException = this.fault === 'exception';
      const answer = toBytes(frame, isException ? exception(3, EXCEPTION.serverDeviceFailure) : registers);
      const delivery = this.#line.deliver(answer, isException ? undefined : (this.fault as TransportFault | undefined));
      this.broken = Boolean(delivery.deaf || delivery.reset);
      for (const piece of delivery.pieces) this.emit('data', piece);
    }
  }
}

/** What the client that node-red-contrib-modbus uses makes of faults on the way. @returns whether the bar is met */
export async function benchBus(): Promise<boolean> {
  console.log('Bus');
  const found = { right: 0, none: 0, wrong: 0, lost: 0 };
  let left = EXCHANGES;
  const play = async (number: number): Promise<void> => {
    const random = sequence(5, number);
    let line = new Line(Math.floor(random() * 0xffffff));
    let client = clientOf(line);
    while (left-- > 0) {
      if (line.broken) {
        client.close(() => {});
        line = new Line(line.counts);
        client = clientOf(line);
      }
      line.fault = FAULTS[Math.floor(random() * FAULTS.length)];
      line.counts = (line.counts + 1 + Math.floor(random() * 1000)) % 0x1000000;
      const { counts, fault } = line;
      const { data, error } = await client.readHoldingRegisters(REQUEST.address, REQUEST.quantity).then(
        (answer) => ({ data: answer.data as unknown, error: undefined }),
        (reason: unknown) => ({ data: '', error: reason }),
      );
      const isDelivered = fault === undefined || fault === 'split_answer' || fault === 'merged_answers';
      if (problemOf(data, error, REQUEST) !== undefined) {
        found.none += 1;
        if (isDelivered) found.lost += 1;
      } else if (decodeLe03m(data, 0, { meter: 'm', divisor: 1, offset: 0 })[0]!.value === counts) found.right += 1;
      else found.wrong += 1;
    }
    client.close(() => {});
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => play(number)));
  figure('exchanges over a line with faults', EXCHANGES.toLocaleString('en'));
  figure('right values', found.right.toLocaleString('en'));
  figure('no value, and an error', found.none.toLocaleString('en'));
  return [
    figure('wrong values', String(found.wrong), { met: found.wrong === 0, text: '0' }),
    figure('whole answers that were lost', String(found.lost), { met: found.lost === 0, text: '0' }),
  ].every(Boolean);
}

function clientOf(line: Line): ModbusRTU {
  const client = new ModbusRTU(new TcpPort({ socket: line }));
  client.setID(REQUEST.unitid);
  client.setTimeout(TIMEOUT);
  client.open(() => {});
  return client;
}
