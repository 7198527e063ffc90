import { invalidForm, type Problem } from '../errors';

/** A member of a body, and where its problems go. */
export class Place {
  readonly #problems: Problem[];
  readonly #path: readonly (string | number)[];

  constructor(problems: Problem[], path: readonly (string | number)[] = []) {
    this.#problems = problems;
    this.#path = path;
  }

  at(...keys: (string | number)[]): Place {
    return new Place(this.#problems, [...this.#path, ...keys]);
  }

  refuse(code: string, message: string): void {
    this.#problems.push({ path: this.#path, code, message });
  }
}

/** Looks at a value and tells the place what is wrong with it. Sees a value that is there, unless `required`. */
export type Check = (value: unknown, place: Place) => void;

/** The checks of an object's members. As at Discord, `null` counts as not given, and unknown members as nothing. */
export type Shape = Record<string, Check>;

const REQUIRED = Symbol('required');

/**
 * @param path where in the body the value is
 * @throws DiscordError 50035 with everything that is wrong
 */
export function validate(check: Check, value: unknown, ...path: string[]): void {
  const problems: Problem[] = [];
  check(value, new Place(problems, path));
  if (problems.length > 0) throw invalidForm(problems);
}

/** A member that must be there. */
export function required(check: Check): Check {
  return Object.assign((value: unknown, place: Place) => check(value, place), { [REQUIRED]: true });
}

/** Several checks of the same value. */
export function all(...checks: Check[]): Check {
  return (value, place) => {
    for (const check of checks) check(value, place);
  };
}

export function object(shape: Shape): Check {
  const checks = Object.entries(shape);
  return (value, place) => {
    if (!isObject(value)) return place.refuse('DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    for (const [key, check] of checks) {
      const member = Object.hasOwn(value, key) ? value[key] : undefined;
      if (member !== undefined && member !== null) check(member, place.at(key));
      else if (REQUIRED in check) place.at(key).refuse('BASE_TYPE_REQUIRED', 'This field is required');
    }
  };
}

export function list(check: Check, { min = 0, max }: { min?: number; max: number }): Check {
  return (value, place) => {
    if (!Array.isArray(value)) return place.refuse('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    refuseLength(value.length, min, max, place);
    for (const [index, item] of value.entries()) check(item, place.at(index));
  };
}

/** The members of a dictionary with free keys. */
export function dictionary(check: (key: string, value: unknown, place: Place) => void): Check {
  return (value, place) => {
    if (!isObject(value)) return place.refuse('DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    for (const [key, member] of Object.entries(value)) check(key, member, place.at(key));
  };
}

/** A text of `min` to `max` characters, white space at its ends not counted. */
export function text({ min = 0, max, pattern }: { min?: number; max: number; pattern?: RegExp }): Check {
  return (value, place) => {
    if (typeof value !== 'string') return place.refuse('STRING_TYPE_CONVERT', 'Could not interpret value as string.');
    const length = lengthOf(value);
    if (length === 0 && min > 0) return place.refuse('BASE_TYPE_REQUIRED', 'This field is required');
    if (refuseLength(length, min, max, place)) return;
    if (pattern && !pattern.test(value)) {
      place.refuse('STRING_TYPE_REGEX', 'String value did not match validation regex.');
    }
  };
}

/** A finite number. */
export function number({ min = -Infinity, max = Infinity, integer = false } = {}): Check {
  const type = integer ? 'int' : 'float';
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || (integer && !Number.isInteger(value))) {
      return place.refuse('NUMBER_TYPE_COERCE', `Value ${JSON.stringify(value)} is not ${type}.`);
    }
    if (value < min) place.refuse('NUMBER_TYPE_MIN', `${type} value should be greater than or equal to ${min}.`);
    if (value > max) place.refuse('NUMBER_TYPE_MAX', `${type} value should be less than or equal to ${max}.`);
  };
}

export function integer(range: { min?: number; max?: number } = {}): Check {
  return number({ ...range, integer: true });
}

export const boolean: Check = (value, place) => {
  if (typeof value !== 'boolean') place.refuse('BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
};

export const snowflake: Check = (value, place) => {
  if (typeof value === 'string' && /^\d{17,20}$/.test(value)) return;
  place.refuse('NUMBER_TYPE_COERCE', `Value ${JSON.stringify(value)} is not snowflake.`);
};

export function oneOf(values: readonly unknown[]): Check {
  return (value, place) => {
    if (values.includes(value)) return;
    place.refuse(
      'BASE_TYPE_CHOICES',
      `Value must be one of {${values.map((each) => JSON.stringify(each)).join(', ')}}.`,
    );
  };
}

/** An address with one of these schemes. */
export function url(schemes: readonly string[], max = 2048): Check {
  return (value, place) => {
    if (typeof value !== 'string') return place.refuse('STRING_TYPE_CONVERT', 'Could not interpret value as string.');
    if (refuseLength(lengthOf(value), 1, max, place)) return;
    const scheme = URL.parse(value)?.protocol.slice(0, -1);
    if (scheme === undefined) return place.refuse('URL_TYPE_INVALID_URL', 'Not a well formed URL.');
    if (schemes.includes(scheme)) return;
    const known = schemes.map((each) => `'${each}'`).join(', ');
    place.refuse('URL_TYPE_INVALID_SCHEME', `Scheme "${scheme}" is not supported. Scheme must be one of (${known}).`);
  };
}

/** Characters as Discord counts them: code points, without white space at the ends. */
export function lengthOf(value: string): number {
  return [...value.trim()].length;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseLength(length: number, min: number, max: number, place: Place): boolean {
  if (length >= min && length <= max) return false;
  if (min > 0) place.refuse('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  else place.refuse('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  return true;
}
