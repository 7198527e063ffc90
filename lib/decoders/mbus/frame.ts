import { InputError } from '../../input-error';
import { toHex } from '../registers';

/** The variable or fixed data of an M-Bus answer, unwrapped from its frame. */
export interface MbusAnswer {
  /** CI field: 0x72 variable data, 0x73 fixed data. */
  control: 0x72 | 0x73;
  /** The bytes after the CI field, checksum excluded. */
  data: Uint8Array;
}

const LONG_START = 0x68;
const SHORT_START = 0x10;
const ACKNOWLEDGE = 0xe5;
const STOP = 0x16;
const VARIABLE_DATA = 0x72;
const FIXED_DATA = 0x73;
/** Control field of an answer (RSP_UD) without the bits ACD and DFC. */
const RESPONSE = 0x08;

/**
 * Unwraps an M-Bus answer: `68 L L 68 C A CI data… CS 16`, where L counts C to the last data byte and CS is their sum.
 * Layout: EN 13757-2, 5.5 and EN 13757-3, 5.
 * @throws InputError `bad-frame` (damaged), `no-data` (a frame that carries no reading) or `unsupported-frame`
 */
export function parseFrame(frame: Uint8Array): MbusAnswer {
  const start = frame[0];
  if (start === ACKNOWLEDGE || start === SHORT_START) {
    throw new InputError(
      'no-data',
      `This M-Bus frame is ${start === ACKNOWLEDGE ? 'only an acknowledgement (E5)' : 'a short frame, a request'}` +
        ` and carries no reading: ${toHex(frame)}. Pass the meter's answer, which starts with 68.`,
    );
  }
  if (start !== LONG_START) throw damaged(`it starts with ${toHex(frame.slice(0, 1))} instead of 68`, frame);
  if (frame.length < 4 || frame[3] !== LONG_START || frame[1] !== frame[2]) {
    throw damaged('its header is not "68 L L 68" with the length twice', frame);
  }
  const length = frame[1]!;
  const total = length + 6;
  if (frame.length < total) throw damaged(`it ends after ${frame.length} of ${total} bytes`, frame);
  if (frame.length > total) throw damaged(`${frame.length - total} bytes follow its end`, frame);
  if (frame[total - 1] !== STOP) throw damaged('its last byte is not the stop byte 16', frame);
  const body = frame.subarray(4, total - 2);
  const sum = body.reduce((all, byte) => (all + byte) & 0xff, 0);
  if (sum !== frame[total - 2]) {
    throw damaged(`its checksum is ${hex(frame[total - 2]!)} but its bytes add up to ${hex(sum)}`, frame);
  }
  const [control, , information] = body;
  if (length <= 3 || control === undefined || (control & 0x4f) !== RESPONSE) {
    throw new InputError(
      'no-data',
      `This M-Bus frame is not a meter's answer (control field ${hex(control ?? 0)}) and carries no reading: ${toHex(frame)}.`,
    );
  }
  if (information !== VARIABLE_DATA && information !== FIXED_DATA) {
    throw new InputError(
      'unsupported-frame',
      `This M-Bus answer has CI ${hex(information ?? 0)}; only 72 (variable data) and 73 (fixed data) are known: ${toHex(frame)}.`,
    );
  }
  return { control: information, data: body.subarray(3) };
}

/** The error of a frame whose bytes can't be what the meter sent. */
export function damaged(why: string, bytes: Uint8Array): InputError {
  return new InputError('bad-frame', `The M-Bus frame is damaged: ${why}. Bytes: ${toHex(bytes)}.`);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}
