const MOST_LOGINS = 1000;
const DAY = 86_400_000;

/** Counts logins: the gateway takes 1,000 in 24 hours, and Discord resets a token that wants more. */
export class Logins {
  readonly #clock: () => number;
  #used = 0;
  #resetAt = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** @returns false if it is one too many */
  count(): boolean {
    this.#renew();
    this.#used += 1;
    return this.#used <= MOST_LOGINS;
  }

  /** As `GET /gateway/bot` tells it. */
  get limit(): { total: number; remaining: number; reset_after: number; max_concurrency: number } {
    this.#renew();
    return {
      total: MOST_LOGINS,
      remaining: Math.max(0, MOST_LOGINS - this.#used),
      reset_after: this.#resetAt - this.#clock(),
      max_concurrency: 1,
    };
  }

  #renew(): void {
    const now = this.#clock();
    if (now < this.#resetAt) return;
    this.#used = 0;
    this.#resetAt = now + DAY;
  }
}
