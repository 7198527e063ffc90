import { InputError } from '../input-error';
import { isValue, KINDS, type Kind, type Reading, show, UNITS, type Unit } from '../reading';
import {
  readScaled,
  VALUE_BYTES,
  VALUE_TYPES,
  type ValueRule,
  type ValueType,
  WORD_ORDERS,
  type WordOrder,
} from './register-value';

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

export const FUNCTION_CODES = [3, 4] as const;

const QUANTITY = /^[a-z0-9_-]{1,29}$/;
/** What a sensor of a house can measure, by unit. */
const RANGES: Partial<Record<Unit, [lowest: number, highest: number]>> = { '°C': [-50, 150] };
const MOST_ROWS = 200;

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

/**
 * Checks rows from a profile's file or the dialog.
 * @throws InputError `bad-profile` that names the row and the field
 */
export function parseRows(input: unknown): ProfileRow[] {
  if (!Array.isArray(input) || input.length === 0 || input.length > MOST_ROWS) {
    throw bad('the rows', input, `a list of 1 to ${MOST_ROWS} rows`);
  }
  const rows = input.map((row, index) => parseRow(row, index + 1));
  const places = new Set(rows.map(({ quantity }) => quantity));
  if (places.size < rows.length)
    throw bad(
      'the rows',
      rows.map(({ quantity }) => quantity),
      'each quantity once',
    );
  return rows;
}

function parseRow(input: unknown, number: number): ProfileRow {
  if (typeof input !== 'object' || input === null) throw bad(`row ${number}`, input, 'an object');
  const fields = input as Record<string, unknown>;
  const {
    quantity,
    kind = 'gauge',
    unit = '°C',
    type = 'i16',
    wordOrder = 'big',
    functionCode = 3,
    invalid = [],
  } = fields;
  const field = (name: string): string => `${name} of row ${number} of the profile`;
  if (typeof quantity !== 'string' || !QUANTITY.test(quantity)) {
    throw bad(field('quantity'), quantity, 'a name of a-z, 0-9, "_" and "-", such as outdoor_temperature');
  }
  const choice = <T>(name: string, value: unknown, choices: readonly T[]): T => {
    if (!choices.includes(value as T)) throw bad(field(name), value, `one of ${choices.join(', ')}`);
    return value as T;
  };
  const number_ = (name: string, value: unknown, allowed = (_: number): boolean => true, rule = 'a number'): number => {
    if (typeof value !== 'number' || !Number.isFinite(value) || !allowed(value)) throw bad(field(name), value, rule);
    return value;
  };
  const known = choice<Unit>('unit', unit, UNITS);
  const [low, high] = RANGES[known] ?? [-1e9, 1e12];
  const whole = (from: number, to: number) => (value: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  if (!Array.isArray(invalid) || !invalid.every((value) => typeof value === 'number')) {
    throw bad(field('invalid'), invalid, 'a list of raw values');
  }
  return {
    quantity,
    kind: choice<Kind>('kind', kind, KINDS),
    unit: known,
    address: number_('address', fields['address'], whole(0, 65_535), 'a whole number from 0 to 65535'),
    functionCode: choice('functionCode', functionCode, FUNCTION_CODES),
    ...(fields['unitId'] === undefined
      ? {}
      : { unitId: number_('unitId', fields['unitId'], whole(0, 255), 'a whole number from 0 to 255') }),
    type: choice<ValueType>('type', type, VALUE_TYPES),
    wordOrder: choice<WordOrder>('wordOrder', wordOrder, WORD_ORDERS),
    scale: number_('scale', fields['scale'] ?? 1, (value) => value !== 0, 'a number other than 0'),
    offset: number_('offset', fields['offset'] ?? 0),
    invalid,
    lowest: number_('lowest', fields['lowest'] ?? low),
    highest: number_('highest', fields['highest'] ?? high),
  };
}

function bad(what: string, value: unknown, rule: string): InputError {
  return new InputError('bad-profile', `Bad profile: ${what} is ${show(value)}, but must be ${rule}.`);
}
