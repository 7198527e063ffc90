/** The first second of 2015, from which Discord counts. */
const DISCORD_EPOCH = 1_420_070_400_000n;
const TIME_SHIFT = 22n;

/** Gives ids as Discord makes them: the time in ms since 2015 in the upper bits, and each higher than the one before. */
export class Snowflakes {
  readonly #clock: () => number;
  #last = 0n;

  /** @param clock ms since the Unix epoch */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  next(): string {
    const now = (BigInt(this.#clock()) - DISCORD_EPOCH) << TIME_SHIFT;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last.toString();
  }
}
