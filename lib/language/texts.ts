import { type Language, LOCALES } from './language';

/** Texts by key; groups may be nested. */
export interface Texts {
  [key: string]: string | Texts;
}

export type Translate = (language: Language, key: string, values?: Record<string, string | number>) => string;

/**
 * A look-up in the texts of a room. `{name}` in a text becomes `values.name`; with a number `values.count` the key's
 * plural form is taken (`key_one`, `key_few`, `key_many`, `key_other`, by the language's rules) where there is one.
 * The key itself is the answer for a text that does not exist: a test finds those.
 */
export function translator(texts: Record<Language, Texts>): Translate {
  return (language, key, values = {}) => {
    const { count } = values;
    const plural =
      typeof count === 'number' ? find(texts[language], `${key}_${pluralRules(language).select(count)}`) : '';
    const text = plural || find(texts[language], key) || key;
    return text.replace(/\{(\w+)\}/g, (place, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : place,
    );
  };
}

/** A text as it begins a sentence. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function find(texts: Texts, key: string): string | undefined {
  let found: string | Texts | undefined = texts;
  for (const part of key.split('.')) {
    if (typeof found !== 'object' || !Object.hasOwn(found, part)) return undefined;
    found = found[part];
  }
  return typeof found === 'string' ? found : undefined;
}

const rules = new Map<Language, Intl.PluralRules>();

function pluralRules(language: Language): Intl.PluralRules {
  let known = rules.get(language);
  if (!known) {
    known = new Intl.PluralRules(LOCALES[language]);
    rules.set(language, known);
  }
  return known;
}
