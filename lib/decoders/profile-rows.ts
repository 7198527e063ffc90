import { InputError } from '../input-error';
import { KINDS, type Kind, show, UNITS, type Unit } from '../reading';
import type { ProfileRow } from './register-profile';
import { VALUE_TYPES, type ValueType, WORD_ORDERS, type WordOrder } from './register-value';

const FUNCTION_CODES = [3, 4] as const;
const QUANTITY = /^[a-z0-9_-]{1,29}$/;
/** What a sensor of a house can measure, by unit. */
const RANGES: Partial<Record<Unit, [lowest: number, highest: number]>> = { '°C': [-50, 150] };
const MOST_ROWS = 200;

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
