import { Listeners } from './listeners';

const MOST_ENTRIES = 1000;

/** A request to the REST API and how it was answered. */
export interface RequestEntry {
  /** ms since the Unix epoch. */
  time: number;
  method: string;
  /** From the version on, without query: `/channels/123/messages`. */
  path: string;
  status: number;
}

/** A rule of Discord's that the bot broke. */
export interface Violation {
  time: number;
  rule: 'deadline' | 'rate-limit' | 'form' | 'authorization' | 'route' | 'gateway' | 'refused';
  detail: string;
}

/** What the bot did, for tests and for the curious. Only the latest entries stay: the demo runs for months. */
export class Journal {
  /** Sessions that were begun. */
  identifies = 0;
  /** Sessions that were gone on with. */
  resumes = 0;
  readonly #clock: () => number;
  readonly #requests: RequestEntry[] = [];
  readonly #violations: Violation[] = [];
  readonly #listeners = new Listeners();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get requests(): readonly RequestEntry[] {
    return this.#requests;
  }

  get violations(): readonly Violation[] {
    return this.#violations;
  }

  identified(): void {
    this.identifies += 1;
    this.#listeners.tell();
  }

  resumed(): void {
    this.resumes += 1;
    this.#listeners.tell();
  }

  request(entry: Omit<RequestEntry, 'time'>): void {
    keep(this.#requests, { time: this.#clock(), ...entry });
    this.#listeners.tell();
  }

  violation(rule: Violation['rule'], detail: string): void {
    keep(this.#violations, { time: this.#clock(), rule, detail });
    this.#listeners.tell();
  }

  /** Calls back after every entry; gives back how to stop that. */
  onEntry(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }
}

function keep<T>(entries: T[], entry: T): void {
  entries.push(entry);
  if (entries.length > MOST_ENTRIES) entries.shift();
}
