import { InputError } from './input-error';

/** What a meter said at one moment. The contract of everything that travels between decoders and the store. */
export interface Reading {
  /** `<meter>.<quantity>`, such as `water.volume`: lower case letters, digits, `_`, `.`, `-`; at most 100 characters. */
  series: string;
  /** A register that only rises (`counter`), or a momentary value (`gauge`). */
  kind: Kind;
  /** In `unit`. */
  value: number;
  unit: Unit;
  /** When it was measured: ms since the Unix epoch, UTC. */
  time: number;
  /** The device, as far as it tells. */
  meter?: Meter;
}

export interface Meter {
  manufacturer?: string;
  serial?: string;
  medium?: string;
}

export const KINDS = ['counter', 'gauge'] as const;
export type Kind = (typeof KINDS)[number];

/** The canonical units; decoders convert to them. */
export const UNITS = ['dm3', 'dm3/h', 'kWh', 'W', '°C', '%', 'V', 'A', 'Hz'] as const;
export type Unit = (typeof UNITS)[number];

const SERIES = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/;
const METER = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const LONGEST_NAME = 100;

/** Beyond it a double has no room for a fraction, and sums of such values run away. */
const LARGEST_VALUE = 1e15;

/** The last moment a JavaScript Date can hold. */
const LATEST_TIME = 8.64e15;

/** Whether `name` can name a series: `<meter>.<quantity>`. */
export function isSeriesName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= LONGEST_NAME && SERIES.test(name);
}

/** Whether a value can be measured: a finite number of at most 15 digits. */
export function isValue(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST_VALUE;
}

/** Whether a value is a moment: a whole number of ms since the epoch that a JavaScript Date can hold. */
export function isTime(time: unknown): time is number {
  return Number.isInteger(time) && Math.abs(time as number) <= LATEST_TIME;
}

/** Whether `name` can be the first part of a series' name, leaving room for the quantity. */
export function isMeterName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= LONGEST_NAME - 30 && METER.test(name);
}

/**
 * Checks that a value from outside is a Reading and gives it back without foreign properties.
 * @throws InputError `bad-reading` that names the field, what it held and what belongs there.
 */
export function parseReading(input: unknown): Reading {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw bad('a reading', input, 'an object with series, kind, value, unit and time');
  }
  const { series, kind, value, unit, time, meter } = input as Record<string, unknown>;
  if (!isSeriesName(series)) {
    throw bad('series', series, 'a name such as "water.volume": a-z, 0-9, "_", ".", "-", at most 100 characters');
  }
  if (!KINDS.includes(kind as Kind)) throw bad(`kind of ${series}`, kind, '"counter" or "gauge"');
  if (!isValue(value)) {
    throw bad(`value of ${series}`, value, 'a finite number of at most 15 digits');
  }
  if (!UNITS.includes(unit as Unit)) throw bad(`unit of ${series}`, unit, `one of ${UNITS.join(', ')}`);
  if (!isTime(time)) throw bad(`time of ${series}`, time, 'a whole number of ms since 1970-01-01 UTC');
  const reading: Reading = { series, kind: kind as Kind, value, unit: unit as Unit, time };
  if (meter !== undefined && meter !== null) reading.meter = parseMeter(series, meter);
  return reading;
}

function parseMeter(series: string, meter: unknown): Meter {
  if (typeof meter !== 'object' || meter === null || Array.isArray(meter)) {
    throw bad(`meter of ${series}`, meter, 'an object { manufacturer, serial, medium } of texts');
  }
  const known: Meter = {};
  for (const key of ['manufacturer', 'serial', 'medium'] as const) {
    const text = (meter as Record<string, unknown>)[key];
    if (text === undefined || text === null) continue;
    if (typeof text !== 'string' || text.length > LONGEST_NAME) {
      throw bad(`meter.${key} of ${series}`, text, 'a text of at most 100 characters');
    }
    known[key] = text;
  }
  return known;
}

function bad(field: string, value: unknown, wanted: string): InputError {
  return new InputError('bad-reading', `${field} is ${show(value)}, but must be ${wanted}.`, { field, wanted });
}

/** A short, safe rendering of any value for an error text. */
export function show(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  let text: string;
  try {
    text = JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? String(value);
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
