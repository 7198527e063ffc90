import type { Backend } from './backend';
import type { Gateway } from './gateway/gateway';
import type { Ports } from './ports';
import { OP } from './protocol';
import { tooManyRequests } from './rate-limits';
import type { Interference, Target } from './rest/interference';

/** What can go wrong between a bot and Discord, on demand. */
export class Faults {
  readonly #backend: Backend;
  readonly #gateway: Gateway;
  readonly #ports: Ports;
  readonly #interference: Interference;

  constructor(backend: Backend, gateway: Gateway, ports: Ports, interference: Interference) {
    this.#backend = backend;
    this.#gateway = gateway;
    this.#ports = ports;
    this.#interference = interference;
  }

  /** All connections break without goodbye, as when a cable is pulled. New ones are taken. */
  dropConnections(): void {
    this.#ports.dropConnections();
  }

  /** Nothing listens any more; connections break. Sessions stay, as far as Discord keeps them. */
  goDown(): Promise<void> {
    return this.#ports.takeDown();
  }

  /** Listens again, at the ports from before. */
  comeBack(): Promise<void> {
    return this.#ports.bringBack();
  }

  /** The address that READY gave for a resume is dead, or lives again. */
  resumeAddressDown(down = true): Promise<void> {
    return down ? this.#ports.takeResumeDown() : this.#ports.bringResumeBack();
  }

  /** Heartbeats are no longer acknowledged, or are again. */
  ignoreHeartbeats(ignore = true): void {
    this.#gateway.acknowledgesHeartbeats = !ignore;
  }

  /** Discord wants a heartbeat at once (op 1). */
  askForHeartbeat(): void {
    for (const connection of this.#gateway.connections) connection.send({ op: OP.heartbeat });
  }

  /** Discord asks to connect anew and resume (op 7), as it does every few hours. */
  askToReconnect(): void {
    for (const connection of this.#gateway.connections) connection.send({ op: OP.reconnect });
  }

  /** Sessions are invalid (op 9). Those that can't be resumed are forgotten. */
  invalidateSessions(resumable: boolean): void {
    for (const connection of this.#gateway.connections) {
      const { session } = connection;
      if (!resumable && session) this.#backend.sessions.delete(session.id);
      connection.send({ op: OP.invalidSession, d: resumable });
    }
  }

  /** Closes every gateway connection with this code, such as 4000, 4004 or 4014. */
  closeConnections(code: number, reason = ''): void {
    for (const connection of this.#gateway.connections) connection.close(code, reason);
  }

  /** Sends a text over every gateway connection as it is. `MALFORMED_FRAMES` has some. */
  sendRaw(text: string): void {
    for (const connection of this.#gateway.connections) connection.sendRaw(text);
  }

  /** The token counts as wrong, as after a reset: 401 from REST, 4004 from the gateway. */
  refuseToken(refuse = true): void {
    this.#backend.tokenRefused = refuse;
  }

  /**
   * Requests get 429, whatever the limits say.
   * @param retryAfter seconds
   */
  tooManyRequests(target: Target & { retryAfter?: number; global?: boolean } = {}): void {
    const { retryAfter = 1, global = false } = target;
    this.#interference.add(target, { reply: tooManyRequests(retryAfter * 1000, global) });
  }

  /** Requests get a server error and do nothing. */
  failRequests(target: Target & { status?: number } = {}): void {
    const { status = 500 } = target;
    this.#interference.add(target, { reply: { status, body: { message: `${status}: Server Error`, code: 0 } } });
  }

  /** Requests do what they should, but their answers come this many ms late. */
  slowDown(delay: number, target: Target = {}): void {
    this.#interference.add(target, { delay });
  }

  /** Ends all faults that last. */
  async clear(): Promise<void> {
    this.#interference.clear();
    this.ignoreHeartbeats(false);
    this.refuseToken(false);
    await this.comeBack();
    await this.resumeAddressDown(false);
  }
}
