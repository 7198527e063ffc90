import { type FaultName, MOMENTARY } from '../faults';
import type { House } from '../house/house';
import { ENCAPSULATED_INTERFACE, readDeviceIdentification } from '../modbus/device-identification';
import {
  EXCEPTION,
  exception,
  type ModbusAnswer,
  type ModbusRequest,
  READ_HOLDING_REGISTERS,
  readRegisters,
} from '../modbus/pdu';
import { RegisterImage, toTenths } from './register-image';
import type { WaterMeter, WaterReading } from './water-meter';
import type { WrongRegister } from './wrong-register';

/** The gateway reads its meters this often, on the whole minute. */
const READ_OUT_INTERVAL = 60_000;
const REGISTERS = 50;
const GATEWAY_ENTRY = 0;
const METER_ENTRY = 10;
const FLOW_ENTRY = 20;
const VOLUME_ENTRY = 30;
const TEMPERATURE_ENTRY = 40;

const GATEWAY_SERIAL = 0x0003_1c5a;
const PROTOCOL_VERSION = 1;
const FIRMWARE = 111;
/** DEM: three letters of 5 bits, A = 1. */
const MANUFACTURER = 0x10ad;
const METER_VERSION = 1;
const MEDIUM_WATER = 7;
const UNIT = { cubicMetres: 7, cubicMetresPerHour: 15, degreesCelsius: 19 } as const;
const KIND = { value: 0, gateway: 1, meter: 2 } as const;
const NOT_READ = 0b01;

/** Vendor, product code (the variant for 20 unit loads) and revision: HMS user manual 2.1, page 22. */
const IDENTIFICATION = ['HMS Industrial Networks AB', '1', '1.11'];
/** Functions that the manual lists as not used, HMS user manual 1.10, 4.1; it knows no others. */
const UNUSED_FUNCTIONS = [0x01, 0x05, 0x06, 0x0f, 0x10];

/** What the gateway knows at a moment; times are ms since the epoch. */
export interface GatewayState {
  time: number;
  /** When it last read the meter. */
  readOut: number;
  meter: WaterReading;
  /** °C, in tenths. */
  temperatureTenths: number;
  /** The meter did not answer the last time. */
  unread?: boolean;
  /** The least significant word comes first, as with `MODBUS_SWAP` in the gateway's configuration. */
  swapped?: boolean;
}

/**
 * The registers of an Anybus M-Bus to Modbus-TCP gateway with one water meter: entries of 10 registers for the
 * gateway, the meter, and its flow, volume and water temperature. Layout: HMS user manual 1.10, 5.2.4.
 */
export function gatewayImage(state: GatewayState): Buffer {
  const { time, readOut, meter, temperatureTenths, unread = false, swapped = false } = state;
  const image = new RegisterImage(REGISTERS, swapped);
  image.u32(GATEWAY_ENTRY, GATEWAY_SERIAL);
  image.u16(GATEWAY_ENTRY + 2, PROTOCOL_VERSION);
  image.u16(GATEWAY_ENTRY + 3, FIRMWARE);
  image.u32(GATEWAY_ENTRY + 4, toSeconds(time));
  image.u16(GATEWAY_ENTRY + 7, KIND.gateway << 8);

  image.u32(METER_ENTRY, meter.serial);
  image.u16(METER_ENTRY + 2, MANUFACTURER);
  image.u16(METER_ENTRY + 3, (METER_VERSION << 8) | MEDIUM_WATER);
  image.u32(METER_ENTRY + 4, toSeconds(readOut));
  image.u16(METER_ENTRY + 7, KIND.meter << 8);
  image.u16(METER_ENTRY + 8, unread ? NOT_READ : 0);

  const value = (entry: number, unscaled: number, exponent: number, unit: number) => {
    image.i64(entry, unscaled);
    image.float32(entry + 4, unscaled / 10 ** -exponent);
    image.i16(entry + 6, exponent);
    image.u16(entry + 7, (KIND.value << 8) | unit);
    image.u32(entry + 8, toSeconds(readOut));
  };
  value(FLOW_ENTRY, meter.flow, -3, UNIT.cubicMetresPerHour);
  value(VOLUME_ENTRY, meter.volume, -3, UNIT.cubicMetres);
  value(TEMPERATURE_ENTRY, temperatureTenths, -1, UNIT.degreesCelsius);
  return image.bytes;
}

/** The Anybus gateway with the house's water meter behind it, and its faults. */
export class WaterGateway {
  readonly #house: House;
  readonly #meter: WaterMeter;
  readonly #faults: ReadonlyMap<FaultName, number>;
  readonly #wrong: WrongRegister;

  /** @param faults the faults that are on, with the time of their start */
  constructor(house: House, meter: WaterMeter, faults: ReadonlyMap<FaultName, number>, wrong: WrongRegister) {
    this.#house = house;
    this.#meter = meter;
    this.#faults = faults;
    this.#wrong = wrong;
  }

  /** Any unit id is answered. Functions: HMS user manual 1.10, 4.1. */
  answer({ functionCode, data }: ModbusRequest, time: number): ModbusAnswer {
    if (this.#faults.has('silence')) return 'silence';
    if (functionCode === ENCAPSULATED_INTERFACE) return readDeviceIdentification(data, IDENTIFICATION);
    if (UNUSED_FUNCTIONS.includes(functionCode)) return exception(functionCode, EXCEPTION.illegalDataAddress);
    if (functionCode !== READ_HOLDING_REGISTERS) return exception(functionCode, EXCEPTION.illegalFunction);
    if (this.#faults.has('exception')) return exception(functionCode, EXCEPTION.gatewayTargetFailed);
    return readRegisters(functionCode, data, this.image(time));
  }

  /** The registers at a moment. */
  image(time: number): Buffer {
    const readOut = this.#lastReadOut(time);
    const meter = this.#meter.read(readOut);
    return gatewayImage({
      time: this.#clock(time),
      readOut: this.#clock(readOut),
      meter: { ...meter, volume: this.#wrong.shown(meter.volume, readOut) },
      temperatureTenths: toTenths(this.#house.waterTemperature(readOut)),
      unread: this.#faults.has('unread'),
      swapped: this.#faults.has('swapped'),
    });
  }

  /** What the gateway's own clock says. */
  #clock(time: number): number {
    const wrong = CLOCKS.find(([fault]) => this.#faults.has(fault));
    return wrong ? wrong[1](time, this.#faults.get(wrong[0])!) : time;
  }

  #lastReadOut(now: number): number {
    // A meter that stays unread leaves its old values in the registers, as a stale one does.
    const until = Math.min(now, this.#faults.get('stale') ?? now, this.#faults.get('unread') ?? now);
    const minute = Math.floor(until / READ_OUT_INTERVAL) * READ_OUT_INTERVAL;
    // A new meter is read when it is put in: the same minute must not show two different values.
    const changes = MOMENTARY.map((fault) => this.#faults.get(fault) ?? 0).filter((start) => start <= until);
    return Math.max(minute, this.#meter.register.lastChange(until) ?? 0, ...changes);
  }
}

const HOUR = 3_600_000;
const IN_2069 = Date.UTC(2069, 0);

/** What a clock with a fault shows at a moment; the fault began at another. */
const CLOCKS: [FaultName, (time: number, began: number) => number][] = [
  ['clock_fast', (time) => time + HOUR],
  ['clock_slow', (time) => time - HOUR],
  ['clock_1970', (time, began) => Math.max(1000, time - began + HOUR)],
  ['clock_2069', (time, began) => time - began + IN_2069],
];

function toSeconds(time: number): number {
  return Math.floor(time / 1000);
}
