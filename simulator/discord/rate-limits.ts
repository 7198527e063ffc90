import { createHash } from 'node:crypto';
import type { Reply } from './rest/route';

/** Requests in a time. */
interface Limit {
  requests: number;
  /** ms */
  window: number;
}

/** Over everything but the endpoints of interactions. */
const GLOBAL: Limit = { requests: 50, window: 1000 };

/** Limits of their own, a bucket for every value of the group in the path; what Discord sends in its headers. */
const BUCKETS: readonly (Limit & { route: RegExp })[] = [
  { route: /^POST \/channels\/(\d+)\/messages$/, requests: 5, window: 5000 },
  { route: /^[A-Z]+ \/webhooks\/\d+\/([^/]+)/, requests: 5, window: 2000 },
];

/** A count that begins anew when its time is over. */
interface Bucket {
  used: number;
  /** ms since the Unix epoch */
  resetAt: number;
}

/** What a request is told about its limits. */
export interface Allowance {
  headers: Record<string, string>;
  /** The refusal of a request that came too early. */
  reply?: Reply;
}

/** Counts requests as Discord does: rate-limits.mdx. */
export class RateLimits {
  readonly #clock: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Counts a request.
   * @param route method and path
   * @param exempt from the limit over everything
   */
  count(route: string, exempt: boolean): Allowance {
    const now = this.#clock();
    this.#sweep(now);
    const global = exempt ? undefined : this.#take('global', GLOBAL, now);
    if (global !== undefined && global.used > GLOBAL.requests)
      return { headers: {}, reply: tooManyRequests(global.resetAt - now, true) };
    const limit = BUCKETS.find((each) => each.route.test(route));
    if (!limit) return { headers: {} };

    const key = `${limit.route} ${limit.route.exec(route)?.[1]}`;
    const { used, resetAt } = this.#take(key, limit, now);
    const headers = {
      'x-ratelimit-limit': String(limit.requests),
      'x-ratelimit-remaining': String(Math.max(0, limit.requests - used)),
      'x-ratelimit-reset': (resetAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': ((resetAt - now) / 1000).toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(String(limit.route)).digest('hex'),
    };
    return used > limit.requests ? { headers, reply: tooManyRequests(resetAt - now, false, headers) } : { headers };
  }

  #take(key: string, { window }: Limit, now: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { used: 0, resetAt: now + window };
    bucket.used += 1;
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #sweep(now: number): void {
    for (const [key, { resetAt }] of this.#buckets) if (resetAt <= now) this.#buckets.delete(key);
  }
}

/**
 * The answer to a request that came too early.
 * @param wait ms
 */
export function tooManyRequests(wait: number, global: boolean, headers: Record<string, string> = {}): Reply {
  const retryAfter = Math.max(1, wait) / 1000;
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: retryAfter, global },
    headers: {
      ...headers,
      'retry-after': String(Math.ceil(retryAfter)),
      'x-ratelimit-scope': global ? 'global' : 'user',
      ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    },
  };
}
