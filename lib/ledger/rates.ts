import type { Unit } from '../reading';

/**
 * More than any meter of a house can count in an hour, by the counter's unit: 20 m³ of water (a house's meter ends at
 * 8 m³/h), 100 kWh (a house's connection at 40 kW). What rises faster is no consumption.
 */
export const HIGHEST_RATE: Partial<Record<Unit, number>> = { dm3: 20_000, kWh: 100 };
