/** Who wants to be called back after a change. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  /** @returns how to stop that */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
