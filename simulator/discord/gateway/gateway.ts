import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { API_VERSION, CLOSE } from '../protocol';
import { Connection, type GatewayContext } from './connection';
import { WebSocketServer } from './ws';

const LARGEST_MESSAGE = 64 * 1024;
const MOST_CONNECTIONS = 64;

/** What a gateway needs. */
export type GatewayParts = Omit<GatewayContext, 'acknowledgesHeartbeats'>;

/** The gateway: takes WebSocket upgrades of any HTTP server. */
export class Gateway {
  readonly #context: GatewayContext;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, clientTracking: false });
  readonly #connections = new Map<WebSocket, Connection>();

  /** A fault when it is off. */
  acknowledgesHeartbeats = true;

  constructor(parts: GatewayParts) {
    this.#context = { ...parts, acknowledgesHeartbeats: () => this.acknowledgesHeartbeats };
  }

  get connections(): Connection[] {
    return [...this.#connections.values()];
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#connections.size >= MOST_CONNECTIONS) socket.destroy();
    else this.#server.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted, request.url ?? ''));
  }

  /** Ends all connections without goodbye. */
  destroy(): void {
    for (const connection of this.#connections.values()) connection.destroy();
  }

  #accept(socket: WebSocket, url: string): void {
    const { searchParams } = new URL(url, 'ws://localhost');
    if (searchParams.get('v') !== String(API_VERSION) || searchParams.get('encoding') !== 'json') {
      this.#context.journal.violation('gateway', `${CLOSE.invalidVersion}: Invalid API version.`);
      socket.on('error', () => {});
      socket.close(CLOSE.invalidVersion, 'Invalid API version.');
      return;
    }
    this.#connections.set(socket, new Connection(socket, this.#context));
    socket.on('close', () => this.#connections.delete(socket));
  }
}
