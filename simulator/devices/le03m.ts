import type { FaultName } from '../faults';
import { type ModbusAnswer, type ModbusRequest, READ_HOLDING_REGISTERS } from '../modbus/pdu';
import type { Register } from './register';
import { answerReads } from './register-device';
import { RegisterImage } from './register-image';
import type { WrongRegister } from './wrong-register';

/** The meter's address on the RS-485 line. */
export const LE03M_UNIT_ID = 3;

const REGISTERS = 3;

/** The registers of an F&F LE-03M: one byte of the counter in each, the most significant first. */
function le03mImage(counts: number): Buffer {
  const image = new RegisterImage(REGISTERS);
  for (let register = 0; register < REGISTERS; register++) {
    image.u16(register, Math.floor(counts / 256 ** (REGISTERS - 1 - register)) % 256);
  }
  return image.bytes;
}

/** An F&F LE-03M on a serial line, and its faults. */
export class Le03m {
  readonly #register: Register;
  readonly #faults: ReadonlyMap<FaultName, number>;
  readonly #wrong: WrongRegister;

  /** @param faults the faults that are on, with the time of their start */
  constructor(register: Register, faults: ReadonlyMap<FaultName, number>, wrong: WrongRegister) {
    this.#register = register;
    this.#faults = faults;
    this.#wrong = wrong;
  }

  answer(request: ModbusRequest, time: number): ModbusAnswer {
    return answerReads(request, {
      unitId: LE03M_UNIT_ID,
      functionCode: READ_HOLDING_REGISTERS,
      faults: this.#faults,
      image: () => this.image(time),
    });
  }

  /** The registers at a moment. */
  image(time: number): Buffer {
    return le03mImage(this.#wrong.shown(this.#register.read(time), time));
  }
}
