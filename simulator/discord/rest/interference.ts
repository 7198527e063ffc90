import type { Reply } from './route';

/** Which requests a fault meets. */
export interface Target {
  /** Tested against method and path, such as `POST /channels/123/messages`; every request, if not given. */
  route?: RegExp;
  /** How many requests; all, if not given. */
  times?: number;
  /** For how long, ms; until it is cleared, if not given. */
  lasts?: number;
}

/** What happens to a request: another answer than its own, or its own one late. */
export type Effect = { reply: Reply } | { delay: number };

interface Active {
  route: RegExp | undefined;
  left: number;
  until: number;
  effect: Effect;
}

/** The faults of the REST API that are on. */
export class Interference {
  readonly #clock: () => number;
  #active: Active[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add({ route, times = Infinity, lasts = Infinity }: Target, effect: Effect): void {
    this.#active.push({ route, left: times, until: this.#clock() + lasts, effect });
  }

  clear(): void {
    this.#active = [];
  }

  /**
   * What happens to this request; each fault that meets it counts it.
   * @returns the delay of the answer in ms, and the answer if it is not the request's own
   */
  meet(route: string): { delay: number; reply?: Reply } {
    const now = this.#clock();
    this.#active = this.#active.filter(({ left, until }) => left > 0 && until > now);
    const met = this.#active.filter((each) => each.route?.test(route) ?? true);
    for (const each of met) each.left -= 1;
    const effects: { delay?: number; reply?: Reply }[] = met.map(({ effect }) => effect);
    const delay = effects.reduce((sum, each) => sum + (each.delay ?? 0), 0);
    const reply = effects.find((each) => each.reply)?.reply;
    return { delay, ...(reply ? { reply } : {}) };
  }
}
