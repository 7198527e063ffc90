import type { ModbusRequest } from './pdu';

/** A request as Modbus TCP carries it. */
export interface Frame extends ModbusRequest {
  /** Chosen by the client, given back with the answer. */
  transaction: number;
}

/** Transaction, protocol and length stand before the part whose bytes the length counts. */
const PREFIX = 6;
const PROTOCOL = 0;
/** A unit id and a function code at least. */
const SHORTEST = 2;
/** A unit id and a PDU of 253 bytes at most. */
const LONGEST = 254;

/**
 * Cuts a byte stream into Modbus TCP frames (Modbus Messaging on TCP/IP 1.0b, 3.1.3), however TCP has split or joined
 * them on the way.
 */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #broken = false;

  /** The stream holds something that is no Modbus: where the next frame starts can't be known any more. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Takes the next bytes, and gives the frames that they complete. */
  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (!this.#broken && this.#rest.length >= PREFIX) {
      const length = this.#rest.readUInt16BE(4);
      if (this.#rest.readUInt16BE(2) !== PROTOCOL || length < SHORTEST || length > LONGEST) {
        this.#broken = true;
      } else if (this.#rest.length < PREFIX + length) {
        break;
      } else {
        frames.push(toFrame(this.#rest.subarray(0, PREFIX + length)));
        this.#rest = this.#rest.subarray(PREFIX + length);
      }
    }
    return frames;
  }
}

function toFrame(bytes: Buffer): Frame {
  return {
    transaction: bytes.readUInt16BE(0),
    unit: bytes.readUInt8(6),
    functionCode: bytes.readUInt8(7),
    data: bytes.subarray(8),
  };
}

/** The bytes of an answer. */
export function toBytes({ transaction, unit }: Frame, answer: Buffer): Buffer {
  const header = Buffer.alloc(PREFIX + 1);
  header.writeUInt16BE(transaction, 0);
  header.writeUInt16BE(PROTOCOL, 2);
  header.writeUInt16BE(answer.length + 1, 4);
  header.writeUInt8(unit, 6);
  return Buffer.concat([header, answer]);
}
