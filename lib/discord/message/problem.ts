import type { Language } from '../../language/language';
import { plain } from '../escape';
import { text } from '../texts';

/**
 * A sentence for the asker about what went wrong, by an error's code; one that says only that something did where the
 * code means nothing to them.
 * @param options what they asked with, to show what can't be used
 */
export function problemText(code: string, language: Language, options: Readonly<Record<string, unknown>> = {}): string {
  const key = `problem.${code}`;
  const values = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, plain(value)]));
  const found = text(language, key, values);
  const isUsable = found !== key && !/\{\w+\}/.test(found);
  return isUsable ? found : text(language, 'problem.failed');
}
