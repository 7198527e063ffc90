import type { Language } from '../language/language';
import { formatNumber } from '../language/numbers';

/** From here on numbers at an axis are written short: `12M`, `12 mln`. */
const LARGE = 1e7;
const MOST_DECIMALS = 6;

/** British English writes 12m, which reads like metres. */
const COMPACT_LOCALES: Record<Language, string> = { en: 'en-US', pl: 'pl-PL' };

const compact = new Map<Language, Intl.NumberFormat>();

/** Numbers at an axis whose ticks are `step` apart: as many decimals as tell them apart, all the same. */
export function axisNumber(value: number, step: number, language: Language): string {
  if (Math.abs(value) >= LARGE) return compactFormat(language).format(value).replace('-', '−');
  const decimals = step > 0 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
  return formatNumber(value, language, Math.max(0, Math.min(MOST_DECIMALS, decimals)));
}

function compactFormat(language: Language): Intl.NumberFormat {
  let format = compact.get(language);
  if (!format) {
    format = new Intl.NumberFormat(COMPACT_LOCALES[language], { notation: 'compact', maximumSignificantDigits: 3 });
    compact.set(language, format);
  }
  return format;
}
