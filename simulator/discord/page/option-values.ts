import type { APIApplicationCommandBasicOption } from '@discordjs/core';
import type { OptionValue, Suggestion } from '../chat';
import type { ChatState } from './protocol';

/** An option of a command that has a value; commands within commands are not shown here. */
export type Option = APIApplicationCommandBasicOption;

/** What can be chosen for an option. */
export interface Choice {
  name: string;
  value: OptionValue;
}

/** What is wrong with a typed value: a key of the page's texts, and what to put into the text. */
export interface Problem {
  problem: 'required' | 'notChoice' | 'notWhole' | 'notNumber' | 'tooSmall' | 'tooLarge' | 'tooShort' | 'tooLong';
  limit?: number;
}

/** Discord's option types. */
export const OPTION = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
} as const;

/** A name or a description in the person's language, when the bot gave one. */
export function localized(text: string, texts: object | null | undefined, locale: string): string {
  return (texts as Record<string, string | null> | null | undefined)?.[locale] ?? text;
}

/**
 * The values that an option allows, or undefined when any may be typed.
 * @param truth how the person's language calls true and false
 */
export function choicesOf(
  option: Option,
  locale: string,
  state: Pick<ChatState, 'people' | 'channels' | 'roles'>,
  truth: { true: string; false: string },
): Choice[] | undefined {
  const named = (list: readonly { id: string; name: string }[]): Choice[] =>
    list.map(({ id, name }) => ({ name, value: id }));
  switch (option.type as number) {
    case OPTION.boolean:
      return [
        { name: truth.true, value: true },
        { name: truth.false, value: false },
      ];
    case OPTION.user:
      return named(state.people);
    case OPTION.channel:
      return named(state.channels);
    case OPTION.role:
      return named(state.roles);
    case OPTION.mentionable:
      return named([...state.people, ...state.roles]);
    default: {
      const { choices } = option as { choices?: (Suggestion & { name_localizations?: object | null })[] };
      return choices?.length
        ? choices.map(({ name, name_localizations, value }) => ({
            name: localized(name, name_localizations, locale),
            value,
          }))
        : undefined;
    }
  }
}

/** The choices that hold what was typed, those that begin with it first. */
export function matching<T extends { name: string }>(choices: readonly T[], typed: string): T[] {
  const wanted = typed.trim().toLowerCase();
  const found = choices.filter(({ name }) => name.toLowerCase().includes(wanted));
  const begins = ({ name }: T): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}

/** The value that is meant by a typed text. */
export function readValue(
  option: Option,
  typed: string,
  choices: readonly Choice[] | undefined,
): { value: OptionValue } | Problem {
  if (typed.trim() === '') return { problem: 'required' };
  if (choices) return readChoice(typed, choices);
  const isNumber = option.type === OPTION.integer || option.type === OPTION.number;
  return isNumber ? readNumber(option, typed) : readText(option, typed);
}

function readChoice(typed: string, choices: readonly Choice[]): { value: OptionValue } | Problem {
  const wanted = typed.trim().toLowerCase();
  const chosen = choices.find(({ name, value }) => [name, String(value)].some((text) => text.toLowerCase() === wanted));
  return chosen ? { value: chosen.value } : { problem: 'notChoice' };
}

function readNumber(option: Option, typed: string): { value: number } | Problem {
  const value = Number(typed.trim().replace(',', '.'));
  const { min_value = -(2 ** 53), max_value = 2 ** 53 } = option as { min_value?: number; max_value?: number };
  if (!Number.isFinite(value)) return { problem: option.type === OPTION.integer ? 'notWhole' : 'notNumber' };
  if (option.type === OPTION.integer && !Number.isInteger(value)) return { problem: 'notWhole' };
  if (value < min_value) return { problem: 'tooSmall', limit: min_value };
  return value > max_value ? { problem: 'tooLarge', limit: max_value } : { value };
}

function readText(option: Option, typed: string): { value: string } | Problem {
  const { min_length = 0, max_length = 6000 } = option as { min_length?: number; max_length?: number };
  if (typed.length < min_length) return { problem: 'tooShort', limit: min_length };
  return typed.length > max_length ? { problem: 'tooLong', limit: max_length } : { value: typed };
}
