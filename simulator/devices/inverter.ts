import type { FaultName } from '../faults';
import type { House } from '../house/house';
import { type ModbusAnswer, type ModbusRequest, READ_HOLDING_REGISTERS } from '../modbus/pdu';
import { answerReads } from './register-device';
import { RegisterImage, toTenths } from './register-image';

const UNIT_ID = 1;
/** SunSpec's registers begin here. */
export const SUNSPEC_BASE = 40_000;

/*
 * The chain of models of a SolarEdge inverter with one meter, counted from "SunS": technical note "SunSpec Logging in
 * SolarEdge Inverters" 2.4.
 */
const COMMON = 2;
const INVERTER = 69;
const METER_COMMON = 121;
const METER = 188;
const END = 295;
const REGISTERS = END + 2;
const LENGTH = { common: 65, inverter: 50, meter: 105 } as const;
const MODEL = { common: 1, inverter: 103, meter: 203, end: 0xffff } as const;
const STATUS = { sleeping: 2, producing: 4, fault: 7 } as const;
const NOT_IMPLEMENTED = { i16: 0x8000, u16: 0xffff } as const;
export const INVERTER_SERIAL = '7E1A2B3C';
export const METER_SERIAL = '4062001';
/** What the counter falls by at night in some firmware, Wh. */
const FALL = 3000;
/** Offsets of the scale factors behind a model's id and length. */
const INVERTER_SCALES = [4, 11, 13, 15, 17, 19, 21, 24, 26, 28, 30, 35];

/** A SolarEdge inverter with the meter behind it, as SunSpec registers; and its faults. */
export class Inverter {
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
      functionCode: READ_HOLDING_REGISTERS,
      faults: this.#faults,
      base: SUNSPEC_BASE,
      image: () => this.image(time),
    });
  }

  /** The registers at a moment, from "SunS". */
  image(time: number): Buffer {
    const image = new RegisterImage(REGISTERS);
    image.text(0, 'SunS', 2);
    common(image, COMMON, INVERTER_SERIAL, '');
    this.#inverter(image, time);
    common(image, METER_COMMON, METER_SERIAL, 'Export+Import');
    this.#meter(image, time);
    image.u16(END, MODEL.end);
    return image.bytes;
  }

  #inverter(image: RegisterImage, time: number): void {
    header(image, INVERTER, MODEL.inverter, LENGTH.inverter);
    const at = (offset: number): number => INVERTER + 2 + offset;
    const power = this.#house.solarPower(time);
    const isAsleep = power === 0;
    for (const offset of [5, 6, 7, 8, 9, 10, 25, 27]) image.u16(at(offset), NOT_IMPLEMENTED.u16);
    for (const offset of [16, 18, 20, 29, 31, 33, 34]) image.u16(at(offset), NOT_IMPLEMENTED.i16);
    image.i16(at(12), Math.round(power));
    image.u16(at(14), 4998);
    image.i16(at(15), -2);
    image.u32(at(22), this.#lifetimeEnergy(time));
    image.i16(at(32), toTenths(heatSinkTemperature(this.#house, time)));
    image.i16(at(35), -1);
    image.u16(at(36), isAsleep ? STATUS.sleeping : STATUS.producing);
    if (this.#faults.has('night_garbage')) {
      for (const offset of INVERTER_SCALES) image.u16(at(offset), NOT_IMPLEMENTED.i16);
      image.u16(at(36), STATUS.sleeping);
    }
  }

  /** Wh */
  #lifetimeEnergy(time: number): number {
    const energy = Math.floor(this.#house.solarEnergy(time) * 1000);
    if (this.#faults.has('lifetime_zero')) return 0;
    return this.#faults.has('lifetime_back') ? Math.max(1, energy - FALL) : energy;
  }

  #meter(image: RegisterImage, time: number): void {
    header(image, METER, MODEL.meter, LENGTH.meter);
    const at = (offset: number): number => METER + 2 + offset;
    if (this.#faults.has('meter_offline')) {
      for (let offset = 0; offset < LENGTH.meter; offset++) image.u16(at(offset), NOT_IMPLEMENTED.i16);
      return;
    }
    for (let offset = 0; offset < 36; offset++) image.u16(at(offset), NOT_IMPLEMENTED.i16);
    image.i16(at(20), 0);
    // The meter counts what leaves the house as positive.
    image.i16(at(16), -Math.round(this.#house.gridPower(time)));
    image.u32(at(36), Math.floor(this.#house.exportedEnergy(time) * 1000));
    image.u32(at(44), Math.floor(this.#house.importedEnergy(time) * 1000));
  }
}

/** °C */
export function heatSinkTemperature(house: House, time: number): number {
  return house.outdoorTemperature(time) + 12 + house.solarPower(time) / 250;
}

function header(image: RegisterImage, register: number, model: number, length: number): void {
  image.u16(register, model);
  image.u16(register + 1, length);
}

function common(image: RegisterImage, register: number, serial: string, options: string): void {
  header(image, register, MODEL.common, LENGTH.common);
  image.text(register + 2, 'SolarEdge ', 16);
  image.text(register + 18, options === '' ? 'SE7K' : 'WND-3Y-400-MB', 16);
  image.text(register + 34, options, 8);
  image.text(register + 42, '0004.0020', 8);
  image.text(register + 50, serial, 16);
  image.u16(register + 66, UNIT_ID);
}
