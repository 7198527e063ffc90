import type { Reply } from './route';

const MOST = 10_000;
const WINDOW = 600_000;
const INVALID = [401, 403, 429];

/** Counts refused requests: after 10,000 in 10 minutes, Discord's edge shuts an address out (rate-limits.mdx). */
export class InvalidRequests {
  readonly #clock: () => number;
  #count = 0;
  #resetAt = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  count(status: number): void {
    const now = this.#clock();
    if (now >= this.#resetAt) {
      this.#count = 0;
      this.#resetAt = now + WINDOW;
    }
    if (INVALID.includes(status)) this.#count += 1;
  }

  /** The answer to everything while the address is shut out. */
  ban(): Reply | undefined {
    const wait = this.#resetAt - this.#clock();
    if (this.#count < MOST || wait <= 0) return undefined;
    const headers = { 'retry-after': String(Math.ceil(wait / 1000)) };
    return { status: 429, body: { message: 'error code: 1015', code: 0 }, headers };
  }
}
