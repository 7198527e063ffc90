import type { Meter, Reading } from '../lib/reading';
import { COUNTS_PER_KWH, energyRegister } from './devices/energy-meter';
import { heatPumpTenths } from './devices/heat-pump-controller';
import { heatSinkTemperature, INVERTER_SERIAL, METER_SERIAL } from './devices/inverter';
import type { Register } from './devices/register';
import { toTenths } from './devices/register-image';
import { FIRST_SERIAL, WaterMeter } from './devices/water-meter';
import type { House } from './house/house';

const POLL_INTERVAL = 300_000;
const INVERTER: Meter = { manufacturer: 'SolarEdge', serial: INVERTER_SERIAL, medium: 'electricity' };
const GRID_METER: Meter = { manufacturer: 'SolarEdge', serial: METER_SERIAL, medium: 'electricity' };
const WATER_METER: Meter = { manufacturer: 'DEM', serial: String(FIRST_SERIAL), medium: 'water' };

/**
 * The readings of a house without faults, polled on every whole 5 minutes UTC from `from` to before `to` (ms since the
 * epoch), a local day at a time, in order of time. There is nothing before 2020.
 * @throws RangeError when a limit is no number
 */
export function* readHistory(house: House, from: number, to: number): Generator<Reading[]> {
  if (Number.isNaN(from) || Number.isNaN(to))
    throw new RangeError(`The history needs two times, not ${from} and ${to}.`);
  const waterMeter = new WaterMeter(house);
  const energy = energyRegister(house);
  let time = Math.ceil(Math.max(from, house.days.start) / POLL_INTERVAL) * POLL_INTERVAL;
  while (time < to) {
    const end = Math.min(to, house.days.at(time).end);
    const batch: Reading[] = [];
    for (; time < end; time += POLL_INTERVAL) batch.push(...poll(house, waterMeter, energy, time));
    yield batch;
  }
}

function poll(house: House, waterMeter: WaterMeter, register: Register, time: number): Reading[] {
  const { volume, flow } = waterMeter.read(time);
  const temperature = toTenths(house.waterTemperature(time)) / 10;
  const energy = register.read(time) / COUNTS_PER_KWH;
  const pump = heatPumpTenths(house, time);
  const gauge = (quantity: string, tenths: number): Reading => {
    return { series: `heat_pump.${quantity}_temperature`, kind: 'gauge', value: tenths / 10, unit: '°C', time };
  };
  return [
    { series: 'water.volume', kind: 'counter', value: volume, unit: 'dm3', time, meter: { ...WATER_METER } },
    { series: 'water.flow', kind: 'gauge', value: flow, unit: 'dm3/h', time, meter: { ...WATER_METER } },
    { series: 'water.temperature', kind: 'gauge', value: temperature, unit: '°C', time, meter: { ...WATER_METER } },
    { series: 'heat_pump.energy', kind: 'counter', value: energy, unit: 'kWh', time },
    gauge('outdoor', pump.outdoor),
    gauge('supply', pump.supply),
    gauge('return', pump.return),
    gauge('dhw', pump.hotWater),
    ...solar(house, time),
  ];
}

function solar(house: House, time: number): Reading[] {
  const counter = (quantity: string, kWh: number, meter: Meter): Reading => {
    return {
      series: `solar.${quantity}`,
      kind: 'counter',
      value: Math.floor(kWh * 1000) / 1000,
      unit: 'kWh',
      time,
      meter,
    };
  };
  const power = (quantity: string, watts: number, meter: Meter): Reading => {
    return { series: `solar.${quantity}`, kind: 'gauge', value: Math.round(watts) + 0, unit: 'W', time, meter };
  };
  return [
    counter('energy', house.solarEnergy(time), INVERTER),
    power('power', house.solarPower(time), INVERTER),
    {
      series: 'solar.temperature',
      kind: 'gauge',
      value: toTenths(heatSinkTemperature(house, time)) / 10,
      unit: '°C',
      time,
      meter: INVERTER,
    },
    counter('grid_import', house.importedEnergy(time), GRID_METER),
    counter('grid_export', house.exportedEnergy(time), GRID_METER),
    power('grid_power', house.gridPower(time), GRID_METER),
  ];
}
