import type { Unit } from '../reading';
import { type Language, LOCALES } from './language';

/** Keeps a number and its unit on one line, and groups digits: `1 234 dm³` reads the same in every language. */
export const NO_BREAK_SPACE = '\u00a0';

/** How a unit is written, and how many decimals a person wants to see of it. */
const SHOWN: Record<Unit, { symbol: string; decimals: number }> = {
  dm3: { symbol: 'dm³', decimals: 0 },
  'dm3/h': { symbol: 'dm³/h', decimals: 0 },
  kWh: { symbol: 'kWh', decimals: 1 },
  W: { symbol: 'W', decimals: 0 },
  '°C': { symbol: '°C', decimals: 1 },
  '%': { symbol: '%', decimals: 0 },
  V: { symbol: 'V', decimals: 1 },
  A: { symbol: 'A', decimals: 2 },
  Hz: { symbol: 'Hz', decimals: 2 },
};

export function unitSymbol(unit: Unit): string {
  return SHOWN[unit].symbol;
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number with the language's decimal sign, digits grouped by spaces (ISO 80000), and a real minus sign. */
export function formatNumber(value: number, language: Language, decimals: number): string {
  const key = `${language} ${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language], {
      useGrouping: 'always',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: 'negative',
    });
    formats.set(key, format);
  }
  return format
    .formatToParts(value)
    .map(({ type, value: part }) => (type === 'group' ? NO_BREAK_SPACE : type === 'minusSign' ? '−' : part))
    .join('');
}

/** `1 234 dm³`, `12.3 kWh`, `−5.0 °C` */
export function formatQuantity(value: number, unit: Unit, language: Language): string {
  const { symbol, decimals } = SHOWN[unit];
  return `${formatNumber(value, language, decimals)}${NO_BREAK_SPACE}${symbol}`;
}

/** A share of 0…1 as `96 %`: never 100 % while something is missing, nor 0 % while something is there. */
export function formatShare(share: number, language: Language): string {
  const percent = share * 100;
  const honest = percent > 99 && percent < 100 ? 99 : percent > 0 && percent < 1 ? 1 : Math.round(percent);
  return `${formatNumber(honest, language, 0)}${NO_BREAK_SPACE}%`;
}

/** A change against `before` with its sign, `+12 %`; undefined when there is nothing to compare with. */
export function formatChange(now: number, before: number, language: Language): string | undefined {
  if (!(before > 0)) return undefined;
  const percent = Math.round((now / before - 1) * 100);
  if (Math.abs(percent) >= 1000) return undefined;
  return `${percent > 0 ? '+' : percent === 0 ? '±' : ''}${formatNumber(percent, language, 0)}${NO_BREAK_SPACE}%`;
}
