import { InputError } from '../input-error';
import type { Reading } from '../reading';
import { toRegisters } from './registers';

export interface Le03mOptions {
  /** First part of the series' name: `heat_pump` gives `heat_pump.energy`. */
  meter: string;
  /** Counts a kWh: 10 on the LE-03M, 100 on the LE-01M. */
  divisor: number;
  /** Where in the payload the first of the three registers stands. */
  offset: number;
}

const REGISTERS = 3;

/**
 * The energy register of an F&F LE-03M (or LE-01M): three holding registers from address 0, each holding one byte,
 * the most significant first; (r0·256² + r1·256 + r2) / divisor kWh.
 * Layout: the owner's working formula, and a live frame of the sister meter LE-01M (see docs/meters.md).
 * @param payload registers of one read, as an array or a Buffer
 * @param time when they were read, ms since the epoch
 * @throws InputError when the payload can't be such a reading
 */
export function decodeLe03m(payload: unknown, time: number, { meter, divisor, offset }: Le03mOptions): Reading[] {
  const registers = toRegisters(payload);
  const bytes = registers.slice(offset, offset + REGISTERS);
  if (bytes.length < REGISTERS) {
    throw new InputError(
      'too-few-registers',
      `The energy takes 3 registers from offset ${offset}, but the payload holds ${registers.length}: ` +
        `[${registers.join(', ')}]. Read 3 registers in one request.`,
    );
  }
  const wide = bytes.findIndex((byte) => byte > 0xff);
  if (wide >= 0) {
    throw new InputError(
      'not-bytes',
      `Register ${offset + wide} is ${bytes[wide]}, but each register of this meter holds one byte (0 to 255): ` +
        `[${bytes.join(', ')}]. Check the unit id, the address and the model.`,
    );
  }
  const counts = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return [{ series: `${meter}.energy`, kind: 'counter', value: counts / divisor, unit: 'kWh', time }];
}
