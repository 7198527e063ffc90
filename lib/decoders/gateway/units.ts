import { FLOW, type Quantity, TEMPERATURE, VOLUME } from '../mbus/units';

/**
 * A unit code of the gateway (lower byte of a value entry's register 7): its name and, for what a water meter measures,
 * how to get to the canonical unit: the value × 10^`exponent` × `factor`.
 * Source: manual, chapter "Predefined units"; codes as public decoders of this layout list them, 5 and 7 confirmed there.
 */
interface GatewayUnit {
  name: string;
  quantity?: Quantity;
  exponent?: number;
  factor?: number;
}

export const GATEWAY_UNITS: Record<number, GatewayUnit> = {
  0: { name: 'no unit' },
  3: { name: 'V' },
  4: { name: 'A' },
  5: { name: 'Wh' },
  6: { name: 'J' },
  7: { name: 'm³', quantity: VOLUME, exponent: 3 },
  8: { name: 'kg' },
  9: { name: 's' },
  10: { name: 'min' },
  11: { name: 'h' },
  12: { name: 'd' },
  13: { name: 'W' },
  14: { name: 'J/h' },
  15: { name: 'm³/h', quantity: FLOW, exponent: 3 },
  16: { name: 'm³/min', quantity: FLOW, exponent: 3, factor: 60 },
  17: { name: 'm³/s', quantity: FLOW, exponent: 3, factor: 3600 },
  18: { name: 'kg/h' },
  19: { name: '°C', quantity: TEMPERATURE, exponent: 0 },
  20: { name: 'K' },
  21: { name: 'bar' },
  25: { name: 'UTC' },
  38: { name: 'ft³', quantity: VOLUME, exponent: 0, factor: 28.316846592 },
  40: { name: 'Hz' },
  43: { name: 'US gal', quantity: VOLUME, exponent: 0, factor: 3.785411784 },
  45: { name: 'US gal/min', quantity: FLOW, exponent: 0, factor: 3.785411784 * 60 },
  46: { name: 'US gal/h', quantity: FLOW, exponent: 0, factor: 3.785411784 },
};

/** The name of a unit code, for texts. */
export function unitName(code: number): string {
  return GATEWAY_UNITS[code]?.name ?? `unit ${code}`;
}
