import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseMoment } from '../calendar/period';
import { type ColumnSeries, parseMapping } from '../import/columns';
import { DELIMITERS } from '../import/csv';
import { type ImportOptions, ReadingsParser } from '../import/readings';
import { TIME_FORMATS, TimeParser } from '../import/times';
import type { Reading } from '../reading';
import type { TelemetryDatabase } from '../store/telemetry-database';
import {
  type Command,
  choice,
  DATABASE_OPTIONS,
  databaseFile,
  text,
  texts,
  timeZoneOf,
  UsageError,
  type Values,
  whole,
  withDatabase,
} from './options';
import { count, Progress } from './progress';

const BATCH = 20_000;
const CHUNK = 1 << 18;

export const importCommand: Command = {
  usage: 'import [options] <file>…',
  summary: 'brings old readings in, from CSV files or a MySQL dump',
  details: `A table may be in long form (columns time, series, value and unit), in wide form (a time and a column a series,
named by --map), or one of the old tables "woda" (litres) and "pompa" (kWh) with columns id, value and perhaps date, as CSV
(woda.csv) or in a MySQL dump. Delimiter and format of times are found out. Readings that are there already are left as they
are, so a file can be brought in twice. Node-RED may run meanwhile.`,
  options: {
    ...DATABASE_OPTIONS,
    map: {
      type: 'string',
      multiple: true,
      value: 'column=series:unit',
      help: 'what a column holds, such as heat_pump_kwh=heat_pump.energy:kWh; may be given several times',
    },
    delimiter: { type: 'string', value: ', ; tab |', help: 'what parts the columns' },
    'time-format': { type: 'string', value: TIME_FORMATS.join('|'), help: 'dmy: 23.11.2026 14:05; s, ms: since 1970' },
    start: { type: 'string', value: 'time', help: 'when the first row was taken, where rows have no dates' },
    end: { type: 'string', value: 'time', help: 'when the last row was taken, where rows have no dates' },
    interval: { type: 'string', value: 'minutes', help: 'between rows without dates; 5 if not given' },
    'dry-run': { type: 'boolean', help: 'says what would be brought in' },
  },
  async run(values, files) {
    if (files.length === 0) throw new UsageError('Which file?');
    const file = databaseFile(values, true);
    const columns = new Map(texts(values, 'map').map(parseMapping));
    return withDatabase(file, values, async (database) => {
      let isClean = true;
      for (const name of files) isClean = (await importFile(database, name, values, columns)) && isClean;
      return isClean ? 0 : 1;
    });
  },
};

async function importFile(
  database: TelemetryDatabase,
  name: string,
  values: Values,
  columns: ReadonlyMap<string, ColumnSeries>,
): Promise<boolean> {
  const known = new Map(
    (await database.series()).map(({ name: series, kind, unit }) => [series, { series, kind, unit }]),
  );
  const options: ImportOptions = {
    timeZone: timeZoneOf(values),
    timeFormat: choice(values, 'time-format', TIME_FORMATS),
    delimiter: delimiterOf(values),
    columns,
    known,
    interval: whole(values, 'interval', 5) * 60_000,
  };
  const start = await startOf(name, values, options);
  const parser = new ReadingsParser(name, { ...options, start });
  const { size } = await stat(name);
  const progress = new Progress();
  const result = { stored: 0, duplicate: 0, held: 0, rejected: 0 };
  const problems: string[] = [];
  let read = 0;
  let batch: Reading[] = [];
  let writing: Promise<unknown> = Promise.resolve();
  const flush = async (): Promise<void> => {
    // One batch is written while the next is read, and not more: so memory stays as it is.
    await writing;
    const readings = batch;
    batch = [];
    read += readings.length;
    if (values['dry-run'] || readings.length === 0) return;
    writing = database.bring(readings).then((written) => {
      for (const key of ['stored', 'duplicate', 'held', 'rejected'] as const) result[key] += written[key];
      problems.push(...written.problems.slice(0, 5).map(({ message }) => message));
    });
    writing.catch(() => {});
  };
  let bytes = 0;
  for await (const chunk of createReadStream(name, { encoding: 'utf8', highWaterMark: CHUNK })) {
    bytes += Buffer.byteLength(chunk as string);
    batch.push(...parser.push(chunk as string));
    if (batch.length >= BATCH) await flush();
    progress.show(bytes, size, `${count(read)} readings`);
  }
  batch.push(...parser.end());
  await flush();
  await writing;
  const seconds = progress.end();
  for (const { form, series, ignored } of parser.layouts) {
    console.log(`${name}: a table in ${form} form, with ${series.join(', ')}.`);
    if (ignored.length > 0) console.log(`  Columns that were left out: ${ignored.join(', ')}.`);
  }
  const rate = `${count(read)} readings in ${seconds.toFixed(1)} s (${count(read / Math.max(seconds, 0.001))} a second)`;
  console.log(
    values['dry-run']
      ? `  ${rate}; nothing was stored.`
      : `  ${rate}: ${count(result.stored + result.held)} new, of which ${count(result.held)} count nothing; ` +
          `${count(result.duplicate)} were there already.`,
  );
  for (const { row, why } of parser.bad.slice(0, 5)) console.error(`  Row ${count(row)} was left out: ${why}`);
  if (parser.badRows > 5) console.error(`  ${count(parser.badRows)} rows were left out in all.`);
  for (const problem of problems.slice(0, 5)) console.error(`  ${problem}`);
  if (result.rejected > 5) console.error(`  ${count(result.rejected)} readings were refused in all.`);
  return parser.badRows === 0 && result.rejected === 0;
}

function delimiterOf(values: Values): ImportOptions['delimiter'] {
  const given = text(values, 'delimiter')?.replace(/^(tab|\\t)$/, '\t');
  if (given === undefined) return undefined;
  const known = DELIMITERS.find((delimiter) => delimiter === given);
  if (known) return known;
  throw new UsageError(`--delimiter is "${given}", but must be a comma, a semicolon, "tab" or |.`);
}

/** When the first row of a table without dates was taken. */
async function startOf(name: string, values: Values, options: ImportOptions): Promise<number | undefined> {
  const [start, end] = [momentOf(values, 'start'), momentOf(values, 'end')];
  if (start !== undefined || end === undefined) return start;
  const counter = new ReadingsParser(name, { ...options, start: 0 });
  for await (const chunk of createReadStream(name, { encoding: 'utf8', highWaterMark: CHUNK }))
    counter.push(chunk as string);
  counter.end();
  return end - (counter.rows - 1) * options.interval!;
}

function momentOf(values: Values, name: string): number | undefined {
  const given = text(values, name);
  if (given === undefined) return undefined;
  const moment = parseMoment(given, timeZoneOf(values));
  return moment ? moment.from : new TimeParser('iso', timeZoneOf(values)).parse(given);
}
