import { EXCEPTION, exception } from './pdu';

export const ENCAPSULATED_INTERFACE = 0x2b;

const READ_DEVICE_IDENTIFICATION = 0x0e;
/** Read one object; the codes below it read a list. */
const ONE_OBJECT = 0x04;
/** Only the basic objects are there; they can be read as a list and one by one. */
const BASIC_CONFORMITY = 0x81;

/**
 * Answers function 2B/0E (Modbus Application Protocol 1.1b3, 6.21).
 * @param objects the basic objects from 0: vendor name, product code, revision
 */
export function readDeviceIdentification(data: Buffer, objects: readonly string[]): Buffer {
  const [type, code = 0, object = 0] = data;
  if (type !== READ_DEVICE_IDENTIFICATION) return exception(ENCAPSULATED_INTERFACE, EXCEPTION.illegalFunction);
  if (data.length !== 3 || code === 0 || code > ONE_OBJECT) {
    return exception(ENCAPSULATED_INTERFACE, EXCEPTION.illegalDataValue);
  }
  const known = object < objects.length;
  if (code === ONE_OBJECT && !known) return exception(ENCAPSULATED_INTERFACE, EXCEPTION.illegalDataAddress);
  // A list that is asked for from an unknown object starts at the first one.
  const first = known ? object : 0;
  const last = code === ONE_OBJECT ? first : objects.length - 1;
  const parts = [Buffer.from([ENCAPSULATED_INTERFACE, type, code, BASIC_CONFORMITY, 0, 0, last - first + 1])];
  for (let id = first; id <= last; id++) {
    const text = Buffer.from(objects[id]!, 'ascii');
    parts.push(Buffer.from([id, text.length]), text);
  }
  return Buffer.concat(parts);
}
