import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, type Language, LOCALES } from '../../lib/language/language';
import type { Texts } from '../../lib/language/texts';
import { projectRoot } from '../node-red-version';

const ROOMS = ['chart/texts', 'discord/texts', 'language/names', 'language/reasons'];
const PLURAL = /_(zero|one|two|few|many|other)$/;

const read = (room: string, language: Language): Texts =>
  JSON.parse(readFileSync(join(projectRoot, 'lib', room, `${language}.json`), 'utf8'));

/** Every text with its key: `figures.more_one`. */
function list(texts: Texts, path = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : list(value, `${path}${key}.`),
  );
}

/** Keys without their plural forms, with the places for values: the count may be a word in one form. */
function places(texts: Texts): string[] {
  const found = list(texts).map(([key, text]) => {
    const values = [...text.matchAll(/\{\w+\}/g)]
      .map(String)
      .filter((value) => !PLURAL.test(key) || value !== '{count}');
    return `${key.replace(PLURAL, '')} ${values.sort().join(' ')}`;
  });
  return [...new Set(found)].sort();
}

describe('the texts of lib', () => {
  for (const room of ROOMS) {
    it(`in ${room} are the same in all languages, with the same places for values`, () => {
      assert.deepEqual(
        readdirSync(join(projectRoot, 'lib', room)).sort(),
        LANGUAGES.map((name) => `${name}.json`).sort(),
      );
      for (const language of LANGUAGES)
        assert.deepEqual(places(read(room, language)), places(read(room, 'en')), language);
    });

    it(`in ${room} have every plural form of their language`, () => {
      for (const language of LANGUAGES) {
        const forms = new Map<string, string[]>();
        for (const [key] of list(read(room, language))) {
          const form = PLURAL.exec(key)?.[1];
          if (form) forms.set(key.replace(PLURAL, ''), [...(forms.get(key.replace(PLURAL, '')) ?? []), form]);
        }
        const wanted = new Intl.PluralRules(LOCALES[language]).resolvedOptions().pluralCategories;
        for (const [key, found] of forms) assert.deepEqual(found.sort(), [...wanted].sort(), `${language} ${key}`);
      }
    });
  }
});
