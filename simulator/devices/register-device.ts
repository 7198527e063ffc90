import type { FaultName } from '../faults';
import { EXCEPTION, exception, type ModbusAnswer, type ModbusRequest, readRegisters } from '../modbus/pdu';

/** A device that shows registers of one kind. */
export interface RegisterDevice {
  unitId: number;
  /** The function code that reads its registers; it knows no other. */
  functionCode: number;
  /** The faults that are on. */
  faults: ReadonlyMap<FaultName, unknown>;
  /** Address of its first register; 0 if not given. */
  base?: number;
  /** The registers at present. */
  image: () => Buffer;
}

/** What a device answers. To another unit id it says nothing: that is what a serial line does. */
export function answerReads({ unit, functionCode, data }: ModbusRequest, device: RegisterDevice): ModbusAnswer {
  if (unit !== device.unitId || device.faults.has('silence')) return 'silence';
  if (functionCode !== device.functionCode) return exception(functionCode, EXCEPTION.illegalFunction);
  if (device.faults.has('exception')) return exception(functionCode, EXCEPTION.serverDeviceFailure);
  return readRegisters(functionCode, data, device.image(), device.base);
}
