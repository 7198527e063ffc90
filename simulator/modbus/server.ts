import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { explainListenError } from '../listen-error';
import { type Frame, FrameReader, toBytes } from './framing';
import { EXCEPTION, exception, type ModbusAnswer, type ModbusRequest } from './pdu';
import { FaultyLine, type TransportFault } from './transport-faults';

const HOST = '127.0.0.1';
const MOST_CLIENTS = 64;

export interface ModbusServerOptions {
  /** What happens to the answer to a request on its way. */
  faultOf?: (request: ModbusRequest) => TransportFault | undefined;
  /** How many clients it serves at a time; others are sent away. */
  clients?: number;
  /** A client that asks nothing for this long, in ms, is sent away. */
  idle?: number;
}

/** A Modbus TCP server on the loopback interface. */
export class ModbusServer {
  readonly #answer: (request: ModbusRequest) => ModbusAnswer;
  readonly #options: ModbusServerOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #unplugged = false;

  /** @param answer gives the answer to a request; if it throws, the client gets exception 04 */
  constructor(answer: (request: ModbusRequest) => ModbusAnswer, options: ModbusServerOptions = {}) {
    this.#answer = answer;
    this.#options = options;
  }

  /** Nobody is served while it is unplugged, and who was is cut off. */
  set unplugged(unplugged: boolean) {
    this.#unplugged = unplugged;
    if (unplugged) for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /**
   * Opens a port.
   * @param port 0 for any free one
   * @returns the open port
   */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#server) throw new Error('This Modbus server is listening already; close it first.');
      const server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
      server.maxConnections = MOST_CLIENTS;
      // It stays after the start: a connection that can't be accepted is the client's loss, not ours.
      server.on('error', (error: NodeJS.ErrnoException) => {
        if (server.listening) return;
        this.#server = undefined;
        reject(explainListenError(error, HOST, port));
      });
      server.on('close', () => reject(new Error(`The Modbus server was closed before port ${port} was open.`)));
      server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
      this.#server = server;
    });
  }

  /** Ends all connections and frees the port. */
  close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  #serve(socket: Socket): void {
    const { clients = MOST_CLIENTS, idle = 0 } = this.#options;
    // A client that vanishes is no fault of the server; 'close' follows.
    socket.on('error', () => {});
    if (this.#unplugged || this.#sockets.size >= clients) {
      socket.resetAndDestroy();
      return;
    }
    const reader = new FrameReader();
    const line = new FaultyLine();
    let isDeaf = false;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.setTimeout(idle, () => socket.end());
    socket.on('drain', () => socket.resume());
    socket.on('data', (chunk) => {
      if (reader.broken) return;
      for (const frame of reader.push(chunk)) {
        const answer = this.#reply(frame);
        if (answer.length === 0 || isDeaf) continue;
        const delivery = line.deliver(answer, this.#options.faultOf?.(frame));
        isDeaf = delivery.deaf ?? false;
        // A client that asks but does not read must wait, or its answers would pile up here.
        for (const piece of delivery.pieces) if (!socket.write(piece)) socket.pause();
        if (delivery.reset) socket.destroySoon();
      }
      if (reader.broken) socket.destroySoon();
    });
  }

  #reply(frame: Frame): Buffer {
    let answer: ModbusAnswer;
    try {
      answer = this.#answer(frame);
    } catch {
      answer = exception(frame.functionCode, EXCEPTION.serverDeviceFailure);
    }
    return answer === 'silence' ? Buffer.alloc(0) : toBytes(frame, answer);
  }
}
