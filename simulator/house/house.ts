import { DayTotals } from './day-totals';
import { type GridDay, planGrid } from './grid';
import { HeatPumpDay } from './heat-pump';
import type { WaterTemperatures } from './heating-water';
import { HotWater } from './hot-water';
import { LocalDays } from './local-days';
import type { PowerDay } from './power-day';
import { planSolar } from './solar';
import { planWater, type WaterDay } from './water';
import { Weather } from './weather';

export interface HouseOptions {
  /** The same seed gives the same house; 1 if not given. */
  seed?: number;
  /** IANA time zone by whose clock the people live; Europe/Warsaw if not given. */
  timeZone?: string;
}

interface ElectricityDay extends GridDay {
  heatPump: HeatPumpDay;
  solar: PowerDay;
}

/** The span of a mean flow: 5 minutes, in ms. */
export const FLOW_SPAN = 300_000;

/**
 * A simulated house of four people with a heat pump. Every figure depends on the seed and the time only, so any moment
 * from 2020 to 2099 can be asked for, in any order. `time` is ms since the Unix epoch. The counters never fall, and are
 * 0 up to the start of 2020.
 */
export class House {
  readonly days: LocalDays;
  readonly #weather: Weather;
  readonly #water: DayTotals<{ volume: WaterDay }>;
  readonly #hotWater: HotWater;
  readonly #electricity: DayTotals<ElectricityDay>;

  constructor({ seed = 1, timeZone = 'Europe/Warsaw' }: HouseOptions = {}) {
    const days = new LocalDays(timeZone);
    const weather = new Weather(seed, days.standardOffset);
    this.#water = new DayTotals(days, (day) => ({ volume: planWater(day, days, weather, seed) }));
    const hotWater = new HotWater(days, weather, seed);
    this.#electricity = new DayTotals(days, (day) => {
      const heatPump = new HeatPumpDay(day, weather, hotWater);
      const solar = planSolar(day, days.standardOffset, seed);
      return { heatPump, solar, ...planGrid(day, solar, heatPump, seed) };
    });
    this.#hotWater = hotWater;
    this.#weather = weather;
    this.days = days;
  }

  /** °C */
  outdoorTemperature(time: number): number {
    return this.#weather.outdoorTemperature(time);
  }

  /** Of the cold water where it enters the house, °C. */
  waterTemperature(time: number): number {
    return this.#weather.waterTemperature(time);
  }

  /** Water used since the start of 2020, whole dm3. */
  waterVolume(time: number): number {
    return Math.floor(this.#water.at('volume', time));
  }

  /** Mean of the 5 minutes up to `time`, dm3/h. */
  waterFlow(time: number): number {
    return ((this.waterVolume(time) - this.waterVolume(time - FLOW_SPAN)) * 3_600_000) / FLOW_SPAN;
  }

  /** Electric energy that the heat pump used since the start of 2020, kWh, unrounded. */
  heatPumpEnergy(time: number): number {
    return this.#electricity.at('heatPump', time);
  }

  /** Electric power of the heat pump, W. */
  heatPumpPower(time: number): number {
    return this.#electricity.plansAt(time)?.heatPump.powerAt(time) ?? 0;
  }

  /** Electric energy that the panels gave since the start of 2020, kWh, unrounded. */
  solarEnergy(time: number): number {
    return this.#electricity.at('solar', time);
  }

  /** Electric power of the panels, W; 0 while the inverter sleeps. */
  solarPower(time: number): number {
    return this.#electricity.plansAt(time)?.solar.powerAt(time) ?? 0;
  }

  /** Electric energy that the house took from the grid since the start of 2020, kWh, unrounded. */
  importedEnergy(time: number): number {
    return this.#electricity.at('imported', time);
  }

  /** Electric energy that the house gave to the grid since the start of 2020, kWh, unrounded. */
  exportedEnergy(time: number): number {
    return this.#electricity.at('exported', time);
  }

  /** Electric power from the grid, W; negative while the house gives to it. */
  gridPower(time: number): number {
    const plans = this.#electricity.plansAt(time);
    return plans ? plans.imported.powerAt(time) - plans.exported.powerAt(time) : 0;
  }

  /**
   * Of the water that the heat pump warms, °C.
   * @throws RangeError outside of the years 2020 to 2099
   */
  heatPumpWater(time: number): WaterTemperatures {
    const { start } = this.days.at(time);
    return this.#electricity.plansAt(start)!.heatPump.waterAt(time);
  }

  /**
   * Of the hot water in the tank, °C.
   * @throws RangeError outside of the years 2020 to 2099
   */
  hotWaterTemperature(time: number): number {
    return this.#hotWater.temperature(time);
  }
}
