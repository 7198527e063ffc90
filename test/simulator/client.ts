import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A Modbus TCP client that sends bytes as they are. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      socket.emit('received');
    });
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Resolves when the bytes have been handed over. */
  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => resolve()));
  }

  /** The next frame: its header and PDU. */
  async receive(): Promise<Buffer> {
    while (this.#received.length < 6 || this.#received.length < 6 + this.#received.readUInt16BE(4)) {
      await once(this.#socket, 'received');
    }
    const frame = this.#received.subarray(0, 6 + this.#received.readUInt16BE(4));
    this.#received = this.#received.subarray(frame.length);
    return frame;
  }

  /** All bytes until the server closed the connection. */
  async rest(): Promise<Buffer> {
    await this.closed;
    return this.#received;
  }

  /** Sends a PDU and gives the answer's PDU. */
  async ask(unit: number, pdu: number[]): Promise<Buffer> {
    await this.send(frame(1, unit, pdu));
    return (await this.receive()).subarray(7);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Breaks the connection without a goodbye. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }
}

export function frame(transaction: number, unit: number, pdu: number[]): Buffer {
  const length = pdu.length + 1;
  return Buffer.from([transaction >> 8, transaction & 0xff, 0, 0, length >> 8, length & 0xff, unit, ...pdu]);
}

/** The PDU that asks for holding registers, or with function code 4 for input registers. */
export function read(first: number, quantity: number, functionCode = 3): number[] {
  return [functionCode, first >> 8, first & 0xff, quantity >> 8, quantity & 0xff];
}
