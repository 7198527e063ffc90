import type { Duplex } from 'node:stream';
import { EXCEPTION, exception, type ModbusAnswer, type ModbusRequest } from './pdu';

/** What disturbs an answer on a serial line. */
export type LineNoise = 'crc_error' | 'noise' | 'cut_off';

/** Unit id, function code, two words and the CRC: the requests that read. */
const REQUEST_LENGTH = 8;
const LONGEST_WASTE = 256;

/**
 * Devices on a serial line, as Modbus RTU (Modbus over Serial Line 1.02, 2.5.1).
 * @param stream the line's end, such as a serial port
 * @param answer what the line says to a request; another unit's request is met with silence
 * @param noiseOf what disturbs the answer to it
 */
export function serveSerialLine(
  stream: Duplex,
  answer: (request: ModbusRequest) => ModbusAnswer,
  noiseOf: (request: ModbusRequest) => LineNoise | undefined,
): void {
  let received: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]).subarray(-LONGEST_WASTE);
    for (let at = 0; at + REQUEST_LENGTH <= received.length; at++) {
      const frame = received.subarray(at, at + REQUEST_LENGTH);
      if (crc16(frame) !== 0) continue;
      received = received.subarray(at + REQUEST_LENGTH);
      at = -1;
      const request = { unit: frame[0]!, functionCode: frame[1]!, data: frame.subarray(2, 6) };
      const said = answerOf(answer, request);
      if (said !== 'silence') stream.write(disturbed(withCrc(request.unit, said), noiseOf(request)));
    }
  });
}

function answerOf(answer: (request: ModbusRequest) => ModbusAnswer, request: ModbusRequest): ModbusAnswer {
  try {
    return answer(request);
  } catch {
    return exception(request.functionCode, EXCEPTION.serverDeviceFailure);
  }
}

function withCrc(unit: number, pdu: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from([unit]), pdu, Buffer.alloc(2)]);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), frame.length - 2);
  return frame;
}

function disturbed(frame: Buffer, noise: LineNoise | undefined): Buffer {
  const copy = Buffer.from(frame);
  switch (noise) {
    case undefined:
      return frame;
    case 'crc_error':
      // One bit of the value: what such an error does to a register that nobody checks.
      copy[4] = copy[4]! ^ 0x01;
      return copy;
    case 'noise':
      return Buffer.concat([Buffer.from([0xff, 0x00, 0x5a]), frame]);
    case 'cut_off':
      return frame.subarray(0, frame.length - 3);
  }
}

/** The check of a frame, 0 over one that holds its own (Modbus over Serial Line 1.02, 6.2.2). */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
