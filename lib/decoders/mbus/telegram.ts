import { InputError } from '../../input-error';
import type { Meter } from '../../reading';
import { toHex } from '../registers';
import { damaged, parseFrame } from './frame';
import { manufacturerLetters } from './manufacturer';
import { mediumName } from './media';
import { quantityOfFixedUnit, quantityOfVif, type ScaledQuantity } from './units';
import { type Decimal, readBcd, readInteger, toNumber } from './value';

/** One present value of a meter's answer. */
export interface PresentValue {
  quantity: ScaledQuantity['quantity'];
  /** In the quantity's canonical unit. */
  value: number;
}

export interface Telegram {
  meter: Meter;
  /** Present values (not stored, tariff, minimum, maximum or reverse ones), at most one a quantity. */
  values: PresentValue[];
}

/**
 * Decodes a raw M-Bus answer, variable (CI 72) or fixed data (CI 73). Dates inside it are the meter's own clock and
 * not used. Layout: EN 13757-3, 6; checked against real frames in docs/meters.md.
 * @throws InputError when the frame is damaged, no answer, or of an unknown form
 */
export function decodeTelegram(frame: Uint8Array): Telegram {
  const { control, data } = parseFrame(frame);
  return control === 0x72 ? decodeVariable(data) : decodeFixed(data);
}

const VARIABLE_HEADER = 12;
const FIXED_LENGTH = 16;

function decodeVariable(data: Uint8Array): Telegram {
  if (data.length < VARIABLE_HEADER) throw damaged('its header of 12 bytes is incomplete', data);
  if ((data[11]! & 0x1f) !== 0) {
    throw new InputError(
      'unsupported-frame',
      `This M-Bus answer is encrypted (mode ${data[11]! & 0x1f}) and can't be read: ${toHex(data)}. ` +
        'Switch the encryption off in the meter, or read it through a gateway that has the key.',
    );
  }
  const values: PresentValue[] = [];
  for (const record of readRecords(data.subarray(VARIABLE_HEADER))) {
    // A second volume of the same storage carries a VIFE (reverse volume, error state): it is never the total.
    if (
      record.modified ||
      record.storage !== 0 ||
      record.tariff !== 0 ||
      record.subUnit !== 0 ||
      record.function !== 0
    ) {
      continue;
    }
    const scaled = quantityOfVif(record.vif);
    if (scaled) add(values, scaled, record.value);
  }
  const code = data[4]! | (data[5]! << 8);
  return {
    meter: {
      manufacturer: manufacturerLetters(code),
      serial: serialText(data.subarray(0, 4)),
      medium: mediumName(data[7]!),
    },
    values,
  };
}

/** Fixed data: ident 4, access, status, two unit bytes, two counters of 4 bytes (EN 1434-3). */
function decodeFixed(data: Uint8Array): Telegram {
  if (data.length !== FIXED_LENGTH) throw damaged(`its fixed data has ${data.length} instead of 16 bytes`, data);
  const status = data[5]!;
  if (status & 0x40) throw noPresentValue('its counters were stored at a fixed date');
  const units = [data[6]!, data[7]!] as const;
  const values: PresentValue[] = [];
  for (const [index, unit] of units.entries()) {
    const scaled = quantityOfFixedUnit(unit);
    const bytes = data.subarray(8 + index * 4, 12 + index * 4);
    const mantissa = status & 0x80 ? readInteger(bytes) : readBcd(bytes);
    if (scaled && mantissa !== undefined) add(values, scaled, { mantissa, exponent: 0 });
  }
  const medium = (units[0] >> 6) | ((units[1] >> 6) << 2);
  return { meter: { serial: serialText(data.subarray(0, 4)), medium: mediumName(medium) }, values };
}

function noPresentValue(why: string): InputError {
  return new InputError('no-volume', `The M-Bus answer holds no present value: ${why}.`);
}

function add(values: PresentValue[], { quantity, exponent }: ScaledQuantity, raw: Decimal | number | undefined): void {
  if (raw === undefined || values.some((known) => known.quantity === quantity)) return;
  const value =
    typeof raw === 'number'
      ? raw * 10 ** exponent
      : toNumber({ mantissa: raw.mantissa, exponent: raw.exponent + exponent });
  if (Number.isFinite(value)) values.push({ quantity, value });
}

/** The identification number as 8 digits; a meter may use hex digits in it. */
function serialText(bytes: Uint8Array): string {
  return [...bytes]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

interface DataRecord {
  function: number;
  storage: number;
  tariff: number;
  subUnit: number;
  vif: number;
  /** Whether a VIFE changes what the value means. */
  modified: boolean;
  value: Decimal | number | undefined;
}

/** Bytes of a data field by the low nibble of its DIF; undefined: variable length or special. */
const DATA_LENGTH: readonly (number | undefined)[] = [0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, undefined, 6, undefined];
const MOST_EXTENSIONS = 10;

function* readRecords(data: Uint8Array): Generator<DataRecord> {
  let position = 0;
  const next = (): number => {
    const byte = data[position];
    if (byte === undefined) throw damaged('a data record is incomplete', data);
    position += 1;
    return byte;
  };
  const extensions = (first: number): number[] => {
    const bytes: number[] = [];
    for (let byte = first; byte & 0x80; ) {
      if (bytes.length === MOST_EXTENSIONS) throw damaged('a data record has more than 10 extension bytes', data);
      byte = next();
      bytes.push(byte);
    }
    return bytes;
  };

  while (position < data.length) {
    const dif = next();
    if (dif === 0x2f) continue;
    // 0F and 1F: what follows is the manufacturer's own; 1F says that another telegram follows.
    if (dif === 0x0f || dif === 0x1f) return;
    const dife = extensions(dif);
    const vif = next();
    // VIF 7C and FC: the unit is a text, its length first.
    if ((vif & 0x7f) === 0x7c) {
      const textLength = next();
      position += textLength;
    }
    const vife = extensions(vif);
    const type = dif & 0x0f;
    const length = type === 0x0d ? variableLength(next()) : DATA_LENGTH[type];
    if (length === undefined) throw damaged(`a data record has the unknown type ${type.toString(16)}`, data);
    const bytes = data.subarray(position, position + length);
    if (bytes.length < length) throw damaged(`a data record ends after ${bytes.length} of ${length} bytes`, data);
    position += length;
    yield {
      function: (dif >> 4) & 0x03,
      storage: dife.reduce((sum, byte, index) => sum + (byte & 0x0f) * 2 ** (1 + 4 * index), (dif >> 6) & 1),
      tariff: dife.reduce((sum, byte, index) => sum + ((byte >> 4) & 0x03) * 4 ** index, 0),
      subUnit: dife.reduce((sum, byte, index) => sum + ((byte >> 6) & 0x01) * 2 ** index, 0),
      vif: vif & 0x7f,
      modified: vife.length > 0,
      value: recordValue(type, bytes),
    };
  }
}

/** Length of a variable-length field by its first byte (EN 13757-3, 6.3.2: LVAR). */
function variableLength(lvar: number): number | undefined {
  if (lvar < 0xc0) return lvar;
  if (lvar < 0xe0) return lvar & 0x0f;
  if (lvar < 0xf0) return lvar - 0xe0;
  return undefined;
}

function recordValue(type: number, bytes: Uint8Array): Decimal | number | undefined {
  if (type === 5) return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  if (type === 0 || type === 8 || type === 0x0d) return undefined;
  const mantissa = type < 8 ? readInteger(bytes) : readBcd(bytes);
  return mantissa === undefined ? undefined : { mantissa, exponent: 0 };
}

/** What an answer without a volume says instead, for an error text. */
export function describeTelegram(telegram: Telegram, frame: Uint8Array): string {
  const others = telegram.values.map(({ quantity, value }) => `${quantity.name} ${value} ${quantity.unit}`);
  const who = `meter ${telegram.meter.serial ?? '?'} (${telegram.meter.medium ?? '?'})`;
  return `${who} sent ${others.length ? others.join(', ') : 'no value of a water meter'}: ${toHex(frame)}`;
}
