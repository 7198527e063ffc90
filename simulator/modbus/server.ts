import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { explainListenError } from '../listen-error';
import { type Frame, FrameReader, toBytes } from './framing';
import { EXCEPTION, exception, type ModbusAnswer, type ModbusRequest } from './pdu';

const HOST = '127.0.0.1';
const MOST_CLIENTS = 64;

/** A Modbus TCP server on the loopback interface. */
export class ModbusServer {
  readonly #answer: (request: ModbusRequest) => ModbusAnswer;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  /** @param answer gives the answer to a request; if it throws, the client gets exception 04 */
  constructor(answer: (request: ModbusRequest) => ModbusAnswer) {
    this.#answer = answer;
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
    const reader = new FrameReader();
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that vanishes is no fault of the server; 'close' follows.
    socket.on('error', () => {});
    socket.on('drain', () => socket.resume());
    socket.on('data', (chunk) => {
      if (reader.broken) return;
      const answers = Buffer.concat(reader.push(chunk).map((frame) => this.#reply(frame)));
      // A client that asks but does not read must wait, or its answers would pile up here.
      if (answers.length > 0 && !socket.write(answers)) socket.pause();
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
