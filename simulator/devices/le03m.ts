import type { FaultName } from '../faults';
import {
  EXCEPTION,
  exception,
  type ModbusAnswer,
  type ModbusRequest,
  READ_HOLDING_REGISTERS,
  readRegisters,
} from '../modbus/pdu';
import type { Register } from './register';
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

  /** Nobody answers to another address: that is what a serial line does. */
  answer({ unit, functionCode, data }: ModbusRequest, time: number): ModbusAnswer {
    if (unit !== LE03M_UNIT_ID || this.#faults.has('silence')) return 'silence';
    if (functionCode !== READ_HOLDING_REGISTERS) return exception(functionCode, EXCEPTION.illegalFunction);
    if (this.#faults.has('exception')) return exception(functionCode, EXCEPTION.serverDeviceFailure);
    return readRegisters(functionCode, data, this.image(time));
  }

  /** The registers at a moment. */
  image(time: number): Buffer {
    return le03mImage(this.#wrong.shown(this.#register.read(time), time));
  }
}
