import { type FaultName, MOMENTARY, SHOWN_WRONG } from '../faults';

/** A register that does not show what it counted, as long as a fault of it lasts. */
export class WrongRegister {
  readonly #faults: ReadonlyMap<FaultName, number>;
  readonly #onOver: (fault: FaultName) => void;
  /** The reading that a momentary fault showed in, by fault. */
  readonly #shownIn = new Map<FaultName, number>();

  /**
   * @param faults the faults that are on
   * @param onOver told when a fault of a single reading is over
   */
  constructor(faults: ReadonlyMap<FaultName, number>, onOver: (fault: FaultName) => void) {
    this.#faults = faults;
    this.#onOver = onOver;
  }

  /** @param reading when the meter was read: a fault of a single reading shows the same as long as that is the same */
  shown(counted: number, reading: number): number {
    for (const fault of MOMENTARY) {
      const shownIn = this.#shownIn.get(fault);
      if (shownIn === undefined || shownIn === reading) continue;
      this.#shownIn.delete(fault);
      this.#onOver(fault);
    }
    for (const fault of MOMENTARY) if (this.#faults.has(fault)) this.#shownIn.set(fault, reading);
    const faults = Object.entries(SHOWN_WRONG) as [FaultName, (counted: number) => number][];
    return faults.find(([fault]) => this.#faults.has(fault))?.[1](counted) ?? counted;
  }
}
