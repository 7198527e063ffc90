import { cut } from './limits';

/** Controls, and marks that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Somebody's words as a short, harmless part of a sentence: no markdown, no mention, one line. */
export function plain(text: unknown, most = 60): string {
  const line = String(text).replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
  return cut(line, most).replace(/[\\`*_~|>#[\]()<@:-]/g, '\\$&');
}
