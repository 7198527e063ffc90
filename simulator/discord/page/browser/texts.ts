import english from '../locales/en-US.json';
import polish from '../locales/pl.json';

export type Texts = typeof english;
type Flat = Exclude<keyof Texts, 'problem'>;

const TEXTS: Record<string, Texts> = { en: english, pl: polish };

/** The page's texts in a language; English where there are none. */
export function textsFor(locale: string): Texts {
  return TEXTS[languageOf(locale)] ?? english;
}

export function hasTexts(locale: string): boolean {
  return languageOf(locale) in TEXTS;
}

/** Puts values in the places `__name__` of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/__(\w+?)__/g, (place, name: string) => String(values[name] ?? place));
}

/** Puts the page's fixed texts in place. */
export function showTexts(texts: Texts): void {
  document.title = texts.title;
  for (const place of document.querySelectorAll<HTMLElement>('[data-text]')) {
    place.textContent = texts[place.dataset['text'] as Flat];
  }
  for (const place of document.querySelectorAll<HTMLElement>('[data-label]')) {
    place.setAttribute('aria-label', texts[place.dataset['label'] as Flat]);
  }
}

function languageOf(locale: string): string {
  return locale.split('-')[0]!.toLowerCase();
}
