import { DayTotals } from './day-totals';
import { type GridDay, planGrid } from './grid';
import { HeatPumpDay } from './heat-pump';
import type { WaterTemperatures } from './heating-water';
import { HotWater } from './hot-water';
import { type LocalDay, LocalDays } from './local-days';
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
  readonly #water: DayTotals<WaterDay>;
  readonly #hotWater: HotWater;
  readonly #heatPump: DayTotals<HeatPumpDay>;
  readonly #solar: DayTotals<PowerDay>;
  readonly #imported: DayTotals<PowerDay>;
  readonly #exported: DayTotals<PowerDay>;

  constructor({ seed = 1, timeZone = 'Europe/Warsaw' }: HouseOptions = {}) {
    const days = new LocalDays(timeZone);
    const weather = new Weather(seed, days.standardOffset);
    this.#water = new DayTotals(days, (day) => planWater(day, days, weather, seed));
    const hotWater = new HotWater(days, weather, seed);
    this.#heatPump = new DayTotals(days, (day) => new HeatPumpDay(day, weather, hotWater));
    this.#solar = new DayTotals(days, (day) => planSolar(day, days.standardOffset, seed));
    const grid = (day: LocalDay): GridDay =>
      planGrid(day, this.#solar.planAt(day.start)!, (time) => this.heatPumpPower(time), seed);
    this.#imported = new DayTotals(days, (day) => grid(day).imported);
    this.#exported = new DayTotals(days, (day) => grid(day).exported);
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
    return Math.floor(this.#water.at(time));
  }

  /** Mean of the 5 minutes up to `time`, dm3/h. */
  waterFlow(time: number): number {
    return ((this.waterVolume(time) - this.waterVolume(time - FLOW_SPAN)) * 3_600_000) / FLOW_SPAN;
  }

  /** Electric energy that the heat pump used since the start of 2020, kWh, unrounded. */
  heatPumpEnergy(time: number): number {
    return this.#heatPump.at(time);
  }

  /** Electric power of the heat pump, W. */
  heatPumpPower(time: number): number {
    return this.#heatPump.planAt(time)?.powerAt(time) ?? 0;
  }

  /** Electric energy that the panels gave since the start of 2020, kWh, unrounded. */
  solarEnergy(time: number): number {
    return this.#solar.at(time);
  }

  /** Electric power of the panels, W; 0 while the inverter sleeps. */
  solarPower(time: number): number {
    return this.#solar.planAt(time)?.powerAt(time) ?? 0;
  }

  /** Electric energy that the house took from the grid since the start of 2020, kWh, unrounded. */
  importedEnergy(time: number): number {
    return this.#imported.at(time);
  }

  /** Electric energy that the house gave to the grid since the start of 2020, kWh, unrounded. */
  exportedEnergy(time: number): number {
    return this.#exported.at(time);
  }

  /** Electric power from the grid, W; negative while the house gives to it. */
  gridPower(time: number): number {
    const powerOf = (grid: DayTotals<PowerDay>): number => grid.planAt(time)?.powerAt(time) ?? 0;
    return powerOf(this.#imported) - powerOf(this.#exported);
  }

  /**
   * Of the water that the heat pump warms, °C.
   * @throws RangeError outside of the years 2020 to 2099
   */
  heatPumpWater(time: number): WaterTemperatures {
    const { start } = this.days.at(time);
    return this.#heatPump.planAt(start)!.waterAt(time);
  }

  /**
   * Of the hot water in the tank, °C.
   * @throws RangeError outside of the years 2020 to 2099
   */
  hotWaterTemperature(time: number): number {
    return this.#hotWater.temperature(time);
  }
}
