import type { Kind, Unit } from '../../reading';

/** What a volume, flow or temperature of a water meter becomes, whatever layout it came in. */
export interface Quantity {
  /** Second part of the series' name. */
  name: 'volume' | 'flow' | 'temperature';
  kind: Kind;
  unit: Unit;
}

export const VOLUME: Quantity = { name: 'volume', kind: 'counter', unit: 'dm3' };
export const FLOW: Quantity = { name: 'flow', kind: 'gauge', unit: 'dm3/h' };
export const TEMPERATURE: Quantity = { name: 'temperature', kind: 'gauge', unit: '°C' };

/** A quantity and the power of ten that turns the device's number into its canonical unit. */
export interface ScaledQuantity {
  quantity: Quantity;
  exponent: number;
}

/**
 * The quantity of a value information field (VIF) without its extension bit, EN 13757-3 table 10:
 * 10–17 volume 10^(n−6) m³, 38–3F flow 10^(n−6) m³/h, 58–5B flow and 64–67 external temperature 10^(n−3) °C.
 */
export function quantityOfVif(vif: number): ScaledQuantity | undefined {
  const low3 = vif & 0x07;
  const low2 = vif & 0x03;
  if ((vif & 0x78) === 0x10) return { quantity: VOLUME, exponent: low3 - 6 + 3 };
  if ((vif & 0x78) === 0x38) return { quantity: FLOW, exponent: low3 - 6 + 3 };
  if ((vif & 0x7c) === 0x58 || (vif & 0x7c) === 0x64) return { quantity: TEMPERATURE, exponent: low2 - 3 };
  return undefined;
}

/**
 * The quantity of the low six bits of a fixed-data unit byte (EN 1434-3, medium/unit table): 26 hex is ml and each next
 * code ten times as much, up to 2E, 100 m³; 2F to 37 the same an hour; 38 is 10⁻³ °C.
 */
export function quantityOfFixedUnit(code: number): ScaledQuantity | undefined {
  const unit = code & 0x3f;
  if (unit >= 0x26 && unit <= 0x2e) return { quantity: VOLUME, exponent: unit - 0x29 };
  if (unit >= 0x2f && unit <= 0x37) return { quantity: FLOW, exponent: unit - 0x32 };
  if (unit === 0x38) return { quantity: TEMPERATURE, exponent: -3 };
  return undefined;
}
