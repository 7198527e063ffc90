import type { House } from '../house/house';
import { Register } from './register';

/** Counts of the LE-03M in a kWh. */
export const COUNTS_PER_KWH = 10;
/** Its counter has 3 bytes. */
const MODULUS = 2 ** 24;

/** The register of the house's energy meter on the heat pump, an F&F LE-03M. */
export function energyRegister(house: House): Register {
  return new Register({
    counted: (time) => house.heatPumpEnergy(time) * COUNTS_PER_KWH,
    modulus: MODULUS,
    hair: 1,
  });
}
