import { InputError } from '../input-error';
import { show } from '../reading';

/** What is asked of a device: only functions that read. */
export interface ReadRequest {
  unitid: number;
  fc: number;
  address: number;
  quantity: number;
}

/** Coils, discrete inputs, holding registers, input registers (Modbus Application Protocol 1.1b3, 6.1 to 6.4). */
export const READING_FUNCTIONS = [1, 2, 3, 4] as const;
const MOST = { bits: 2000, registers: 125 } as const;

/** Whether a function reads bits rather than registers. */
function readsBits(fc: number): boolean {
  return fc <= 2;
}

/** How many values the answer to a request may have: bits come in whole bytes. */
function isComplete({ fc, quantity }: ReadRequest, count: number): boolean {
  return readsBits(fc) ? count >= quantity && count < quantity + 8 : count === quantity;
}

/**
 * Checks a request from a node's settings.
 * @throws InputError `bad-setting`; for a function that writes, too
 */
export function parseReadRequest(input: Record<string, unknown>, device: string): ReadRequest {
  const whole = (name: string, from: number, to: number): number => {
    const value = input[name];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (!Number.isInteger(number) || (number as number) < from || (number as number) > to) {
      throw new InputError(
        'bad-setting',
        `The ${name} of the device "${device}" is ${show(value)}, but must be a whole number from ${from} to ${to}` +
          `${name === 'fc' ? ': this node only reads' : ''}.`,
      );
    }
    return number as number;
  };
  const fc = whole('fc', 1, READING_FUNCTIONS.length);
  return {
    unitid: whole('unitid', 0, 255),
    fc,
    address: whole('address', 0, 65_535),
    quantity: whole('quantity', 1, readsBits(fc) ? MOST.bits : MOST.registers),
  };
}

/** Why an answer of node-red-contrib-modbus is none; undefined for one with all that was asked. */
export function problemOf(payload: unknown, error: unknown, request: ReadRequest): string | undefined {
  if (payload === '' || payload === undefined || payload === null) {
    const reason = (error as { message?: unknown } | undefined)?.message;
    return typeof reason === 'string' && reason !== '' ? reason : 'the read failed';
  }
  const count = Array.isArray(payload) ? payload.length : undefined;
  if (count === undefined) return `the answer holds no registers, but ${show(payload)}`;
  return isComplete(request, count) ? undefined : `the answer holds ${count} values instead of ${request.quantity}`;
}
