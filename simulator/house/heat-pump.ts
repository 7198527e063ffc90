import type { DayPlan } from './day-totals';
import { HeatingWaterDay, type SlotWork, type WaterTemperatures } from './heating-water';
import { type Charge, HOT_WATER_POWER, type HotWater } from './hot-water';
import type { LocalDay } from './local-days';
import { PowerDay, SLOT, slotsOf } from './power-day';
import type { Weather } from './weather';

const SLOTS_A_CYCLE = 12;
/** Slots before midnight that the temperature of the water still remembers; the tank is never charged in them. */
const REMEMBERED = 3 * SLOTS_A_CYCLE;
const STANDBY = 15;
/** Heat that the house loses, W per K between inside and outside. */
const HEAT_LOSS = 140;
const ROOM_TEMPERATURE = 20;
/** Sun, people and cooking are enough above this; between the two the demand fades out. */
const HEATING_ENDS = 15;
const HEATING_FADES_FROM = 12;
/** The compressor can't run with less electric power; below it runs for a part of each hour. */
const LEAST_COMPRESSOR_POWER = 800;

/** A day of the heat pump: its electric power is constant in each slot of 5 minutes. */
export class HeatPumpDay implements DayPlan {
  readonly #start: number;
  readonly #weather: Weather;
  readonly #hotWater: HotWater;
  readonly #work: SlotWork[] = [];
  readonly #power: PowerDay;
  #water: HeatingWaterDay | undefined;

  constructor(day: LocalDay, weather: Weather, hotWater: HotWater) {
    this.#start = day.start;
    this.#weather = weather;
    this.#hotWater = hotWater;
    const charges = hotWater.charges(day);
    const power = Float64Array.from({ length: slotsOf(day) }, (_, slot) => {
      const work = this.#workIn(slot, charges);
      this.#work.push(work);
      return STANDBY + work.charging * HOT_WATER_POWER + (1 - work.charging) * work.heating;
    });
    this.#power = new PowerDay(day.start, power);
  }

  /** kWh */
  get total(): number {
    return this.#power.total;
  }

  /** kWh from the day's start. */
  until(time: number): number {
    return this.#power.until(time);
  }

  /** W */
  powerAt(time: number): number {
    return this.#power.powerAt(time);
  }

  /** °C */
  waterAt(time: number): WaterTemperatures {
    this.#water ??= new HeatingWaterDay(SLOT, this.#work, {
      before: Array.from({ length: REMEMBERED }, (_, slot) => this.#workIn(slot - REMEMBERED, [])),
      tankTemperature: (slot) => this.#hotWater.temperature(this.#start + (slot + 0.5) * SLOT),
    });
    return this.#water.at(time - this.#start);
  }

  /** @param slot counted from midnight, negative before */
  #workIn(slot: number, charges: readonly Charge[]): SlotWork {
    const from = this.#start + slot * SLOT;
    const outdoor = this.#weather.outdoorTemperature(from + SLOT / 2);
    return {
      outdoor,
      charging: charges.reduce((share, { start, end }) => share + overlap(from, start, end), 0),
      heating: heatingPower(outdoor, (slot + REMEMBERED) % SLOTS_A_CYCLE),
      performance: heatingPerformance(outdoor),
    };
  }
}

/** Electric power for heating the rooms, W, in one of the slots that make up an hour's cycle. */
function heatingPower(outdoor: number, slotInCycle: number): number {
  if (outdoor >= HEATING_ENDS) return 0;
  const fading = Math.min(1, (HEATING_ENDS - outdoor) / (HEATING_ENDS - HEATING_FADES_FROM));
  const power = (fading * HEAT_LOSS * (ROOM_TEMPERATURE - outdoor)) / heatingPerformance(outdoor);
  if (power >= LEAST_COMPRESSOR_POWER) return power;
  const slotsOn = (power / LEAST_COMPRESSOR_POWER) * SLOTS_A_CYCLE;
  return LEAST_COMPRESSOR_POWER * Math.min(1, Math.max(0, slotsOn - slotInCycle));
}

/** Heat per electric energy (COP) of an air-to-water pump on underfloor heating. */
function heatingPerformance(outdoor: number): number {
  return Math.min(5, Math.max(1.8, 3.4 + 0.08 * outdoor));
}

/** The share of a slot that lies between two moments. */
function overlap(slotStart: number, start: number, end: number): number {
  return Math.max(0, Math.min(end, slotStart + SLOT) - Math.max(start, slotStart)) / SLOT;
}
