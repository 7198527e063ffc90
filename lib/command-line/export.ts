import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { BUCKETS } from '../calendar/bucket';
import { parsePeriod } from '../calendar/period';
import type { TelemetryDatabase } from '../store/telemetry-database';
import {
  type Command,
  choice,
  DATABASE_OPTIONS,
  databaseFile,
  text,
  timeZoneOf,
  type Values,
  withDatabase,
} from './options';

type Line = Record<string, string | number | undefined>;

const RAW = ['series', 'kind', 'unit', 'time', 'value'];
const BUCKETED = ['series', 'unit', 'from', 'to', 'total', 'mean', 'min', 'max', 'coverage', 'estimated'];

export const exportCommand: Command = {
  usage: 'export [options]',
  summary: 'writes readings or totals as CSV or NDJSON',
  details: `Without --bucket these are the raw readings, which "import" takes again; with it, the figures of each bucket.
Times are ISO 8601 in UTC. Node-RED may run meanwhile.`,
  options: {
    ...DATABASE_OPTIONS,
    series: { type: 'string', value: 'names', help: 'names or patterns, parted by commas; all if not given' },
    period: {
      type: 'string',
      value: 'words',
      help: '7d, last month, 2026-11-01..2026-11-15, …; everything if not given',
    },
    bucket: { type: 'string', value: BUCKETS.join('|'), help: 'figures a bucket instead of readings' },
    format: { type: 'string', value: 'csv|ndjson', help: 'csv if not given' },
    output: { type: 'string', value: 'file', help: 'where to; the standard output if not given' },
  },
  async run(values) {
    const file = databaseFile(values);
    const output = text(values, 'output');
    const stream = output === undefined ? process.stdout : createWriteStream(output);
    await withDatabase(file, values, (database) => write(database, values, stream));
    if (output === undefined) return 0;
    stream.end();
    await finished(stream);
    return 0;
  },
};

async function write(database: TelemetryDatabase, values: Values, stream: Writable): Promise<void> {
  const format = choice(values, 'format', ['csv', 'ndjson']) ?? 'csv';
  const bucket = choice(values, 'bucket', BUCKETS);
  const columns = bucket ? BUCKETED : RAW;
  const put = async (text: string): Promise<void> => {
    if (!stream.write(text)) await new Promise((resolve) => stream.once('drain', resolve));
  };
  if (format === 'csv') await put(`${columns.join(',')}\n`);
  const lines = bucket ? figures(database, values, bucket) : readings(database, values);
  for await (const some of lines) {
    const texts = some.map((line) =>
      format === 'csv' ? columns.map((name) => line[name] ?? '').join(',') : JSON.stringify(line),
    );
    if (texts.length > 0) await put(`${texts.join('\n')}\n`);
  }
}

async function* readings(database: TelemetryDatabase, values: Values): AsyncGenerator<Line[]> {
  const words = text(values, 'period');
  const timeZone = timeZoneOf(values);
  const { from, to } = words
    ? parsePeriod(words, { now: Date.now(), timeZone }).period
    : { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };
  for await (const some of database.readings(namesOf(values), from, to)) {
    yield some.map(({ series, kind, unit, time, value }) => ({ series, kind, unit, time: iso(time), value }));
  }
}

async function* figures(
  database: TelemetryDatabase,
  values: Values,
  bucket: (typeof BUCKETS)[number],
): AsyncGenerator<Line[]> {
  const { series } = await database.query({ series: namesOf(values), period: text(values, 'period') ?? '12m', bucket });
  for (const { series: name, unit, buckets } of series) {
    yield buckets.map(({ from, to, ...rest }) => ({ series: name, unit, from: iso(from), to: iso(to), ...rest }));
  }
}

function namesOf(values: Values): string[] {
  return (text(values, 'series') ?? '*').split(',').map((name) => name.trim());
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
