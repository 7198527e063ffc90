import type { Frame } from '../../../simulator/discord/gateway/session';

const OP = { identify: 2, hello: 10 };

/** A bare gateway client: it sends what it is told, and answers nothing by itself. */
export class GatewayClient {
  /** The code that the connection was closed with. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #arrived: string[] = [];
  #waiting: ((text: string) => void) | undefined;

  constructor(url: string, query = 'v=10&encoding=json') {
    this.#socket = new WebSocket(`${url}/?${query}`);
    this.closed = new Promise((resolve) => this.#socket.addEventListener('close', ({ code }) => resolve(code)));
    this.#socket.addEventListener('message', ({ data }) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting(String(data));
      else this.#arrived.push(String(data));
    });
    // 'close' follows.
    this.#socket.addEventListener('error', () => {});
  }

  /** The next frame as it came. */
  nextText(): Promise<string> {
    const text = this.#arrived.shift();
    return text === undefined ? new Promise((resolve) => (this.#waiting = resolve)) : Promise.resolve(text);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a frame's data is whatever the test looks at
  async next(): Promise<Frame & { d: any }> {
    return JSON.parse(await this.nextText());
  }

  /** The next event of this name; others are skipped. */
  async event(name: string) {
    for (;;) {
      const frame = await this.next();
      if (frame.t === name) return frame;
    }
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Logs in. @returns READY's data */
  async login(token: string, intents = 1) {
    await this.next();
    this.send({ op: OP.identify, d: { token, intents, properties: {} } });
    return (await this.event('READY')).d;
  }

  close(code = 1000): Promise<number> {
    this.#socket.close(code);
    return this.closed;
  }
}
