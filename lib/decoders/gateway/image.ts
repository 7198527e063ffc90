import { InputError } from '../../input-error';
import type { Register } from '../registers';
import {
  ENTRY_KINDS,
  ENTRY_LENGTH,
  entryKind,
  type GatewayEntry,
  type MeterEntry,
  readGatewayEntry,
  readMeterEntry,
  readValueEntry,
  type ValueEntry,
  WORD_ORDERS,
  type WordOrder,
} from './entries';

/** A meter of the image with its values; `entry` is missing when the registers start after the meter entry. */
export interface ImageMeter {
  entry?: MeterEntry;
  values: ValueEntry[];
}

export interface GatewayImage {
  gateway?: GatewayEntry;
  meters: ImageMeter[];
}

/** 2010-01-01, in s: no gateway of this kind was read before. */
const EARLIEST_STAMP = 1262304000;
const DAY = 86400;
/** A float32 holds 24 bits: twice its relative rounding, and room for the gateway's own arithmetic. */
const FLOAT_TOLERANCE = 1e-6;

/**
 * Splits a register image (whole entries, usually from address 0) into gateway, meters and values.
 * @param now ms since the epoch; needed to tell a plausible time stamp from one with swapped words
 * @throws InputError `bad-image` for registers that aren't entries, `word-order` when the other word order fits
 */
export function readImage(registers: readonly Register[], order: WordOrder, now: number): GatewayImage {
  if (registers.length % ENTRY_LENGTH !== 0) {
    throw new InputError(
      'bad-image',
      `The gateway's registers come in entries of 10, but the payload holds ${registers.length}: ` +
        `[${registers.slice(0, 40).join(', ')}]. Read a multiple of 10 registers from an entry's start, ` +
        'or just the 4 registers of one value.',
    );
  }
  const image: GatewayImage = { meters: [] };
  for (let start = 0; start < registers.length; start += ENTRY_LENGTH) {
    const entry = registers.slice(start, start + ENTRY_LENGTH);
    if (entry.every((word) => word === 0)) continue;
    switch (entryKind(entry)) {
      case ENTRY_KINDS.gateway:
        image.gateway = readGatewayEntry(entry, order);
        break;
      case ENTRY_KINDS.meter:
        image.meters.push({ entry: readMeterEntry(entry, order), values: [] });
        break;
      case ENTRY_KINDS.value: {
        const value = readChecked(entry, start, order, now);
        const meter = image.meters.at(-1);
        if (meter) meter.values.push(value);
        else image.meters.push({ values: [value] });
        break;
      }
      default:
        throw new InputError(
          'bad-image',
          `Registers ${start} to ${start + 9} are no entry of the gateway (kind ${entryKind(entry)}): ` +
            `[${entry.join(', ')}]. Check the start address: it must be the start of an entry.`,
        );
    }
  }
  return image;
}

/** A value entry whose integer, float and time stamp agree with each other. */
function readChecked(entry: readonly Register[], start: number, order: WordOrder, now: number): ValueEntry {
  const value = readValueEntry(entry, order);
  const agrees = floatAgrees(value);
  if (agrees && stampPlausible(value, now)) return value;
  const other = WORD_ORDERS.find((candidate) => candidate !== order)!;
  const swapped = readValueEntry(entry, other);
  if (floatAgrees(swapped) && stampPlausible(swapped, now)) throw wrongWordOrder(order, other, entry, start);
  if (!agrees) {
    throw new InputError(
      'value-mismatch',
      `The integer and the float of the value at registers ${start} to ${start + 9} disagree ` +
        `(${value.integer} × 10^${value.exponent} against ${value.float}): [${entry.join(', ')}]. ` +
        "Check the start address and the gateway's word order.",
    );
  }
  return value;
}

export function wrongWordOrder(
  order: WordOrder,
  other: WordOrder,
  registers: readonly Register[],
  start: number,
): InputError {
  return new InputError(
    'word-order',
    `The registers from ${start} on make sense only with the word order "${other}", but "${order}" is set: ` +
      `[${registers.join(', ')}]. Set the word order of this node to "${other}".`,
    { wordOrder: other },
  );
}

function floatAgrees({ integer, exponent, float }: ValueEntry): boolean {
  const exact = Number(`${integer}e${exponent}`);
  return Math.abs(exact - float) <= Math.max(Math.abs(exact) * FLOAT_TOLERANCE, Number.MIN_VALUE);
}

/** Whether a stamp can be a time of this gateway: from 2010 to a day ahead of now. */
export function stampPlausible({ time }: { time: number }, now: number): boolean {
  return time >= EARLIEST_STAMP && time <= now / 1000 + DAY;
}
