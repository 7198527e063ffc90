import { InputError } from '../input-error';
import { isValue, type Kind, type Reading, type Unit } from '../reading';
import { readScaled, VALUE_BYTES, type ValueRule } from './register-value';

/** A quantity of a device, and where it stands. */
export interface ProfileRow extends ValueRule {
  /** Second part of the series' name: `outdoor_temperature`. */
  quantity: string;
  kind: Kind;
  unit: Unit;
  /** As the request has it, from 0; of a `byte` its place in the frame. */
  address: number;
  /** 3 holding registers, 4 input registers. */
  functionCode: 3 | 4;
  /** Only in an answer of this unit id; any if not given. */
  unitId?: number | undefined;
  /** What the value can be: anything else is none. */
  lowest: number;
  highest: number;
}

/** One read of registers. */
export interface RegisterRead {
  /** As they were sent: two bytes a register, the most significant first. */
  bytes: Uint8Array;
  /** Of the first register. */
  address: number;
  functionCode?: number | undefined;
  unitId?: number | undefined;
}

/**
 * Readings of the quantities that stand whole in one or several reads.
 * @param time when they were read, ms since the epoch
 * @throws InputError `no-quantity` when the reads hold none of the rows' registers
 */
export function decodeByProfile(
  reads: readonly RegisterRead[],
  rows: readonly ProfileRow[],
  meter: string,
  time: number,
): { readings: Reading[]; problems: InputError[] } {
  const readings: Reading[] = [];
  const problems: InputError[] = [];
  let found = 0;
  for (const row of rows) {
    const read = reads.find((candidate) => holds(candidate, row));
    if (!read) continue;
    found += 1;
    const { quantity, kind, unit, lowest, highest } = row;
    const value = readScaled(read.bytes, placeIn(read, row), row);
    // A sensor that is not there is no fault: many pumps have fewer than their controller can take.
    if (value === undefined) continue;
    const series = `${meter}.${quantity}`;
    if (value < lowest || value > highest || !isValue(value)) problems.push(outOfRange(series, value, row));
    else readings.push({ series, kind, value, unit, time });
  }
  if (found === 0) throw noQuantity(reads, rows);
  return { readings, problems };
}

function placeIn({ address }: RegisterRead, row: ProfileRow): number {
  return row.type === 'byte' ? row.address : (row.address - address) * 2;
}

function holds(read: RegisterRead, row: ProfileRow): boolean {
  const { functionCode = row.functionCode, unitId = row.unitId, bytes } = read;
  const place = placeIn(read, row);
  const isSame = functionCode === row.functionCode && (row.unitId === undefined || unitId === row.unitId);
  return isSame && place >= 0 && place + VALUE_BYTES[row.type] <= bytes.length;
}

function outOfRange(series: string, value: number, { address, lowest, highest, unit }: ProfileRow): InputError {
  return new InputError(
    'out-of-range',
    `${series}: ${value} ${unit} in register ${address} can't be; possible is ${lowest} to ${highest} ${unit}. ` +
      'Check the sensor, and that the profile fits this device.',
    { series, value },
  );
}

function noQuantity(reads: readonly RegisterRead[], rows: readonly ProfileRow[]): InputError {
  const asked = reads.map(({ bytes, address, functionCode, unitId }) => {
    const unit = unitId === undefined ? '' : ` of unit id ${unitId}`;
    const code = functionCode === undefined ? '' : ` with function code ${functionCode}`;
    return `${bytes.length / 2} registers from ${address}${unit}${code}`;
  });
  const wanted = rows.map(
    ({ quantity, address, functionCode }) => `${quantity} ${address} (function code ${functionCode})`,
  );
  return new InputError(
    'no-quantity',
    `None of the profile's registers was read. Read were ${asked.join(' and ')}; the profile has ${wanted.join(', ')}.`,
  );
}
