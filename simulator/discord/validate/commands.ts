import { CONTEXT, LOCALES, OPTION } from '../protocol';
import {
  all,
  boolean,
  type Check,
  dictionary,
  integer,
  isObject,
  list,
  number,
  object,
  oneOf,
  required,
  text,
} from './schema';

const MOST_COMMANDS = 100;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const CHAT_INPUT = 1;
/** Text of name, description and values of a command, with its options. */
const MOST_CHARACTERS = 8000;

const name: Check = (value, place) => {
  text({ min: 1, max: 32 })(value, place);
  if (typeof value !== 'string' || value.length === 0) return;
  if (!NAME.test(value) || value !== value.toLowerCase()) {
    place.refuse('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
};
const description = text({ min: 1, max: 100 });

function localized(check: Check): Check {
  return dictionary((locale, value, place) => {
    if (!(LOCALES as readonly string[]).includes(locale)) return oneOf(LOCALES)(locale, place);
    if (value !== null) check(value, place);
  });
}

const named = {
  name: required(name),
  name_localizations: localized(name),
  description: required(description),
  description_localizations: localized(description),
};

function uniqueNames(code: string, message: string): Check {
  return (value, place) => {
    const names = itemsOf(value).map((item) => item['name']);
    for (const [index, each] of names.entries()) {
      if (names.indexOf(each) !== index) place.at(index, 'name').refuse(code, message);
    }
  };
}

const CHOICE_VALUES: Record<number, Check> = {
  [OPTION.string]: text({ min: 1, max: 100 }),
  [OPTION.integer]: integer({ min: -(2 ** 53), max: 2 ** 53 }),
  [OPTION.number]: number({ min: -(2 ** 53), max: 2 ** 53 }),
};

function choices(value: Check): Check {
  const choice = object({
    name: required(text({ min: 1, max: 100 })),
    name_localizations: localized(text({ min: 1, max: 100 })),
    value: required(value),
  });
  const unique = uniqueNames(
    'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
    'Option choice name already exists',
  );
  return all(list(choice, { max: 25 }), unique);
}

/** What an option of one type may have besides its name: application-commands.mdx, "Application Command Option Structure". */
function partsOf(type: unknown): Check | undefined {
  const bounds = { string: { min_length: integer({ min: 0, max: 6000 }), max_length: integer({ min: 1, max: 6000 }) } };
  const range = (check: Check) => ({ min_value: check, max_value: check });
  switch (type) {
    case OPTION.subcommand:
      return object({ options: options([...VALUES]) });
    case OPTION.subcommandGroup:
      return object({ options: options([OPTION.subcommand]) });
    case OPTION.string:
      return object({ choices: choices(CHOICE_VALUES[type]!), autocomplete: boolean, ...bounds.string });
    case OPTION.integer:
    case OPTION.number:
      return object({ choices: choices(CHOICE_VALUES[type]!), autocomplete: boolean, ...range(CHOICE_VALUES[type]!) });
    case OPTION.channel:
      return object({ channel_types: list(integer(), { max: 25 }) });
    default:
      return undefined;
  }
}

const VALUES: readonly number[] = Object.values(OPTION).filter((type) => type >= OPTION.string);

function option(types: readonly number[]): Check {
  const base = object({ ...named, type: required(oneOf(types)), required: boolean });
  return (value, place) => {
    base(value, place);
    if (!isObject(value) || !types.includes(value['type'] as number)) return;
    partsOf(value['type'])?.(value, place);
    if (value['autocomplete'] === true && itemsOf(value['choices']).length > 0) {
      const where = place.at('autocomplete');
      where.refuse('APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_WITH_CHOICES', 'Choices cannot be used with autocomplete');
    }
  };
}

const requiredFirst: Check = (value, place) => {
  const needed = itemsOf(value).map((item) => item['required'] === true);
  for (const [index, isNeeded] of needed.entries()) {
    if (!isNeeded || !needed.slice(0, index).includes(false)) continue;
    const message = 'Required options must be placed before non-required options';
    place.at(index).refuse('APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message);
  }
};

function options(types: readonly number[]): Check {
  const unique = uniqueNames('APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
  // A level of options is made when it is looked at: subcommands hold options of their own.
  return (value, place) => all(list(option(types), { max: 25 }), unique, requiredFirst)(value, place);
}

/** Subcommands and values do not go together in one command. */
const oneKind: Check = (value, place) => {
  const nested = itemsOf(value).map(
    (item) => item['type'] === OPTION.subcommand || item['type'] === OPTION.subcommandGroup,
  );
  if (!nested.includes(true) || !nested.includes(false)) return;
  const message = 'Sub-command and sub-command group option types are mutually exclusive to all other types';
  place.at(nested.indexOf(!nested[0])).refuse('APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message);
};

const size: Check = (value, place) => {
  if (charactersOf(value) <= MOST_CHARACTERS) return;
  place.refuse('APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${MOST_CHARACTERS})`);
};

const permissions: Check = (value, place) => {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) {
    place.refuse('NUMBER_TYPE_COERCE', `Value ${JSON.stringify(value)} is not int.`);
  }
};

const command = all(
  object({
    ...named,
    type: oneOf([CHAT_INPUT]),
    options: all(options(Object.values(OPTION)), oneKind),
    default_member_permissions: permissions,
    contexts: list(oneOf(Object.values(CONTEXT)), { min: 1, max: 3 }),
    integration_types: list(oneOf([0, 1]), { min: 1, max: 2 }),
    nsfw: boolean,
  }),
  size,
);

/** A bulk overwrite of slash commands. Limits: application-commands.mdx. */
export const commandList: Check = all(
  list(command, { max: MOST_COMMANDS }),
  uniqueNames('APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique'),
);

/** The answer to an autocomplete interaction, for an option of this type. */
export function suggestions(type: number): Check {
  return object({ choices: required(choices(CHOICE_VALUES[type]!)) });
}

function itemsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map((item) => (isObject(item) ? item : {})) : [];
}

function charactersOf(value: unknown): number {
  if (!isObject(value)) return 0;
  const own = ['name', 'description', 'value'].map((key) => value[key]);
  const length = own.reduce((sum: number, each) => sum + (typeof each === 'string' ? each.length : 0), 0);
  const nested = [...itemsOf(value['options']), ...itemsOf(value['choices'])];
  return nested.reduce((sum, each) => sum + charactersOf(each), length);
}
