import { InputError } from '../input-error';
import { show } from '../reading';

/** A Modbus register: 16 bits, unsigned. */
export type Register = number;

/**
 * Takes what node-red-contrib-modbus puts into `msg.payload`, an array of register words or the raw Buffer
 * (2 bytes a register, big endian), and gives the registers.
 * @throws InputError `read-failed` for an empty payload (that node's sign of a failed read), `bad-registers` else.
 */
export function toRegisters(payload: unknown): Register[] {
  if (payload === '' || payload === undefined || payload === null) {
    throw new InputError(
      'read-failed',
      'The payload is empty: the Modbus read before this node failed. Check the wiring, the unit id and the address.',
    );
  }
  if (payload instanceof Uint8Array) return fromBytes(payload);
  if (!Array.isArray(payload)) {
    throw new InputError('bad-registers', `Expected an array of registers or a Buffer, but got ${show(payload)}.`);
  }
  if (payload.length === 0) {
    throw new InputError('read-failed', 'The payload holds no registers: the Modbus read before this node failed.');
  }
  for (const [index, word] of payload.entries()) {
    if (!Number.isInteger(word) || word < 0 || word > 0xffff) {
      throw new InputError(
        'bad-registers',
        `Register ${index} is ${show(word)}, but a register is a whole number from 0 to 65535. Registers: ${show(payload)}.`,
      );
    }
  }
  return payload as Register[];
}

function fromBytes(bytes: Uint8Array): Register[] {
  if (bytes.length === 0) throw new InputError('read-failed', 'The Buffer is empty: the Modbus read failed.');
  if (bytes.length % 2 !== 0) {
    throw new InputError(
      'bad-registers',
      `A Buffer of registers holds 2 bytes a register, but this one has ${bytes.length} bytes: ${toHex(bytes)}.`,
    );
  }
  return Array.from({ length: bytes.length / 2 }, (_, index) => (bytes[index * 2]! << 8) | bytes[index * 2 + 1]!);
}

/** Bytes as spaced hex for an error text. */
export function toHex(bytes: Uint8Array): string {
  const shown = Array.from(bytes.slice(0, 64), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > 64 ? `${shown} …` : shown;
}
