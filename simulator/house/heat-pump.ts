import { random, seedFor } from '../random';
import type { DayPlan } from './day-totals';
import { isAway } from './holidays';
import type { LocalDay, LocalDays } from './local-days';
import type { Weather } from './weather';

const SLOT = 300_000;
const SLOTS_A_CYCLE = 12;
const STANDBY = 15;
/** Heat that the house loses, W per K between inside and outside. */
const HEAT_LOSS = 140;
const ROOM_TEMPERATURE = 20;
/** Sun, people and cooking are enough above this; between the two the demand fades out. */
const HEATING_ENDS = 15;
const HEATING_FADES_FROM = 12;
/** The compressor can't run with less electric power; below it runs for a part of each hour. */
const LEAST_COMPRESSOR_POWER = 800;
const HOT_WATER_POWER = 2000;
/** Heat for one charge of the tank, Wh. */
const HOT_WATER_CHARGE = 3900;
/** When the tank is charged, minutes after midnight on the wall clock. */
const HOT_WATER_STARTS = [5 * 60, 16 * 60];

/** A day of the heat pump: its electric power is constant in each slot of 5 minutes. */
export class HeatPumpDay implements DayPlan {
  readonly #start: number;
  /** W in each slot. */
  readonly #power: Float64Array;
  /** kWh from the day's start to the start of each slot, and to the day's end. */
  readonly #energy: Float64Array;

  constructor(day: LocalDay, days: LocalDays, weather: Weather, seed: number) {
    this.#start = day.start;
    const slots = Math.ceil((day.end - day.start) / SLOT);
    this.#power = new Float64Array(slots);
    this.#energy = new Float64Array(slots + 1);
    const charges = isAway(day, seed) ? [] : hotWaterCharges(day, days, weather, seed);
    for (let slot = 0; slot < slots; slot++) {
      const from = day.start + slot * SLOT;
      const charging = charges.reduce((share, { start, end }) => share + overlap(from, start, end), 0);
      const heating = heatingPower(weather.outdoorTemperature(from + SLOT / 2), slot % SLOTS_A_CYCLE);
      // The tank goes first: meanwhile the rooms get no heat.
      const power = STANDBY + charging * HOT_WATER_POWER + (1 - charging) * heating;
      this.#power[slot] = power;
      this.#energy[slot + 1] = this.#energy[slot]! + toEnergy(power, SLOT);
    }
  }

  /** kWh */
  get total(): number {
    return this.#energy.at(-1)!;
  }

  /** kWh from the day's start. */
  until(time: number): number {
    const slot = this.#slot(time);
    return this.#energy[slot]! + toEnergy(this.#power[slot]!, time - this.#start - slot * SLOT);
  }

  /** W */
  powerAt(time: number): number {
    return this.#power[this.#slot(time)]!;
  }

  #slot(time: number): number {
    return Math.floor((time - this.#start) / SLOT);
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

/** Heat per electric energy (COP) when charging the tank to about 50 °C. */
function hotWaterPerformance(outdoor: number): number {
  return Math.min(3.4, Math.max(1.6, 2.5 + 0.045 * outdoor));
}

function hotWaterCharges(day: LocalDay, days: LocalDays, weather: Weather, seed: number) {
  return HOT_WATER_STARTS.map((minute, index) => {
    const chance = random(seedFor(seed, 'hot water'), day.index * HOT_WATER_STARTS.length + index);
    const start = days.moment(day, minute + 40 * chance);
    const energy = (HOT_WATER_CHARGE * (0.8 + 0.4 * chance)) / hotWaterPerformance(weather.outdoorTemperature(start));
    return { start, end: start + (energy / HOT_WATER_POWER) * 3_600_000 };
  });
}

/** The share of a slot that lies between two moments. */
function overlap(slotStart: number, start: number, end: number): number {
  return Math.max(0, Math.min(end, slotStart + SLOT) - Math.max(start, slotStart)) / SLOT;
}

/** kWh of a power in W over some ms. */
function toEnergy(power: number, duration: number): number {
  return (power * duration) / 3.6e9;
}
