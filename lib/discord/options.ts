import { parsePeriod } from '../calendar/period';
import { InputError } from '../input-error';
import type { Command, CommandOption, OptionValues } from './command';
import { plain } from './escape';

const LONGEST_TEXT = 1000;
const MOST_SERIES = 20;
const SERIES = /^[a-z0-9_.*-]{1,100}$/;

export interface OptionContext {
  /** ms since the epoch */
  now: number;
  timeZone: string;
}

/** What the buttons of an answer add to a command's own options: another period, and the comparison. */
const BUTTON_OPTIONS: CommandOption[] = [
  { name: 'period', type: 'period', description: { en: '' }, required: false, choices: [] },
  {
    name: 'compare',
    type: 'choice',
    description: { en: '' },
    required: false,
    choices: [
      { value: 'true', name: { en: '' } },
      { value: 'false', name: { en: '' } },
    ],
  },
];

/**
 * Checks what somebody gave as options, whatever it is; unknown ones are left out.
 * @throws InputError `bad-option`, or what `parsePeriod` throws
 */
export function readOptions(
  command: Pick<Command, 'options'>,
  given: Readonly<Record<string, unknown>>,
  context: OptionContext,
): OptionValues {
  const own = command.options;
  const added = BUTTON_OPTIONS.filter(({ name }) => !own.some((option) => option.name === name));
  const values: OptionValues = {};
  for (const option of [...own, ...added]) {
    const value = Object.hasOwn(given, option.name) ? given[option.name] : undefined;
    if (value === undefined || value === null || value === '') {
      if (option.required) throw bad(option, '');
      continue;
    }
    values[option.name] = readOption(option, value, context);
  }
  return values;
}

function readOption(option: CommandOption, value: unknown, context: OptionContext): string | number {
  if (option.type === 'number') {
    const number = typeof value === 'string' ? Number(value.trim().replace(',', '.')) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw bad(option, value);
    return number;
  }
  if (typeof value !== 'string' || value.length > LONGEST_TEXT || value.trim() === '') throw bad(option, value);
  const text = value.trim();
  switch (option.type) {
    case 'choice':
      if (!option.choices.some((choice) => choice.value === text)) throw bad(option, text);
      return text;
    case 'period':
      return parsePeriod(text, context).period.label;
    case 'series': {
      const names = text.split(',').map((name) => name.trim().toLowerCase());
      if (names.length > MOST_SERIES || !names.every((name) => SERIES.test(name))) throw bad(option, text);
      return names.join(',');
    }
    default:
      return text;
  }
}

function bad({ name, type }: CommandOption, value: unknown): InputError {
  const shown = plain(typeof value === 'string' ? value : JSON.stringify(value));
  return new InputError('bad-option', `"${shown}" can't be the ${type} for the option "${name}".`, { name, type });
}
