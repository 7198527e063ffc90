import { InputError } from '../input-error';
import { show } from '../reading';
import { parseReadRequest, type ReadRequest } from './request';
import type { PolledDevice } from './schedule';

/** A device of a line, and what is read of it. */
export interface Device extends PolledDevice {
  request: ReadRequest;
}

const SECOND = 1000;
const DAY = 86_400;

/**
 * A span from a node's settings.
 * @param value in s
 * @returns ms
 * @throws InputError `bad-setting`
 */
export function parseSeconds(name: string, value: unknown, least = 1): number {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && seconds >= least && seconds <= DAY) return seconds * SECOND;
  throw bad(name, value, `from ${least} to ${DAY} s`);
}

/**
 * The devices of a line from a node's settings.
 * @param interval of those that have none of their own, in ms
 * @throws InputError `bad-setting` that names the device and what is wrong
 */
export function parseDevices(value: unknown, interval: number): Device[] {
  if (!Array.isArray(value) || value.length === 0) throw bad('devices', value, 'a list with at least one device');
  const devices = value.map((entry: unknown, index): Device => {
    const fields = (entry ?? {}) as Record<string, unknown>;
    const name = String(fields['name'] ?? '').trim() || `device ${index + 1}`;
    const own = fields['interval'];
    const isOwn = own !== undefined && own !== null && own !== '';
    return {
      name,
      interval: isOwn ? parseSeconds(`interval of ${name}`, own) : interval,
      request: parseReadRequest(fields, name),
    };
  });
  const names = devices.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw bad('devices', names, 'a list that gives each device a name of its own');
  return devices;
}

function bad(name: string, value: unknown, rule: string): InputError {
  return new InputError('bad-setting', `The setting "${name}" of this node is ${show(value)}, but must be ${rule}.`);
}
