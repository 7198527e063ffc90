import { InputError } from '../../lib/input-error';
import { isMeterName, show } from '../../lib/reading';

/*
 * Properties of a node come from the editor's dialog as texts or numbers, from an imported flow as anything.
 * Each reader throws an InputError `bad-setting` that names the property.
 */

export function numberSetting(name: string, value: unknown, allowed: (value: number) => boolean, rule: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || !allowed(number)) throw bad(name, value, rule);
  return number;
}

export function wholeSetting(name: string, value: unknown, from: number, to: number): number {
  const allowed = (number: number): boolean => Number.isInteger(number) && number >= from && number <= to;
  return numberSetting(name, value, allowed, `a whole number from ${from} to ${to}`);
}

export function choiceSetting<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T)) throw bad(name, value, `one of ${choices.join(', ')}`);
  return value as T;
}

/** The first part of a series' name. */
export function meterSetting(name: string, value: unknown): string {
  if (!isMeterName(value)) throw bad(name, value, 'a name of a-z, 0-9, "_", ".", "-", such as "water"');
  return value;
}

export function bad(name: string, value: unknown, rule: string): InputError {
  return new InputError('bad-setting', `The setting "${name}" of this node is ${show(value)}, but must be ${rule}.`, {
    setting: name,
  });
}
