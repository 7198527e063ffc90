/** The languages that texts exist in; the first is taken for every other one. */
export const LANGUAGES = ['en', 'pl'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of ours for a locale such as `pl` or `en-US`; English for unknown ones. */
export function languageOf(locale: unknown): Language {
  const base = typeof locale === 'string' ? locale.toLowerCase().split(/[-_]/)[0] : undefined;
  return LANGUAGES.find((language) => language === base) ?? LANGUAGES[0];
}

/** The locale by which numbers and dates are written: 24-hour clocks and day before month in English too. */
export const LOCALES: Record<Language, string> = { en: 'en-GB', pl: 'pl-PL' };
