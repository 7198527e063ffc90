import type { Point, PointType } from './points';

/*
 * Models of SunSpec that SolarEdge inverters have: technical note "SunSpec Logging in SolarEdge Inverters" 2.4, and
 * the models 1, 101 to 103 and 201 to 204 of SunSpec itself. Offsets count from behind the model's id and length.
 */

/** Texts of the common block: the first register and how many there are. */
export const COMMON = {
  id: 1,
  lengths: [65, 66] as readonly number[],
  manufacturer: [0, 16],
  options: [32, 8],
  serial: [48, 16],
} as const;
export const END = 0xffff;

const scaled = (offset: number, type: PointType, scale: number): Point => ({ offset, type, scale });

export const INVERTER = {
  ids: [101, 102, 103],
  length: 50,
  points: {
    current: scaled(0, 'uint16', 4),
    current_a: scaled(1, 'uint16', 4),
    current_b: scaled(2, 'uint16', 4),
    current_c: scaled(3, 'uint16', 4),
    voltage_ab: scaled(5, 'uint16', 11),
    voltage_bc: scaled(6, 'uint16', 11),
    voltage_ca: scaled(7, 'uint16', 11),
    voltage_an: scaled(8, 'uint16', 11),
    voltage_bn: scaled(9, 'uint16', 11),
    voltage_cn: scaled(10, 'uint16', 11),
    power: scaled(12, 'int16', 13),
    frequency: scaled(14, 'uint16', 15),
    apparent_power: scaled(16, 'int16', 17),
    reactive_power: scaled(18, 'int16', 19),
    power_factor: scaled(20, 'int16', 21),
    energy: scaled(22, 'acc32', 24),
    dc_current: scaled(25, 'uint16', 26),
    dc_voltage: scaled(27, 'uint16', 28),
    dc_power: scaled(29, 'int16', 30),
    cabinet_temperature: scaled(31, 'int16', 35),
    heat_sink_temperature: scaled(32, 'int16', 35),
    transformer_temperature: scaled(33, 'int16', 35),
    other_temperature: scaled(34, 'int16', 35),
    status: { offset: 36, type: 'enum16' },
    vendor_status: { offset: 37, type: 'enum16' },
  },
} as const satisfies Model;

export const METER = {
  ids: [201, 202, 203, 204],
  length: 105,
  points: {
    current: scaled(0, 'int16', 4),
    current_a: scaled(1, 'int16', 4),
    current_b: scaled(2, 'int16', 4),
    current_c: scaled(3, 'int16', 4),
    voltage: scaled(5, 'int16', 13),
    voltage_an: scaled(6, 'int16', 13),
    voltage_bn: scaled(7, 'int16', 13),
    voltage_cn: scaled(8, 'int16', 13),
    voltage_ab: scaled(10, 'int16', 13),
    voltage_bc: scaled(11, 'int16', 13),
    voltage_ca: scaled(12, 'int16', 13),
    frequency: scaled(14, 'int16', 15),
    power: scaled(16, 'int16', 20),
    power_a: scaled(17, 'int16', 20),
    power_b: scaled(18, 'int16', 20),
    power_c: scaled(19, 'int16', 20),
    apparent_power: scaled(21, 'int16', 25),
    reactive_power: scaled(26, 'int16', 30),
    power_factor: scaled(31, 'int16', 35),
    exported_energy: scaled(36, 'acc32', 52),
    imported_energy: scaled(44, 'acc32', 52),
  },
} as const satisfies Model;

/** A model's layout; powers are in W, VA and var, energies in Wh, the power factor in %. */
export interface Model {
  ids: readonly number[];
  length: number;
  points: Record<string, Point>;
}

/** The layout of a model with values; undefined for one without. */
export function modelOf(id: number): Model | undefined {
  return [INVERTER, METER].find(({ ids }: Model) => ids.includes(id));
}

/** Values of the point `status` of an inverter, in words. */
export const STATUS = [
  undefined,
  'off',
  'sleeping',
  'starting',
  'producing',
  'throttled',
  'shutting-down',
  'fault',
  'standby',
] as const;

/**
 * Where the blocks of an inverter and its first three meters begin, behind their id and length, when nothing else is in
 * between: registers from the "SunS" of the common block.
 */
export const USUAL_BLOCKS: { block: number; model: Model }[] = [
  { block: 71, model: INVERTER },
  { block: 190, model: METER },
  { block: 364, model: METER },
  { block: 538, model: METER },
];
/** Where the "SunS" may stand. */
export const BASES = [40_000, 0, 50_000];

/** Which meter stands at an address, from 1, whether its id or what follows was read first; 1 where none usually is. */
export function usualMeterNumber(address: number | undefined): number {
  const blocks = USUAL_BLOCKS.filter(({ model }) => model === METER).map(({ block }) => block);
  const index = blocks.findIndex((block) =>
    BASES.some((base) => address === base + block || address === base + block - 2),
  );
  return index < 0 ? 1 : index + 1;
}
