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

/** An environment variable that is not set leaves its name in the property. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && /^(\$\{\w+\})?$/.test(value.trim()));
}

/** A text that may be missing, or stand for an environment variable that is not set. */
export function optionalText(name: string, value: unknown): string {
  if (isUnset(value)) return '';
  if (typeof value !== 'string') throw bad(name, value, 'a text');
  return value.trim();
}

/** Ids of Discord, separated by commas or spaces. */
export function idsSetting(name: string, value: unknown): string[] {
  const ids = optionalText(name, typeof value === 'number' ? String(value) : value)
    .split(/[\s,;]+/)
    .filter(Boolean);
  if (!ids.every((id) => /^\d{15,20}$/.test(id))) {
    throw bad(name, value, 'ids of Discord (15 to 20 digits), separated by commas');
  }
  return [...new Set(ids)];
}
