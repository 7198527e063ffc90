import type { APIApplicationCommandOption } from '@discordjs/core';
import type { OptionValue } from './chat';
import { OPTION } from './protocol';
import { lengthOf } from './validate/schema';

const LONGEST_TEXT = 6000;

/** An option as an interaction carries it. */
export interface GivenOption {
  name: string;
  type: number;
  value?: OptionValue;
  focused?: true;
  options?: GivenOption[];
}

/** A value option with the members that some types have. */
interface ValueOption {
  name: string;
  type: number;
  required?: boolean;
  autocomplete?: boolean;
  choices?: readonly { value: string | number }[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

/**
 * Walks down to the subcommand that was typed.
 * @param path the words after the command's name
 * @throws Error if there is no such subcommand, or one is missing
 */
export function optionsAt(options: readonly APIApplicationCommandOption[], path: readonly string[]): ValueOption[] {
  const [word, ...rest] = path;
  const nested = options.filter(({ type }) => type === OPTION.subcommand || type === OPTION.subcommandGroup);
  if (word === undefined && nested.length === 0) return [...options] as ValueOption[];
  const chosen = nested.find(({ name }) => name === word);
  if (!chosen) throw new Error(`Choose a subcommand: ${nested.map(({ name }) => name).join(', ') || 'there is none'}.`);
  return optionsAt('options' in chosen ? ((chosen.options ?? []) as APIApplicationCommandOption[]) : [], rest);
}

/**
 * What a person typed, as the values that Discord's client would send.
 * @param focused the option that is being typed: it may still be incomplete, and others may be missing
 * @throws Error with a sentence for the person, if Discord's client would not send it
 */
export function readOptions(
  known: readonly ValueOption[],
  typed: Record<string, OptionValue>,
  focused?: string,
): GivenOption[] {
  const stranger = Object.keys(typed).find((name) => !known.some((option) => option.name === name));
  if (stranger !== undefined) throw new Error(`The command has no option "${stranger}".`);
  return known.flatMap((option): GivenOption[] => {
    const { name, type } = option;
    const value = Object.hasOwn(typed, name) ? typed[name] : undefined;
    if (name === focused) return [{ name, type, value: String(value ?? ''), focused: true }];
    if (value !== undefined) return [{ name, type, value: read(option, value) }];
    if (option.required && focused === undefined) throw new Error(`The option "${name}" is required.`);
    return [];
  });
}

/** Puts options into the subcommand that they belong to. */
export function nest(path: readonly string[], options: GivenOption[]): GivenOption[] {
  return path.reduceRight<GivenOption[]>((inner, name, index) => {
    const type = index === path.length - 1 ? OPTION.subcommand : OPTION.subcommandGroup;
    return [{ name, type, options: inner }];
  }, options);
}

function read(option: ValueOption, typed: OptionValue): OptionValue {
  const value = convert(option, typed);
  const { name, choices = [], autocomplete } = option;
  if (choices.length > 0 && !autocomplete && !choices.some((choice) => choice.value === value)) {
    throw new Error(`"${typed}" is none of the choices of "${name}".`);
  }
  if (typeof value === 'number') refuseRange(value, option.min_value, option.max_value, `The option "${name}"`);
  if (option.type === OPTION.string) {
    const { min_length = 0, max_length = LONGEST_TEXT } = option;
    refuseRange(lengthOf(String(value)), min_length, max_length, `The length of the option "${name}"`);
  }
  return value;
}

function convert({ name, type }: ValueOption, typed: OptionValue): OptionValue {
  switch (type) {
    case OPTION.integer:
    case OPTION.number: {
      const value = typed === '' ? Number.NaN : Number(typed);
      const fits = type === OPTION.integer ? Number.isSafeInteger(value) : Number.isFinite(value);
      if (!fits)
        throw new Error(`The option "${name}" takes ${type === OPTION.integer ? 'a whole number' : 'a number'}.`);
      return value;
    }
    case OPTION.boolean:
      if (!['true', 'false'].includes(String(typed))) throw new Error(`The option "${name}" takes true or false.`);
      return String(typed) === 'true';
    default:
      return String(typed);
  }
}

function refuseRange(value: number, min = -Infinity, max = Infinity, what: string): void {
  if (value < min || value > max) throw new Error(`${what} must be from ${min} to ${max}.`);
}
