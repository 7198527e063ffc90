import type { Session } from './session';

/** How long a session waits for a bot whose connection was lost, ms. */
const RESUMABLE = 180_000;
const MOST_SESSIONS = 16;

/** The bot's sessions, with and without a connection. */
export class Sessions {
  readonly #clock: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The bot shows as online. */
  get online(): boolean {
    return [...this.#sessions.values()].some(({ connected }) => connected);
  }

  /** Somebody is told of what happens, now or after a resume. */
  get reachable(): boolean {
    this.#sweep();
    return this.#sessions.size > 0;
  }

  get(id: string): Session | undefined {
    this.#sweep();
    return this.#sessions.get(id);
  }

  add(session: Session): void {
    this.#sessions.set(session.id, session);
    this.#sweep();
  }

  delete(id: string): void {
    this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }

  /** Tells all sessions of something; `data` may differ with what a session has asked for. */
  dispatch(type: string, dataFor: (session: Session) => unknown): void {
    this.#sweep();
    for (const session of this.#sessions.values()) {
      const data = dataFor(session);
      if (data !== undefined) session.dispatch(type, data);
    }
  }

  #sweep(): void {
    const over = this.#clock() - RESUMABLE;
    for (const [id, { lostAt }] of this.#sessions) {
      const isOld = lostAt !== undefined && lostAt < over;
      if (isOld || this.#sessions.size > MOST_SESSIONS) this.#sessions.delete(id);
    }
  }
}
