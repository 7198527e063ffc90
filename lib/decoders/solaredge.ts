import { InputError } from '../input-error';
import type { Kind, Meter, Reading, Unit } from '../reading';
import { type Register, toRegisters } from './registers';
import { isOverview, readOverview } from './solaredge-overview';
import { type ModelImage, walkChain } from './sunspec/chain';
import { COMMON, INVERTER, modelOf, STATUS, usualMeterNumber } from './sunspec/models';
import { readPoint } from './sunspec/points';

export interface SolarEdgeOptions {
  /** First part of the series' names: `solar` gives `solar.energy`. */
  meter: string;
  /** Of the first register that was read, where it is known. */
  address?: number | undefined;
  /** By whose clock the monitoring API tells the time: the site's. */
  timeZone: string;
}

/** Values of one device as it shows them, by name: W, VA, var, Wh, V, A, Hz, °C, %. */
export interface SolarEdgeDevice {
  device: 'inverter' | 'meter';
  serial?: string;
  status?: string;
  values: Record<string, number>;
}

export interface SolarEdgeResult {
  /** What the payload was taken for. */
  format: 'sunspec' | 'overview';
  readings: Reading[];
  /** What had to be left out, such as a meter that is offline. */
  problems: InputError[];
  /** All that the registers show. */
  devices: SolarEdgeDevice[];
}

/** What becomes a series, of which value, and its factor. */
const INVERTER_SERIES = [
  ['energy', 'energy', 'counter', 'kWh', 0.001],
  ['power', 'power', 'gauge', 'W', 1],
  ['temperature', 'heat_sink_temperature', 'gauge', '°C', 1],
] as const satisfies SeriesRow[];
/** A meter's power is positive while it exports; ours while it imports, as a meter in a cellar counts. */
const METER_SERIES = [
  ['import', 'imported_energy', 'counter', 'kWh', 0.001],
  ['export', 'exported_energy', 'counter', 'kWh', 0.001],
  ['power', 'power', 'gauge', 'W', -1],
] as const satisfies SeriesRow[];
type SeriesRow = [quantity: string, value: string, kind: Kind, unit: Unit, factor: number];

/** What a meter's place is called, by the text of its common block. */
const PLACES: [text: RegExp, place: string][] = [
  [/^production/i, 'production'],
  [/^consumption/i, 'consumption'],
];
const USUAL_PLACE = 'grid';

/**
 * Decodes what people have of a SolarEdge inverter: SunSpec registers (with the meters behind it), or the answer
 * `overview` of the monitoring API.
 * @param payload registers as an array or Buffer, or the answer as an object, text or Buffer
 * @param now when it was read, ms since the epoch
 * @throws InputError when nothing of it can be used
 */
export function decodeSolarEdge(payload: unknown, now: number, options: SolarEdgeOptions): SolarEdgeResult {
  if (isOverview(payload)) {
    const readings = readOverview(payload, now, options);
    return { format: 'overview', readings, problems: [], devices: [] };
  }
  const registers = toRegisters(payload);
  const { models, problem } = walkChain(registers, options.address);
  const problems = problem ? [problem] : [];
  const readings: Reading[] = [];
  const devices: SolarEdgeDevice[] = [];
  const places = new Map<string, number>();
  let common: Common | undefined;
  for (const image of models) {
    if (image.id === COMMON.id) common = readCommon(image.block);
    const device = readDevice(image, common);
    if (!device) continue;
    devices.push(device);
    if (Object.keys(device.values).length === 0 && device.status !== 'sleeping') problems.push(noValues(device));
    const prefix = device.device === 'meter' ? placeOf(common, places, options.address) : '';
    readings.push(...readingsOf(device, prefix, common?.meter, now, options));
    if (device.device === 'meter') common = undefined;
  }
  if (devices.length === 0) throw problems[0] ?? noModel(models, registers);
  if (readings.length === 0 && problems.length > 0) throw problems[0];
  return { format: 'sunspec', readings, problems, devices };
}

interface Common {
  meter: Meter;
  options: string;
}

function readCommon(block: readonly Register[]): Common {
  const text = ([start, length]: readonly [number, number]): string => {
    const bytes = block.slice(start, start + length).flatMap((word) => [word >> 8, word & 0xff]);
    return Buffer.from(bytes).toString('latin1').replace(/\0.*$/s, '').trim();
  };
  const [manufacturer, serial] = [text(COMMON.manufacturer), text(COMMON.serial)];
  const meter = { ...(manufacturer ? { manufacturer } : {}), ...(serial ? { serial } : {}), medium: 'electricity' };
  return { meter, options: text(COMMON.options) };
}

function readDevice({ id, block }: ModelImage, common: Common | undefined): SolarEdgeDevice | undefined {
  const model = modelOf(id);
  if (!model) return undefined;
  const values: Record<string, number> = {};
  for (const [name, point] of Object.entries(model.points)) {
    const value = readPoint(block, point);
    if (value !== undefined) values[name] = value;
  }
  const { status, vendor_status: _, ...measured } = values;
  const words = status === undefined ? undefined : STATUS[status];
  return {
    device: model === INVERTER ? 'inverter' : 'meter',
    ...(common?.meter.serial ? { serial: common.meter.serial } : {}),
    ...(words ? { status: words } : {}),
    values: measured,
  };
}

/**
 * Meters of the same place are told apart by their serial: those that are disabled leave no empty place. One that was
 * read without its common block has only its address to tell it from the others.
 */
function placeOf(common: Common | undefined, places: Map<string, number>, address: number | undefined): string {
  const place = PLACES.find(([text]) => text.test(common?.options ?? ''))?.[1] ?? USUAL_PLACE;
  const count = (places.get(place) ?? 0) + 1;
  places.set(place, count);
  const number = common ? count : Math.max(count, usualMeterNumber(address));
  if (number === 1) return `${place}_`;
  return `${place}_${common?.meter.serial?.toLowerCase().replace(/[^a-z0-9_-]/g, '') || number}_`;
}

function readingsOf(
  { device, values }: SolarEdgeDevice,
  prefix: string,
  meter: Meter | undefined,
  time: number,
  options: SolarEdgeOptions,
): Reading[] {
  const rows: readonly SeriesRow[] = device === 'inverter' ? INVERTER_SERIES : METER_SERIES;
  return rows.flatMap(([quantity, name, kind, unit, factor]) => {
    const value = values[name];
    if (value === undefined) return [];
    const series = `${options.meter}.${prefix}${quantity}`;
    // Division keeps what a factor of 0.001 would round: 14676442 Wh are 14676.442 kWh.
    const scaled = factor === 0.001 ? value / 1000 : value * factor || 0;
    return [{ series, kind, value: scaled, unit, time, ...(meter ? { meter } : {}) }];
  });
}

function noValues({ device, serial }: SolarEdgeDevice): InputError {
  return new InputError(
    'no-values',
    `The ${device}${serial ? ` ${serial}` : ''} shows no value: all of them are "not implemented". ` +
      (device === 'meter' ? 'Is the meter connected to the inverter, and enabled there?' : 'It may just have started.'),
  );
}

function noModel(models: readonly ModelImage[], registers: readonly Register[]): InputError {
  const found = models.map(({ id }) => id);
  return new InputError(
    'no-model',
    `The ${registers.length} registers hold no inverter and no meter, only the SunSpec models ${found.join(', ') || 'none'}. ` +
      'Read 122 registers from address 40000; a meter has 107 from address 40188.',
    { found },
  );
}
