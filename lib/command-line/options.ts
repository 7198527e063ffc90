import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemTimeZone } from '../calendar/zone';
import { InputError } from '../input-error';
import { DIALECTS } from '../store/remote/line-protocol/address';
import { LineRemote } from '../store/remote/line-protocol/line-remote';
import type { PostgresAddress } from '../store/remote/postgres/connection';
import { PostgresRemote } from '../store/remote/postgres/postgres-remote';
import type { Remote } from '../store/remote/remote';
import { TelemetryDatabase } from '../store/telemetry-database';

/** An option of the command line: its words in the help, and whether it takes a value. */
export interface OptionHelp {
  type: 'string' | 'boolean';
  multiple?: boolean;
  value?: string;
  help: string;
}

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export interface Command {
  usage: string;
  summary: string;
  details: string;
  options: Readonly<Record<string, OptionHelp>>;
  /** @returns the exit code */
  run(values: Values, words: string[]): Promise<number>;
}

/** What is wrong with the command line itself: the exit code is 2. */
export class UsageError extends Error {}

export const DATABASE_OPTIONS: Command['options'] = {
  database: {
    type: 'string',
    value: 'file',
    help: 'the SQLite file; if not given, the first of ./telemetry.sqlite, ./.node-red/telemetry.sqlite, ~/.node-red/telemetry.sqlite',
  },
  'time-zone': { type: 'string', value: 'name', help: 'such as Europe/Warsaw; if not given, that of this machine' },
};

export const REMOTE_OPTIONS: Command['options'] = {
  remote: {
    type: 'string',
    value: 'address',
    help: 'postgresql://role@host:5432/database or https://host:8086/write?db=home; the password or token comes from TELEMETRY_REMOTE_PASSWORD',
  },
  home: { type: 'string', value: 'name', help: 'the name of this house in the remote' },
  dialect: { type: 'string', value: DIALECTS.join('|'), help: 'of an https address; influxdb if not given' },
  tls: { type: 'string', value: 'verify|off', help: 'off for a server on this machine or behind a tunnel' },
  ca: { type: 'string', value: 'file', help: "the certificate of one's own authority" },
};

/** @throws UsageError */
export function parseCommandLine(options: Command['options'], args: string[]): { values: Values; words: string[] } {
  try {
    const config = Object.fromEntries(
      Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
    );
    const { values, positionals } = parseArgs({ args, options: config, allowPositionals: true, strict: true });
    return { values: values as Values, words: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function text(values: Values, name: string): string | undefined {
  const value = values[name] ?? process.env[`TELEMETRY_${name.toUpperCase().replaceAll('-', '_')}`];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** @throws UsageError */
export function choice<T extends string>(values: Values, name: string, choices: readonly T[]): T | undefined {
  const value = text(values, name);
  if (value === undefined || choices.includes(value as T)) return value as T | undefined;
  throw new UsageError(`--${name} is "${value}", but must be one of ${choices.join(', ')}.`);
}

/** @throws UsageError */
export function whole(values: Values, name: string, usual: number): number {
  const value = text(values, name);
  if (value === undefined) return usual;
  if (/^\d{1,6}$/.test(value) && Number(value) > 0) return Number(value);
  throw new UsageError(`--${name} is "${value}", but must be a whole number above 0.`);
}

export function timeZoneOf(values: Values): string {
  return text(values, 'time-zone') ?? systemTimeZone();
}

/** @throws UsageError when none is named and none found */
export function databaseFile(values: Values, mayBeNew = false): string {
  const named = text(values, 'database');
  if (named !== undefined) {
    if (mayBeNew || existsSync(named)) return named;
    throw new UsageError(`There is no database ${named}.`);
  }
  const places = [
    'telemetry.sqlite',
    join('.node-red', 'telemetry.sqlite'),
    join(homedir(), '.node-red', 'telemetry.sqlite'),
  ];
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new UsageError(`No database was found (${places.join(', ')}). Name it: --database file.`);
}

/** @throws UsageError when no remote is named; InputError what is wrong with its address */
export function remoteOf(values: Values): Remote {
  const home = text(values, 'home');
  if (!home) throw new UsageError('This needs --home.');
  const { url, tls, password } = addressOf(values);
  if (!/^https?:/.test(url)) return new PostgresRemote(addressOf(values), home);
  const dialect = choice(values, 'dialect', DIALECTS) ?? 'influxdb';
  return new LineRemote({ url, dialect, tls, ...(password === undefined ? {} : { secret: password }) }, home);
}

/** @throws UsageError */
export function addressOf(values: Values): PostgresAddress {
  const url = text(values, 'remote');
  if (!url) throw new UsageError('This needs --remote.');
  const password = process.env['TELEMETRY_REMOTE_PASSWORD'];
  const caFile = text(values, 'ca');
  const tls = choice(values, 'tls', ['verify', 'off']) ?? 'verify';
  return { url, tls, ...(password ? { password } : {}), ...(caFile ? { caFile } : {}) };
}

/** Runs something on a database that is closed afterwards. */
export async function withDatabase<T>(
  file: string,
  values: Values,
  work: (database: TelemetryDatabase) => Promise<T>,
  remote?: Remote,
): Promise<T> {
  const database = new TelemetryDatabase({
    file,
    timeZone: timeZoneOf(values),
    ...(remote ? { remote: { remote } } : {}),
  });
  try {
    await database.openQuietly();
    return await work(database);
  } finally {
    await database.close();
  }
}

/** A mistake of the person at the keyboard, and not of this program. */
export function isExpected(error: unknown): error is Error {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof InputError || error instanceof UsageError || typeof code === 'string';
}
