import type { FaultName } from '../faults';
import type { House } from '../house/house';
import { type ModbusAnswer, type ModbusRequest, READ_INPUT_REGISTERS } from '../modbus/pdu';
import { answerReads } from './register-device';
import { RegisterImage, toTenths } from './register-image';

/** The controller's address on the RS-485 line. */
const UNIT_ID = 1;

const REGISTERS = 13;
/** Input registers of an LG Therma V: tenths of °C with a sign. The manual counts them from 30001. */
const REGISTER = { return: 2, supply: 3, hotWater: 5, outdoor: 12 } as const;
/** What a sensor without contact reads. */
const NO_SENSOR = 0x8000;

/** 300 °C */
const WILD = 3000;

/** What the controller measures, whole tenths of °C. */
export interface HeatPumpTenths {
  outdoor: number;
  supply: number;
  return: number;
  hotWater: number;
}

/** The house's temperatures as the controller shows them. */
export function heatPumpTenths(house: House, time: number): HeatPumpTenths {
  const water = house.heatPumpWater(time);
  return {
    outdoor: toTenths(house.outdoorTemperature(time)),
    supply: toTenths(water.supply),
    return: toTenths(water.return),
    hotWater: toTenths(house.hotWaterTemperature(time)),
  };
}

/** The controller of the heat pump on the serial line, with the registers of an LG Therma V; and its faults. */
export class HeatPumpController {
  readonly #house: House;
  readonly #faults: ReadonlyMap<FaultName, number>;

  /** @param faults the faults that are on, with the time of their start */
  constructor(house: House, faults: ReadonlyMap<FaultName, number>) {
    this.#house = house;
    this.#faults = faults;
  }

  answer(request: ModbusRequest, time: number): ModbusAnswer {
    return answerReads(request, {
      unitId: UNIT_ID,
      functionCode: READ_INPUT_REGISTERS,
      faults: this.#faults,
      image: () => this.image(time),
    });
  }

  /** The registers at a moment. */
  image(time: number): Buffer {
    const tenths = heatPumpTenths(this.#house, time);
    const stuckSince = this.#faults.get('sensor_stuck');
    if (stuckSince !== undefined) tenths.outdoor = heatPumpTenths(this.#house, stuckSince).outdoor;
    if (this.#faults.has('sensor_wild')) tenths.outdoor = WILD;
    const image = new RegisterImage(REGISTERS);
    image.i16(REGISTER.return, tenths.return);
    image.i16(REGISTER.supply, tenths.supply);
    image.i16(REGISTER.hotWater, tenths.hotWater);
    if (this.#faults.has('sensor_broken')) image.u16(REGISTER.outdoor, NO_SENSOR);
    else image.i16(REGISTER.outdoor, tenths.outdoor);
    return image.bytes;
  }
}
