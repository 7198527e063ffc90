/** The water meter and the energy meter are named like the first part of their series. */
export const DEVICES = ['water', 'heat_pump', 'heat_pump_controller'] as const;
export type Device = (typeof DEVICES)[number];

/** The faults, and the devices that can have them. */
export const FAULTS = {
  /** No answer to any request. */
  silence: ['water', 'heat_pump', 'heat_pump_controller'],
  /** A Modbus exception instead of registers: 0B from the gateway, 04 from the others. */
  exception: ['water', 'heat_pump', 'heat_pump_controller'],
  /** The gateway shows old values with their old time stamps, and no flag. */
  stale: ['water'],
  /** The gateway says that it can't read its meter; the old values stay. */
  unread: ['water'],
  /** The gateway sends the words of 32- and 64-bit values in the other order. */
  swapped: ['water'],
  /** A new meter with another serial number, whose register starts at 0. It stays when the fault ends. */
  exchanged: ['water', 'heat_pump'],
  /** 120 dm3/h run away as long as the fault lasts. */
  leak: ['water'],
  /** The outdoor sensor has no contact: its register holds 0x8000. */
  sensor_broken: ['heat_pump_controller'],
} as const satisfies Record<string, readonly Device[]>;

export type FaultName = keyof typeof FAULTS;

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
