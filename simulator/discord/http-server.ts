import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { explainListenError } from '../listen-error';

const HOST = '127.0.0.1';

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** An HTTP server on the loopback interface that can be closed and opened again. */
export class HttpServer {
  readonly #answer: RequestListener;
  readonly #upgrade: Upgrade;
  readonly #sockets = new Set<Duplex>();
  #server: Server | undefined;

  constructor(answer: RequestListener, upgrade: Upgrade) {
    this.#answer = answer;
    this.#upgrade = upgrade;
  }

  /**
   * Opens a port.
   * @param port 0 for any free one
   * @returns the open port
   */
  async listen(port: number): Promise<number> {
    if (this.#server) throw new Error('This HTTP server is listening already; close it first.');
    const server = createServer(this.#answer);
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => {
      // A client that vanishes is no fault of the server.
      socket.on('error', () => {});
      this.#upgrade(request, socket, head);
    });
    server.on('clientError', (_error, socket) => socket.destroy());
    return new Promise((resolve, reject) => {
      server.on('error', (error: NodeJS.ErrnoException) => {
        if (server.listening) return;
        this.#server = undefined;
        reject(explainListenError(error, HOST, port));
      });
      server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
    });
  }

  /** Ends all connections without goodbye. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends all connections and frees the port. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.dropConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }
}
