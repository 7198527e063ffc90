import { WORD_ORDERS, type WordOrder } from './gateway/entries';
import { toNumber } from './mbus/value';

export { WORD_ORDERS, type WordOrder };

/** Types of values in registers. A `byte` is one of a plain byte frame, which has no registers. */
export const VALUE_TYPES = ['i16', 'u16', 'i32', 'u32', 'i64', 'f32', 'byte'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** Bytes that a value takes. */
export const VALUE_BYTES: Record<ValueType, number> = { i16: 2, u16: 2, i32: 4, u32: 4, i64: 8, f32: 4, byte: 1 };

/**
 * A raw value as an exact decimal text, or a number for a float.
 * @param bytes as they were sent, big endian within a register
 * @param order of the registers within the value
 */
function readRaw(bytes: Uint8Array, from: number, type: ValueType, order: WordOrder): bigint | number {
  const length = VALUE_BYTES[type];
  // A Buffer's slice would be the same memory.
  const own = Uint8Array.from(bytes.subarray(from, from + length));
  if (order === 'swapped' && length > 2) {
    for (let at = 0; at < length; at += 2) own.set(bytes.subarray(from + length - 2 - at, from + length - at), at);
  }
  const view = new DataView(own.buffer, own.byteOffset, length);
  switch (type) {
    case 'i16':
      return BigInt(view.getInt16(0));
    case 'u16':
      return BigInt(view.getUint16(0));
    case 'i32':
      return BigInt(view.getInt32(0));
    case 'u32':
      return BigInt(view.getUint32(0));
    case 'i64':
      return view.getBigInt64(0);
    case 'f32':
      return view.getFloat32(0);
    case 'byte':
      return BigInt(view.getUint8(0));
  }
}

export interface ValueRule {
  type: ValueType;
  wordOrder?: WordOrder | undefined;
  /** What the raw value is multiplied by. */
  scale: number;
  /** What is added to it before, such as -128. */
  offset?: number | undefined;
  /** Raw values that stand for "no value", besides NaN. */
  invalid?: readonly number[] | undefined;
}

/**
 * A value in its unit.
 * @returns undefined where the raw value stands for none
 */
export function readScaled(bytes: Uint8Array, from: number, rule: ValueRule): number | undefined {
  const { type, wordOrder = 'big', scale, offset = 0, invalid = [] } = rule;
  const raw = readRaw(bytes, from, type, wordOrder);
  if (!Number.isFinite(Number(raw)) || invalid.includes(Number(raw))) return undefined;
  if (typeof raw === 'number') return Number(((raw + offset) * scale).toPrecision(FLOAT_DIGITS));
  // Exact in decimals: 35 times 0.1 is 3.5, not 3.5000000000000004.
  const { mantissa, exponent } = toDecimal(scale);
  return Number.isInteger(offset)
    ? toNumber({ mantissa: (raw + BigInt(offset)) * mantissa, exponent })
    : (Number(raw) + offset) * scale;
}

/** What a 32-bit float tells. */
const FLOAT_DIGITS = 7;

function toDecimal(value: number): { mantissa: bigint; exponent: number } {
  const [digits, power = '0'] = value.toExponential().split('e') as [string, string?];
  const [whole, fraction = ''] = digits.split('.') as [string, string?];
  return { mantissa: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}
