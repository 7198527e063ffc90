/** A device's registers from address 0, big endian, the most significant word first. */
export class RegisterImage {
  readonly bytes: Buffer;
  readonly #swapped: boolean;

  /** @param swapped the least significant word of 32- and 64-bit values first */
  constructor(registers: number, swapped = false) {
    this.bytes = Buffer.alloc(registers * 2);
    this.#swapped = swapped;
  }

  u16(register: number, value: number): void {
    this.bytes.writeUInt16BE(value, register * 2);
  }

  i16(register: number, value: number): void {
    this.bytes.writeInt16BE(value, register * 2);
  }

  u32(register: number, value: number): void {
    this.bytes.writeUInt32BE(value, register * 2);
    this.#order(register, 2);
  }

  i64(register: number, value: number): void {
    this.bytes.writeBigInt64BE(BigInt(value), register * 2);
    this.#order(register, 4);
  }

  float32(register: number, value: number): void {
    this.bytes.writeFloatBE(value, register * 2);
    this.#order(register, 2);
  }

  /** A text in registers of two characters, filled up with zeros. */
  text(register: number, value: string, registers: number): void {
    this.bytes.fill(0, register * 2, (register + registers) * 2);
    this.bytes.write(value.slice(0, registers * 2), register * 2, 'latin1');
  }

  #order(register: number, words: number): void {
    if (!this.#swapped) return;
    const value = this.bytes.subarray(register * 2, (register + words) * 2);
    // All bytes turned round, then the two of each word turned back: the words stand in the other order.
    value.reverse().swap16();
  }
}

/** A temperature in °C as registers hold it: whole tenths. */
export function toTenths(temperature: number): number {
  // Registers know no -0, which rounding gives just below zero.
  return Math.round(temperature * 10) + 0;
}
