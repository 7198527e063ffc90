import type { Language } from '../language/language';
import type { CommandAccess } from './access';

export const OPTION_TYPES = ['text', 'number', 'choice', 'period', 'series'] as const;
export type OptionType = (typeof OPTION_TYPES)[number];

/** A text in English, and in other languages where it has been written in them. */
export type LocalText = { en: string } & Partial<Record<Language, string>>;

export interface Choice {
  value: string;
  name: LocalText;
}

export interface CommandOption {
  name: string;
  type: OptionType;
  description: LocalText;
  required: boolean;
  /** Of a `choice`. */
  choices: Choice[];
}

/** A slash command as a flow defines it. */
export interface Command extends CommandAccess {
  name: string;
  description: LocalText;
  options: CommandOption[];
  /** How it is asked in a plain message, such as `!w`; empty when it is not. */
  text: string;
}

/** What a person gave as options, by name. */
export type OptionValues = Record<string, string | number>;

const NAME = /^[-_\p{L}\p{N}]{1,32}$/u;

/** Discord's rule for the names of commands and options. */
export function isCommandName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name) && name === name.toLowerCase();
}
