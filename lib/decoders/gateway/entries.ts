import type { Register } from '../registers';

/** Order of the words in 32- and 64-bit values: `big` has the most significant first, `swapped` last. */
export const WORD_ORDERS = ['big', 'swapped'] as const;
export type WordOrder = (typeof WORD_ORDERS)[number];

export const ENTRY_LENGTH = 10;

/** Upper byte of an entry's register 7. */
export const ENTRY_KINDS = { value: 0, gateway: 1, meter: 2 } as const;

/*
 * The three kinds of entry of the Anybus M-Bus/Modbus-TCP gateway, 10 registers each.
 * Source: HMS user manual HMSI-27-300 1.10, 5.2.4, and SCM-1202-0096 2.1, p. 29–31. Times are s since the epoch, UTC.
 */

export interface GatewayEntry {
  serial: number;
  protocolVersion: number;
  /** 111 is 1.11. */
  firmware: number;
  time: number;
}

export interface MeterEntry {
  /** 8 decimal digits. */
  serial: string;
  manufacturerCode: number;
  version: number;
  medium: number;
  /** Of the last read-out. */
  time: number;
  /** The gateway could not read the meter. */
  notRead: boolean;
  /** Not all values of the meter were updated. */
  partlyRead: boolean;
}

export interface ValueEntry {
  /** The unscaled value; the physical one is `integer` × 10^`exponent` in the unit of `unit`. */
  integer: bigint;
  /** The scaled value with a float's 7 digits: good for a cross-check only. */
  float: number;
  exponent: number;
  /** Unit code, see units.ts. */
  unit: number;
  time: number;
}

/** Upper byte of register 7: what kind of entry these 10 registers are. */
export function entryKind(entry: readonly Register[]): number {
  return entry[7]! >> 8;
}

export function readGatewayEntry(entry: readonly Register[], order: WordOrder): GatewayEntry {
  return {
    serial: unsigned32(entry, 0, order),
    protocolVersion: entry[2]!,
    firmware: entry[3]!,
    time: unsigned32(entry, 4, order),
  };
}

export function readMeterEntry(entry: readonly Register[], order: WordOrder): MeterEntry {
  return {
    serial: String(unsigned32(entry, 0, order)).padStart(8, '0'),
    manufacturerCode: entry[2]!,
    version: entry[3]! >> 8,
    medium: entry[3]! & 0xff,
    time: unsigned32(entry, 4, order),
    notRead: (entry[8]! & 1) !== 0,
    partlyRead: (entry[8]! & 2) !== 0,
  };
}

export function readValueEntry(entry: readonly Register[], order: WordOrder): ValueEntry {
  return {
    integer: signed64(entry, 0, order),
    float: float32(entry, 4, order),
    exponent: (entry[6]! << 16) >> 16,
    unit: entry[7]! & 0xff,
    time: unsigned32(entry, 8, order),
  };
}

/** A signed 64-bit integer from four registers, exact. */
export function signed64(registers: readonly Register[], from: number, order: WordOrder): bigint {
  const value = words(registers, from, 4, order).reduce((sum, word) => (sum << 16n) | BigInt(word), 0n);
  return BigInt.asIntN(64, value);
}

function unsigned32(registers: readonly Register[], from: number, order: WordOrder): number {
  const [high, low] = words(registers, from, 2, order);
  return high! * 0x10000 + low!;
}

function float32(registers: readonly Register[], from: number, order: WordOrder): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, unsigned32(registers, from, order));
  return view.getFloat32(0);
}

function words(registers: readonly Register[], from: number, count: number, order: WordOrder): Register[] {
  const slice = registers.slice(from, from + count);
  return order === 'big' ? slice : slice.reverse();
}
