import { toNumber } from '../mbus/value';
import type { Register } from '../registers';

/** Types of the points that the models here have (SunSpec Information Model Specification 1.9, 3.3). */
export type PointType = 'int16' | 'uint16' | 'enum16' | 'acc32';

/** Where a value stands in its model. */
export interface Point {
  /** Registers from the first one behind the model's id and length. */
  offset: number;
  type: PointType;
  /** Where the power of ten stands that the value is multiplied by. */
  scale?: number;
}

const LENGTH: Record<PointType, number> = { int16: 1, uint16: 1, enum16: 1, acc32: 2 };
const MOST_EXPONENT = 10;
const NOT_IMPLEMENTED_16 = 0xffff;
const NOT_IMPLEMENTED_INT16 = 0x8000;
const NOT_IMPLEMENTED_32 = 0xffffffff;

/**
 * A value of a model in its unit.
 * @param block the registers behind the model's id and length; value and scale factor must be of the same read
 * @returns undefined for one that the device does not implement, whose scale factor is none, or that the block lacks
 */
export function readPoint(block: readonly Register[], { offset, type, scale }: Point): number | undefined {
  if (offset + LENGTH[type] > block.length) return undefined;
  const value = readWhole(block, offset, type);
  if (value === undefined || scale === undefined) return value;
  const exponent = scale < block.length ? toInt16(block[scale]!) : undefined;
  if (exponent === undefined || Math.abs(exponent) > MOST_EXPONENT) return undefined;
  return toNumber({ mantissa: BigInt(value), exponent });
}

function readWhole(block: readonly Register[], offset: number, type: PointType): number | undefined {
  const word = block[offset]!;
  switch (type) {
    case 'int16':
      return toInt16(word);
    case 'acc32': {
      const value = word * 0x10000 + block[offset + 1]!;
      // 0 is "not accumulated".
      return value === 0 || value === NOT_IMPLEMENTED_32 ? undefined : value;
    }
    default:
      return word === NOT_IMPLEMENTED_16 ? undefined : word;
  }
}

function toInt16(word: Register): number | undefined {
  return word === NOT_IMPLEMENTED_INT16 ? undefined : (word << 16) >> 16;
}
