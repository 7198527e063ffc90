/** What can happen to an answer on its way. */
export const TRANSPORT_FAULTS = [
  'late_answer',
  'wrong_unit',
  'wrong_function',
  'wrong_count',
  'split_answer',
  'merged_answers',
  'reset_connection',
  'half_open',
] as const;
export type TransportFault = (typeof TRANSPORT_FAULTS)[number];

/** What is done with a connection for an answer with a fault. */
export interface Delivery {
  /** Sent one after the other, each in a TCP segment of its own. */
  pieces: Buffer[];
  /** The connection is torn down after them. */
  reset?: boolean;
  /** Nothing is sent on this connection any more, and it stays open. */
  deaf?: boolean;
}

const UNIT = 6;
const FUNCTION = 7;
const COUNT = 8;
/** A function code whose highest bit is set is an exception. */
const EXCEPTION_BIT = 0x80;

/**
 * The answers on one connection, as they come through with a fault.
 */
export class FaultyLine {
  #held: Buffer | undefined;
  #last: Buffer = Buffer.alloc(0);

  /** @param answer a whole Modbus TCP frame */
  deliver(answer: Buffer, fault: TransportFault | undefined): Delivery {
    const before = this.#last;
    this.#last = answer;
    const held = this.#held;
    this.#held = undefined;
    switch (fault) {
      case undefined:
        return { pieces: held ? [held, answer] : [answer] };
      case 'late_answer':
        // It comes with the next request, under the transaction of its own.
        this.#held = answer;
        return { pieces: held ? [held] : [] };
      case 'wrong_unit':
        return { pieces: [changed(answer, UNIT, answer[UNIT]! ^ 0x10)] };
      case 'wrong_function':
        return { pieces: [changed(answer, FUNCTION, (answer[FUNCTION]! & ~EXCEPTION_BIT) === 3 ? 4 : 3)] };
      case 'wrong_count':
        return { pieces: [fewerRegisters(answer)] };
      case 'split_answer':
        return { pieces: Array.from(answer, (byte) => Buffer.from([byte])) };
      case 'merged_answers':
        return { pieces: [Buffer.concat([before, answer])] };
      case 'reset_connection':
        return { pieces: [answer.subarray(0, answer.length >> 1)], reset: true };
      case 'half_open':
        return { pieces: [], deaf: true };
    }
  }
}

function changed(frame: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(frame);
  copy[at] = value;
  return copy;
}

/** The same answer without its last register; an exception stays as it is. */
function fewerRegisters(frame: Buffer): Buffer {
  if ((frame[FUNCTION]! & EXCEPTION_BIT) !== 0 || frame.length < COUNT + 3) return frame;
  const shorter = Buffer.from(frame.subarray(0, -2));
  shorter.writeUInt16BE(frame.readUInt16BE(4) - 2, 4);
  shorter[COUNT] = frame[COUNT]! - 2;
  return shorter;
}
