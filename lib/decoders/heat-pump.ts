import { InputError } from '../input-error';
import type { Reading } from '../reading';
import { decodeByProfile, type ProfileRow, type RegisterRead } from './register-profile';
import { toRegisters } from './registers';

export interface HeatPumpOptions {
  /** First part of the series' names: `heat_pump` gives `heat_pump.outdoor_temperature`. */
  meter: string;
  rows: readonly ProfileRow[];
  /** The request that the payload answers, as far as it is known. */
  address?: number | undefined;
  functionCode?: number | undefined;
  unitId?: number | undefined;
}

/**
 * Decodes a heat pump's registers by a profile.
 * @param payload registers of one read as an array or Buffer, or several reads as a list of
 *   `{ address, fc, unitid, registers }`; of a pump with bytes instead of registers its frame as a Buffer
 * @param now when it was read, ms since the epoch
 * @throws InputError when nothing of it can be used
 */
export function decodeHeatPump(
  payload: unknown,
  now: number,
  { meter, rows, address, functionCode, unitId }: HeatPumpOptions,
): { readings: Reading[]; problems: InputError[] } {
  const isFrame = rows.every(({ type }) => type === 'byte');
  const reads = isReadList(payload)
    ? payload.map(toRead)
    : [{ bytes: isFrame ? toFrame(payload) : toBytes(payload), address: address ?? 0, functionCode, unitId }];
  if (address === undefined && !isFrame && !isReadList(payload)) {
    throw new InputError(
      'no-address',
      'It is not known which registers these are: the message has no msg.modbusRequest. Use the Modbus Flex Getter, ' +
        'or enter the address of the first register in this node.',
    );
  }
  return decodeByProfile(reads, rows, meter, now);
}

type ReadInput = { address?: unknown; fc?: unknown; unitid?: unknown; registers?: unknown };

function isReadList(payload: unknown): payload is ReadInput[] {
  return Array.isArray(payload) && payload.length > 0 && payload.every((read) => typeof read === 'object' && read);
}

function toRead({ address, fc, unitid, registers }: ReadInput): RegisterRead {
  if (!isWhole(address)) {
    throw new InputError('no-address', 'Each read needs the address of its first register: { address, registers }.');
  }
  return {
    bytes: toBytes(registers),
    address,
    ...(isWhole(fc) ? { functionCode: fc } : {}),
    ...(isWhole(unitid) ? { unitId: unitid } : {}),
  };
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

function toBytes(payload: unknown): Uint8Array {
  return Uint8Array.from(toRegisters(payload).flatMap((word) => [word >> 8, word & 0xff]));
}

function toFrame(payload: unknown): Uint8Array {
  if (payload instanceof Uint8Array && payload.length > 0) return payload;
  throw new InputError('no-frame', 'This profile reads the bytes of a frame: the payload must be a Buffer.');
}
