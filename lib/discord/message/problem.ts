import type { Language } from '../../language/language';
import { plain } from '../escape';
import { text } from '../texts';

const LONGEST_REASON = 200;

/**
 * A sentence for the asker about what went wrong, by an error's code; one that says only that something did where the
 * code means nothing to them.
 * @param options what they asked with, to show what can't be used
 */
export function problemText(code: string, language: Language, options: Readonly<Record<string, unknown>> = {}): string {
  const key = `problem.${code}`;
  const template = text(language, key);
  const places = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  // The key itself comes back for a code that has no sentence.
  if (template === key || !places.every((name) => Object.hasOwn(options, name)))
    return text(language, 'problem.failed');
  const values = Object.fromEntries(
    places.map((name) => [name, plain(options[name], name === 'why' ? LONGEST_REASON : undefined)]),
  );
  return text(language, key, values);
}

/** What is said in a channel of something that failed without being asked: of a report, where the code means no more. */
export function noticeText(code: string, language: Language, why: string): string {
  const key = `notice.${code}`;
  const said = text(language, key, { why: plain(why, LONGEST_REASON) });
  return said === key ? text(language, 'notice.report') : said;
}
