import type { Reading } from '../lib/reading';
import { energyRegister } from './devices/energy-meter';
import { HeatPumpController } from './devices/heat-pump-controller';
import { Inverter } from './devices/inverter';
import { LE03M_UNIT_ID, Le03m } from './devices/le03m';
import type { Register } from './devices/register';
import { WaterGateway } from './devices/water-gateway';
import { WaterMeter } from './devices/water-meter';
import { WrongRegister } from './devices/wrong-register';
import {
  type ActiveFault,
  DEVICES,
  type Device,
  type FaultName,
  LEVELS,
  type Level,
  parseFault,
  transportFaultOf,
} from './faults';
import { readHistory } from './history';
import { House, type HouseOptions } from './house/house';
import type { ModbusAnswer, ModbusRequest } from './modbus/pdu';
import { ModbusServer } from './modbus/server';

export interface Ports {
  /** Of the water meter's gateway; 0 for any free port. */
  gatewayPort: number;
  /** Of the serial line with the LE-03M and the heat pump's controller; 0 for any free port. */
  linePort: number;
  /** Of the SolarEdge inverter; 0 for any free port. */
  inverterPort: number;
}

export interface SimulatedHouseOptions extends Ports, HouseOptions {
  /** The present time, ms since the epoch; the computer's clock if not given. */
  clock?: () => number;
  /** Told when a fault is over by itself. */
  onFaultOver?: () => void;
}

/** The inverter sends a client away that asks nothing for this long, in ms (SolarEdge's technical note 2.4). */
const INVERTER_IDLE = 120_000;

/** The demo's meters as Modbus TCP servers on the loopback interface, with faults to try. */
export class SimulatedHouse {
  readonly #ports: Ports;
  readonly #clock: () => number;
  readonly #house: House;
  readonly #faults: Record<Device, Map<FaultName, number>> = {
    water: new Map(),
    heat_pump: new Map(),
    heat_pump_controller: new Map(),
    solar: new Map(),
  };
  readonly #waterMeter: WaterMeter;
  readonly #energy: Register;
  readonly #lineDevices: readonly LineDevice[];
  readonly #gateway: ModbusServer;
  readonly #line: ModbusServer;
  readonly #inverter: ModbusServer;
  #started: Promise<Ports> | undefined;

  /** @throws RangeError for an unknown time zone */
  constructor({ gatewayPort, linePort, inverterPort, clock = Date.now, onFaultOver, ...house }: SimulatedHouseOptions) {
    this.#ports = { gatewayPort, linePort, inverterPort };
    this.#clock = clock;
    this.#house = new House(house);
    this.#waterMeter = new WaterMeter(this.#house);
    this.#energy = energyRegister(this.#house);
    const wrong = (device: Device): WrongRegister =>
      new WrongRegister(this.#faults[device], (fault) => {
        this.#faults[device].delete(fault);
        onFaultOver?.();
      });
    const gateway = new WaterGateway(this.#house, this.#waterMeter, this.#faults.water, wrong('water'));
    const inverter = new Inverter(this.#house, this.#faults.solar);
    this.#lineDevices = [
      new Le03m(this.#energy, this.#faults.heat_pump, wrong('heat_pump')),
      new HeatPumpController(this.#house, this.#faults.heat_pump_controller),
    ];
    const { water, heat_pump, heat_pump_controller, solar } = this.#faults;
    this.#gateway = new ModbusServer((request) => gateway.answer(request, this.#clock()), {
      faultOf: () => transportFaultOf(water),
    });
    this.#line = new ModbusServer((request) => this.answerOnLine(request), {
      faultOf: ({ unit }) => transportFaultOf(unit === LE03M_UNIT_ID ? heat_pump : heat_pump_controller),
    });
    this.#inverter = new ModbusServer((request) => inverter.answer(request, this.#clock()), {
      faultOf: () => transportFaultOf(solar),
      clients: 1,
      idle: INVERTER_IDLE,
    });
  }

  /**
   * Opens all ports, or none.
   * @returns the open ports
   */
  start(): Promise<Ports> {
    this.#started ??= this.#open();
    return this.#started;
  }

  /** Closes all ports and connections. It can be started again. */
  async stop(): Promise<void> {
    await this.#started?.catch(() => {});
    this.#started = undefined;
    await this.#close();
  }

  async #open(): Promise<Ports> {
    try {
      const gatewayPort = await this.#gateway.listen(this.#ports.gatewayPort);
      const linePort = await this.#line.listen(this.#ports.linePort);
      const inverterPort = await this.#inverter.listen(this.#ports.inverterPort);
      return { gatewayPort, linePort, inverterPort };
    } catch (error) {
      await this.#close();
      this.#started = undefined;
      throw error;
    }
  }

  async #close(): Promise<void> {
    await Promise.all([this.#gateway, this.#line, this.#inverter].map((server) => server.close()));
  }

  /** What the serial line answers: everybody hears the request, and only the one with that unit id says something. */
  answerOnLine(request: ModbusRequest): ModbusAnswer {
    for (const device of this.#lineDevices) {
      const answer = device.answer(request, this.#clock());
      if (answer !== 'silence') return answer;
    }
    return 'silence';
  }

  /**
   * Turns a fault on or off, from now on.
   * @param device all that can have the fault, if not given
   * @throws Error that lists the faults and devices, when there is no such fault or it does not apply
   */
  setFault(fault: string, device?: Device, on = true): void {
    const targets = parseFault(fault, device);
    const now = this.#clock();
    for (const target of targets) this.#set(target, on, now);
  }

  clearFaults(): void {
    const now = this.#clock();
    for (const active of this.faults) this.#set(active, false, now);
  }

  /** The faults that are on. */
  get faults(): ActiveFault[] {
    return DEVICES.flatMap((device) => [...this.#faults[device].keys()].map((fault) => ({ fault, device })));
  }

  #set({ fault, device }: ActiveFault, on: boolean, now: number): void {
    const active = this.#faults[device];
    if (active.has(fault) === on) return;
    if (on) active.set(fault, now);
    else active.delete(fault);
    // The meters remember these: what has run away stays counted, and the old level does not come back.
    if (fault === 'leak' && on) this.#waterMeter.beginLeak(now);
    if (fault === 'leak' && !on) this.#waterMeter.endLeak(now);
    if (fault === 'unplugged') (device === 'water' ? this.#gateway : this.#inverter).unplugged = on;
    const level = LEVELS.find((name) => name === fault);
    if (level && on) this.#changeLevel(device, level, now);
  }

  #changeLevel(device: Device, level: Level, now: number): void {
    const register = device === 'water' ? this.#waterMeter.register : this.#energy;
    register.change(level, now);
  }

  /**
   * The past as it would have been stored by polling every 5 minutes, a local day at a time, in order of time; faults
   * do not show. The times are ms since the epoch; `to` is not included.
   */
  history(from: number, to: number): Generator<Reading[]> {
    return readHistory(this.#house, from, to);
  }
}

/** A device on a serial line. */
interface LineDevice {
  answer(request: ModbusRequest, time: number): ModbusAnswer;
}
