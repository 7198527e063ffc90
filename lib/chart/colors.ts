import type { ThemeName } from './theme';

/** A colour on the dark and on the light panel: strong enough for a line on each. */
type Color = Record<ThemeName, string>;

const CYAN: Color = { dark: '#25c8dd', light: '#0891b2' };
const ORANGE: Color = { dark: '#ff6f43', light: '#e2471c' };
const AMBER: Color = { dark: '#fbbf24', light: '#d18b00' };
const BLUE: Color = { dark: '#6aa9ff', light: '#2563eb' };
const ROSE: Color = { dark: '#fb7185', light: '#d9264a' };
const VIOLET: Color = { dark: '#a78bfa', light: '#7c3aed' };
const PINK: Color = { dark: '#f472b6', light: '#c42a83' };
const TEAL: Color = { dark: '#2dd4bf', light: '#0d8a7d' };
const GREEN: Color = { dark: '#86d65b', light: '#3f8f1f' };

/** What a series or a meter means. */
const MEANING: Record<string, Color> = {
  water: CYAN,
  'water.temperature': TEAL,
  heat_pump: ORANGE,
  'heat_pump.outdoor_temperature': BLUE,
  'heat_pump.supply_temperature': ROSE,
  'heat_pump.return_temperature': VIOLET,
  'heat_pump.dhw_temperature': PINK,
  solar: AMBER,
};

const PALETTE = [GREEN, VIOLET, PINK, TEAL, BLUE, AMBER, ROSE, CYAN, ORANGE];

/**
 * A colour for each series: by its meaning, else by its name, so that it has the same one in every picture; no colour
 * twice while there are others.
 */
export function seriesColors(names: readonly string[], theme: ThemeName): string[] {
  const taken = new Set<Color>();
  return names.map((name) => {
    const meaning = lookUp(name) ?? lookUp(name.split('.')[0]!);
    const start = hash(name) % PALETTE.length;
    const others = [...PALETTE.slice(start), ...PALETTE.slice(0, start)];
    const color = [...(meaning ? [meaning] : []), ...others].find((one) => !taken.has(one)) ?? others[0]!;
    taken.add(color);
    return color[theme];
  });
}

function lookUp(name: string): Color | undefined {
  return Object.hasOwn(MEANING, name) ? MEANING[name] : undefined;
}

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + character.codePointAt(0)!) >>> 0;
  return value;
}

/** A colour `#rrggbb` with an opacity of 0…1. */
export function withAlpha(color: string, alpha: number): string {
  const byte = Math.round(alpha * 255);
  return color + byte.toString(16).padStart(2, '0');
}

/** A colour between two colours `#rrggbb`: 0 is the first, 1 the second. */
export function mixColors(first: string, second: string, share: number): string {
  const part = (color: string, place: number): number => Number.parseInt(color.slice(place, place + 2), 16);
  const mixed = [1, 3, 5].map((place) => Math.round(part(first, place) * (1 - share) + part(second, place) * share));
  return `#${mixed.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
