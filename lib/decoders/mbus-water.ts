import { InputError } from '../input-error';
import { isValue, type Meter, type Reading } from '../reading';
import {
  ENTRY_KINDS,
  ENTRY_LENGTH,
  entryKind,
  signed64,
  type ValueEntry,
  WORD_ORDERS,
  type WordOrder,
} from './gateway/entries';
import { type GatewayImage, type ImageMeter, readImage, stampPlausible, wrongWordOrder } from './gateway/image';
import { GATEWAY_UNITS, unitName } from './gateway/units';
import { manufacturerLetters } from './mbus/manufacturer';
import { mediumName } from './mbus/media';
import { decodeTelegram, describeTelegram } from './mbus/telegram';
import type { Quantity } from './mbus/units';
import { toNumber } from './mbus/value';
import { type Register, toRegisters } from './registers';

export interface MbusWaterOptions {
  /** First part of the series' names: `water` gives `water.volume`. */
  meter: string;
  wordOrder: WordOrder;
  /** A value whose stamp is older than this many minutes is refused; 0 takes any age. */
  maxAge: number;
  /** Unit and power of ten of a bare int64 (4 registers): `dm3` and 0 for a register in litres. */
  unit: 'dm3' | 'm3';
  exponent: number;
  /** Names of several meters in one image, by serial. */
  meters: { serial: string; meter: string }[];
}

/** What a payload was taken for. */
export type MbusWaterFormat = 'image' | 'entry' | 'integer' | 'frame';

export interface MbusWaterResult {
  format: MbusWaterFormat;
  readings: Reading[];
  /** What had to be left out, for example one meter of several that could not be read. */
  problems: InputError[];
  /** By how much the gateway's clock is ahead of ours, in s, when that is too much to trust its stamps. */
  drift?: number;
}

/** A clock this far ahead of ours is wrong, in s. */
const CLOCK_AHEAD = 120;
/** The gateway entry's time may be that of its last read-out, so it may lag this far behind, in s. */
const CLOCK_BEHIND = 900;

/**
 * Decodes what people have of a water meter: the gateway's register image, one value entry of it, the bare int64, or
 * a raw M-Bus answer.
 * @param payload registers as an array or Buffer, or a Buffer with an M-Bus frame (starts with 68)
 * @param now when it was read, ms since the epoch
 * @throws InputError when nothing of it can be used
 */
export function decodeMbusWater(payload: unknown, now: number, options: MbusWaterOptions): MbusWaterResult {
  if (payload instanceof Uint8Array && looksLikeFrame(payload)) return fromFrame(payload, now, options);
  const registers = toRegisters(payload);
  if (registers.length === 4) return fromInteger(registers, now, options);
  const image = readImage(registers, options.wordOrder, now);
  return fromImage(image, registers, now, options);
}

/** A register of a value may start with 68 too; a frame has it again behind its two lengths. */
function looksLikeFrame(bytes: Uint8Array): boolean {
  const mayBeRegisters = bytes.length === 8 || bytes.length % (2 * ENTRY_LENGTH) === 0;
  if (bytes[0] === 0x68) return bytes[3] === 0x68 || !mayBeRegisters;
  return (bytes[0] === 0x10 && bytes.length === 5) || (bytes[0] === 0xe5 && bytes.length === 1);
}

function fromFrame(frame: Uint8Array, time: number, { meter }: MbusWaterOptions): MbusWaterResult {
  const telegram = decodeTelegram(frame);
  if (!telegram.values.some(({ quantity }) => quantity.name === 'volume')) {
    throw new InputError(
      'no-volume',
      `The M-Bus answer holds no present volume: ${describeTelegram(telegram, frame)}. Check which meter answers.`,
    );
  }
  const readings = telegram.values.map(({ quantity, value }) => reading(meter, quantity, value, time, telegram.meter));
  return { format: 'frame', readings, problems: [] };
}

/** Above this a 64-bit water total is no total of this world, but its words in the wrong order. */
const IMPOSSIBLE = 2n ** 48n;

function fromInteger(registers: Register[], time: number, options: MbusWaterOptions): MbusWaterResult {
  const { wordOrder, meter, unit, exponent } = options;
  const integer = signed64(registers, 0, wordOrder);
  const other = WORD_ORDERS.find((candidate) => candidate !== wordOrder)!;
  if (isImpossible(integer)) {
    if (!isImpossible(signed64(registers, 0, other))) throw wrongWordOrder(wordOrder, other, registers, 0);
    throw new InputError(
      'bad-registers',
      `The 64-bit value ${integer} of the registers [${registers.join(', ')}] is no volume. Check the start address: ` +
        'the value is the first 4 registers of a value entry.',
    );
  }
  const value = toNumber({ mantissa: integer, exponent: exponent + (unit === 'm3' ? 3 : 0) });
  const volume: Quantity = { name: 'volume', kind: 'counter', unit: 'dm3' };
  return { format: 'integer', readings: [reading(meter, volume, value, time)], problems: [] };
}

function isImpossible(integer: bigint): boolean {
  return integer >= IMPOSSIBLE || integer <= -IMPOSSIBLE;
}

function fromImage(
  image: GatewayImage,
  registers: Register[],
  now: number,
  options: MbusWaterOptions,
): MbusWaterResult {
  const single = registers.length === ENTRY_LENGTH;
  if (single && entryKind(registers) !== ENTRY_KINDS.value) {
    throw new InputError(
      'no-volume',
      'The 10 registers are the entry of the gateway or of a meter, which holds no value: ' +
        `[${registers.join(', ')}]. Read on, or read one of the value entries after it.`,
    );
  }
  const readings: Reading[] = [];
  const problems: InputError[] = [];
  for (const meter of image.meters) {
    const name = nameOf(meter, image, options);
    if (meter.entry?.notRead) {
      problems.push(
        new InputError('not-read', `The gateway could not read the meter ${meter.entry.serial} of ${name}.`),
      );
      continue;
    }
    const seen = new Map<string, number>();
    for (const value of meter.values) {
      const known = GATEWAY_UNITS[value.unit];
      if (!known?.quantity) continue;
      const count = (seen.get(known.quantity.name) ?? 0) + 1;
      seen.set(known.quantity.name, count);
      const quantity = count === 1 ? known.quantity.name : `${known.quantity.name}_${count}`;
      const time = timeOf(value, meter, image, now, options.maxAge);
      if (time instanceof InputError) {
        problems.push(new InputError(time.code, `${name}.${quantity}: ${time.message}`, time.details));
        continue;
      }
      const scaled = toNumber({ mantissa: value.integer, exponent: value.exponent + (known.exponent ?? 0) });
      const physical = scaled * (known.factor ?? 1);
      if (!isValue(physical)) {
        problems.push(
          new InputError(
            'bad-registers',
            `${name}.${quantity}: ${value.integer} × 10^${value.exponent} ${known.name} is no value of this world. ` +
              'Check the start address and the word order.',
          ),
        );
        continue;
      }
      readings.push({
        series: `${name}.${quantity}`,
        kind: known.quantity.kind,
        value: physical,
        unit: known.quantity.unit,
        time,
        ...(meter.entry ? { meter: deviceOf(meter) } : {}),
      });
    }
  }
  const volumeExpected = image.meters.every(({ values }) => !values.some(isVolume));
  if (volumeExpected && problems.length === 0) throw noVolume(image, registers);
  if (readings.length === 0) throw problems[0] ?? noVolume(image, registers);
  const drift = image.gateway ? Math.round(image.gateway.time - now / 1000) : 0;
  const isWrong = image.gateway !== undefined && !isClockTrusted(image.gateway.time, now);
  return { format: single ? 'entry' : 'image', readings, problems, ...(isWrong ? { drift } : {}) };
}

function isVolume({ unit }: ValueEntry): boolean {
  return GATEWAY_UNITS[unit]?.quantity?.name === 'volume';
}

function noVolume(image: GatewayImage, registers: Register[]): InputError {
  const found = image.meters.flatMap(({ values }) =>
    values.map(({ integer, exponent, unit }) => `${toNumber({ mantissa: integer, exponent })} ${unitName(unit)}`),
  );
  return new InputError(
    'no-volume',
    `The registers hold no volume, but ${found.length ? found.join(', ') : 'no value at all'}: ` +
      `[${registers.slice(0, 40).join(', ')}]. Check the start address and the count, and whether the gateway's ` +
      'dummy data is switched on.',
    { found },
  );
}

/**
 * One meter has the node's name; several are told apart by serial alone, never by their place in the image: the
 * gateway may change the order.
 */
function nameOf({ entry }: ImageMeter, image: GatewayImage, { meter, meters }: MbusWaterOptions): string {
  const mapped = meters.find(({ serial }) => entry !== undefined && serial.trim().padStart(8, '0') === entry.serial);
  if (mapped) return mapped.meter;
  return image.meters.length > 1 && entry ? `${meter}_${entry.serial}` : meter;
}

function deviceOf({ entry }: ImageMeter): Meter {
  return {
    manufacturer: manufacturerLetters(entry!.manufacturerCode),
    serial: entry!.serial,
    medium: mediumName(entry!.medium),
  };
}

/**
 * When a value was measured: its own stamp if the gateway's clock can be trusted, else the time of the poll.
 * An age is always taken by one clock: the gateway's own when its entry is there.
 */
function timeOf(
  value: ValueEntry,
  { entry }: ImageMeter,
  { gateway }: GatewayImage,
  now: number,
  maxAge: number,
): number | InputError {
  if (value.time === 0)
    return new InputError('never-read', 'The gateway has not read this value yet (its stamp is 0).');
  const clock = gateway?.time ?? now / 1000;
  const stampTrusted =
    isClockTrusted(clock, now) && stampPlausible(value, now) && value.time <= now / 1000 + CLOCK_AHEAD;
  if (entry?.partlyRead && !stampTrusted) {
    return new InputError(
      'not-read',
      "The gateway updated only a part of the meter's values, and its clock can't tell which.",
    );
  }
  const age = gateway || stampTrusted ? clock - value.time : 0;
  if (maxAge > 0 && age > maxAge * 60) {
    return new InputError(
      'stale',
      `The value is ${Math.round(age / 60)} min old, more than the ${maxAge} min allowed (stamp ${isoTime(value.time)}). ` +
        'Check the meter and its M-Bus line, or the clock of the gateway.',
      { age, stamp: value.time },
    );
  }
  return stampTrusted ? value.time * 1000 : now;
}

/** @param clock what the gateway's clock says, in s */
function isClockTrusted(clock: number, now: number): boolean {
  return clock <= now / 1000 + CLOCK_AHEAD && clock >= now / 1000 - CLOCK_BEHIND;
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function reading(meter: string, { name, kind, unit }: Quantity, value: number, time: number, device?: Meter): Reading {
  return { series: `${meter}.${name}`, kind, value, unit, time, ...(device ? { meter: device } : {}) };
}
