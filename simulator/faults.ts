import { TRANSPORT_FAULTS, type TransportFault } from './modbus/transport-faults';

/** The meters and the inverter are named like the first part of their series. */
export const DEVICES = ['water', 'heat_pump', 'heat_pump_controller', 'solar'] as const;
export type Device = (typeof DEVICES)[number];

/** The faults, and the devices that can have them. */
export const FAULTS = {
  /** No answer to any request. */
  silence: DEVICES,
  /** A Modbus exception instead of registers: 0B from the gateway, 04 from the others. */
  exception: DEVICES,
  /** Its network is gone: no connection. */
  unplugged: ['water', 'solar'],
  /** The gateway shows old values with their old time stamps, and no flag. */
  stale: ['water'],
  /** The gateway says that it can't read its meter; the old values stay. */
  unread: ['water'],
  /** The gateway sends the words of 32- and 64-bit values in the other order. */
  swapped: ['water'],
  /** A new meter with another serial number, whose register starts at 0. It stays when the fault ends. */
  exchanged: ['water', 'heat_pump'],
  /** Another meter, whose register is just before its end, where it goes on at 0. It stays when the fault ends. */
  near_end: ['water', 'heat_pump'],
  /** The register of the same meter begins at 0 again. It stays so when the fault ends. */
  reset: ['water'],
  /** The register is suddenly 500 m³ or 50 MWh higher. It stays so when the fault ends. */
  jump: ['water', 'heat_pump'],
  /** The register falls by a hair. It stays so when the fault ends. */
  backflow: ['water', 'heat_pump'],
  /** The next reading shows 0, those after it are right: the fault ends by itself. */
  stray_zero: ['water', 'heat_pump'],
  /** The next reading shows ten times the value, those after it are right: the fault ends by itself. */
  spike: ['water', 'heat_pump'],
  /** The register shows 0 as long as the fault lasts. */
  zero: ['water', 'heat_pump'],
  /** 120 dm3/h run away as long as the fault lasts. */
  leak: ['water'],
  /** The outdoor sensor has no contact: its register holds 0x8000. */
  sensor_broken: ['heat_pump_controller'],
  /** The outdoor sensor measures 300 °C. */
  sensor_wild: ['heat_pump_controller'],
  /** The outdoor sensor goes on showing what it showed. */
  sensor_stuck: ['heat_pump_controller'],
  /** The gateway's clock is an hour fast or slow, has begun in 1970, or is in 2069. */
  clock_fast: ['water'],
  clock_slow: ['water'],
  clock_1970: ['water'],
  clock_2069: ['water'],
  /** The inverter shows nothing but "not implemented", as some do at night. */
  night_garbage: ['solar'],
  /** The inverter's lifetime energy is 0, or runs back by 3 kWh, as long as the fault lasts. */
  lifetime_zero: ['solar'],
  lifetime_back: ['solar'],
  /** The inverter has lost its meter: all of that one's registers are 0x8000. */
  meter_offline: ['solar'],
  /** An answer comes only with the next request, under its old transaction id. */
  late_answer: DEVICES,
  /** Another unit id or function code stands in the answer, or a register is missing in it. */
  wrong_unit: DEVICES,
  wrong_function: DEVICES,
  wrong_count: DEVICES,
  /** An answer comes byte by byte, or together with the one before it. Both are still right. */
  split_answer: DEVICES,
  merged_answers: DEVICES,
  /** The connection is cut in the middle of an answer, or stays open without any answer. */
  reset_connection: DEVICES,
  half_open: DEVICES,
} as const satisfies Record<string, readonly Device[]>;

export type FaultName = keyof typeof FAULTS;

/** What a register shows that does not show what it counted. */
export const SHOWN_WRONG = {
  stray_zero: () => 0,
  spike: (counted: number) => counted * 10,
  zero: () => 0,
} as const satisfies Partial<Record<FaultName, (counted: number) => number>>;

/** Faults of a single reading. */
export const MOMENTARY = ['stray_zero', 'spike'] as const satisfies readonly FaultName[];

/** How a register goes on from another level. */
export const LEVELS = ['exchanged', 'near_end', 'reset', 'jump', 'backflow'] as const satisfies readonly FaultName[];
export type Level = (typeof LEVELS)[number];

/** What happens on the way to a device's answers. */
export function transportFaultOf(faults: ReadonlyMap<FaultName, number>): TransportFault | undefined {
  return TRANSPORT_FAULTS.find((fault) => faults.has(fault));
}

/** A fault that is on. */
export interface ActiveFault {
  fault: FaultName;
  device: Device;
}

/**
 * Which devices a fault is meant for: the one that is named, or all that can have it.
 * @throws Error that lists what there is, when the fault or the device is unknown or they do not go together
 */
export function parseFault(fault: string, device?: string): ActiveFault[] {
  if (!Object.hasOwn(FAULTS, fault)) throw new Error(`There is no fault "${fault}". ${listFaults()}`);
  const name = fault as FaultName;
  const devices: readonly Device[] = FAULTS[name];
  const meant = device === undefined ? devices : devices.filter((known) => known === device);
  if (meant.length === 0)
    throw new Error(`The fault "${fault}" does not apply to a device "${device}". ${listFaults()}`);
  return meant.map((known) => ({ fault: name, device: known }));
}

function listFaults(): string {
  const faults = Object.entries(FAULTS).map(([fault, devices]) => `${fault} (${devices.join(', ')})`);
  return `Faults and their devices: ${faults.join(', ')}.`;
}
