/**
 * A decimal number kept exact until the last step: `mantissa` × 10^`exponent`.
 * A 64-bit register of litres doesn't fit a double, its rounded value in dm3 does.
 */
export interface Decimal {
  mantissa: bigint;
  exponent: number;
}

/** The nearest double to a decimal number, rounded once. */
export function toNumber({ mantissa, exponent }: Decimal): number {
  return Number(`${mantissa}e${exponent}`);
}

/**
 * A two's complement integer of up to 8 bytes, least significant byte first (EN 13757-3 type B).
 * @returns undefined for the lowest number (80 00 …), which the standard keeps for "no value"
 */
export function readInteger(bytes: Uint8Array): bigint | undefined {
  let value = 0n;
  for (const byte of [...bytes].reverse()) value = (value << 8n) | BigInt(byte);
  const bits = bytes.length * 8;
  return value === 1n << BigInt(bits - 1) ? undefined : BigInt.asIntN(bits, value);
}

/**
 * Binary coded decimal digits, least significant byte first (type A); an F in the highest digit is a minus.
 * @returns undefined when a digit is none, which meters use for "no value"
 */
export function readBcd(bytes: Uint8Array): bigint | undefined {
  let digits = '';
  for (const byte of [...bytes].reverse()) digits += byte.toString(16).padStart(2, '0');
  const negative = digits.startsWith('f');
  if (negative) digits = digits.slice(1);
  if (!/^\d+$/.test(digits)) return undefined;
  return negative ? -BigInt(digits) : BigInt(digits);
}
