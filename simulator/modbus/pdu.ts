/** A Modbus request without its transport. */
export interface ModbusRequest {
  /** Unit id, the address of a device on a serial line. */
  unit: number;
  functionCode: number;
  /** What follows the function code. */
  data: Buffer;
}

/** An answer's function code and data, or no answer at all. */
export type ModbusAnswer = Buffer | 'silence';

export const READ_HOLDING_REGISTERS = 0x03;
export const READ_INPUT_REGISTERS = 0x04;

/** Exception codes, Modbus Application Protocol 1.1b3, 7. */
export const EXCEPTION = {
  illegalFunction: 0x01,
  illegalDataAddress: 0x02,
  illegalDataValue: 0x03,
  serverDeviceFailure: 0x04,
  gatewayTargetFailed: 0x0b,
} as const;

const MOST_REGISTERS = 125;

/** An answer that says why there is no other. */
export function exception(functionCode: number, code: number): Buffer {
  return Buffer.from([functionCode | 0x80, code]);
}

/**
 * Answers function 03 or 04, which differ in nothing but the table they read (Modbus Application Protocol 1.1b3, 6.3
 * and 6.4).
 * @param data first register and number of registers, 2 bytes each
 * @param image the device's registers, 2 bytes each, big endian
 * @param base address of the first one
 */
export function readRegisters(functionCode: number, data: Buffer, image: Buffer, base = 0): Buffer {
  if (data.length !== 4) return exception(functionCode, EXCEPTION.illegalDataValue);
  const first = data.readUInt16BE(0) - base;
  const quantity = data.readUInt16BE(2);
  if (quantity === 0 || quantity > MOST_REGISTERS) return exception(functionCode, EXCEPTION.illegalDataValue);
  if (first < 0 || (first + quantity) * 2 > image.length) return exception(functionCode, EXCEPTION.illegalDataAddress);
  const registers = image.subarray(first * 2, (first + quantity) * 2);
  return Buffer.concat([Buffer.from([functionCode, registers.length]), registers]);
}
