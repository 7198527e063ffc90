import { InputError } from '../input-error';
import { isSeriesName, isValue, type Reading } from '../reading';
import { type ColumnSeries, OLD_TABLES, parseKind, parseUnit } from './columns';
import { guessTimeFormat, type TimeFormat, TimeParser } from './times';

export interface RowOptions {
  /** IANA name, for times without an offset. */
  timeZone: string;
  timeFormat?: TimeFormat | undefined;
  /** Which series the columns of a wide table hold; `value` of a table of one series. */
  columns?: ReadonlyMap<string, ColumnSeries>;
  /** What is known of series already: kind and unit need not be said again. */
  known?: ReadonlyMap<string, Omit<ColumnSeries, 'factor'>>;
  /** Rows without a date follow each other in this time, ms; the first one is at `start`. */
  interval?: number;
  start?: number | undefined;
}

/** What a table turned out to be. */
export interface TableLayout {
  form: 'long' | 'wide' | 'one series';
  series: string[];
  /** Columns that nobody said anything about. */
  ignored: string[];
}

/** The cells of a row; null where a database had nothing. */
export type Cells = readonly (string | null | undefined)[];

export interface RowReader {
  layout: TableLayout;
  /** @throws InputError why the row can't be used */
  read: (cells: Cells) => Reading[];
}

const INTERVAL = 5 * 60_000;
const TIME_COLUMN = /^(time|timestamp|date|datetime|utc_timestamp|_time|czas|data)$/i;
const VALUE_COLUMN = /^(value|_value|wartosc|wartość)$/i;

/**
 * Decides by the header and the first rows what the columns of a table are.
 * @param table the table's name, for those of the old database
 * @throws InputError `no-columns`, `no-times`, `bad-time` or `ambiguous-time`
 */
export function rowReader(
  table: string,
  header: readonly string[],
  sample: readonly Cells[],
  options: RowOptions,
): RowReader {
  const find = (pattern: RegExp): number => header.findIndex((name) => pattern.test(name));
  const places = { time: find(TIME_COLUMN), value: find(VALUE_COLUMN), series: find(/^series$/i) };
  const { time, value, series } = places;
  if (series >= 0 && value >= 0 && time >= 0)
    return longReader(header, places, timesOf(sample, time, options), options);
  const only = options.columns?.get('value') ?? OLD_TABLES[table.toLowerCase()];
  if (value >= 0 && only) return oneSeriesReader(sample, places, only, options);
  return wideReader(header, sample, Math.max(time, 0), options);
}

function timesOf(sample: readonly Cells[], column: number, { timeFormat, timeZone }: RowOptions): TimeParser {
  return new TimeParser(timeFormat ?? guessTimeFormat(sample.map((cells) => cells[column] ?? '')), timeZone);
}

/** A row a reading: its time, the name of its series, its value, and its unit and kind unless they are known. */
function longReader(
  header: readonly string[],
  { time, value, series }: Record<'time' | 'value' | 'series', number>,
  times: TimeParser,
  options: RowOptions,
): RowReader {
  const place = (name: string): number => header.findIndex((one) => one.toLowerCase() === name);
  const [unitPlace, kindPlace] = [place('unit'), place('kind')];
  const layout: TableLayout = { form: 'long', series: [], ignored: [] };
  const columns = new Map<string, ColumnSeries>();
  const learn = (cells: Cells): ColumnSeries => {
    const name = cells[series]?.trim() ?? '';
    if (!isSeriesName(name))
      throw new InputError('bad-column', `"${String(name).slice(0, 60)}" is no name of a series.`);
    const stored = options.known?.get(name);
    const said = parseUnit(cells[unitPlace]?.trim() ?? '') ?? (stored && { unit: stored.unit, factor: 1 });
    if (!said) throw new InputError('bad-column', `${name} needs a unit: a column "unit", such as dm3 or kWh.`);
    const kind = stored?.kind ?? parseKind(cells[kindPlace]?.trim(), said.unit);
    const column: ColumnSeries = { series: name, kind, ...said };
    columns.set(name, column);
    layout.series.push(name);
    return column;
  };
  return {
    layout,
    read: (cells) => {
      const column = columns.get(cells[series]?.trim() ?? '') ?? learn(cells);
      return readCell(column, times.parse(cells[time] ?? ''), cells[value]);
    },
  };
}

/** A row a reading of one series; a row without a date follows the one before. */
function oneSeriesReader(
  sample: readonly Cells[],
  { time, value }: Record<'time' | 'value', number>,
  column: ColumnSeries,
  options: RowOptions,
): RowReader {
  const { interval = INTERVAL, start } = options;
  const textOf = (cells: Cells): string => (time < 0 ? '' : (cells[time]?.trim() ?? ''));
  const dated = sample.filter((cells) => textOf(cells) !== '');
  if (dated.length === 0 && start === undefined) {
    throw new InputError(
      'no-times',
      'The rows have no dates. Say when the first or the last was taken, such as --end "2026-11-23 14:05".',
    );
  }
  const times = dated.length > 0 ? timesOf(dated, time, options) : undefined;
  let next = start ?? Number.NaN;
  return {
    layout: { form: 'one series', series: [column.series], ignored: [] },
    read: (cells) => {
      const text = textOf(cells);
      const moment = times && text !== '' ? times.parse(text) : next;
      if (!Number.isFinite(moment)) throw new InputError('no-times', 'There is no date here, nor in a row before.');
      next = moment + interval;
      return readCell(column, moment, cells[value]);
    },
  };
}

/** A row a moment, a column a series. */
function wideReader(header: readonly string[], sample: readonly Cells[], time: number, options: RowOptions): RowReader {
  const columns: [place: number, column: ColumnSeries][] = [];
  const ignored: string[] = [];
  for (const [place, name] of header.entries()) {
    if (place === time) continue;
    const stored = options.known?.get(name);
    const column = options.columns?.get(name) ?? (stored && { ...stored, factor: 1 });
    if (column) columns.push([place, column]);
    else ignored.push(name);
  }
  if (columns.length === 0) {
    throw new InputError(
      'no-columns',
      `No column of the table is known (${ignored.join(', ').slice(0, 200)}). Say which series they hold, such as ` +
        `--map ${ignored[0] ?? 'column'}=heat_pump.energy:kWh.`,
      { columns: ignored },
    );
  }
  const times = timesOf(sample, time, options);
  return {
    layout: { form: 'wide', series: columns.map(([, { series }]) => series), ignored },
    read: (cells) => {
      const moment = times.parse(cells[time] ?? '');
      return columns.flatMap(([place, column]) => readCell(column, moment, cells[place]));
    },
  };
}

/** An empty cell is no reading. */
function readCell(
  { series, kind, unit, factor }: ColumnSeries,
  time: number,
  cell: string | null | undefined,
): Reading[] {
  const text = cell?.trim() ?? '';
  if (text === '' || text === '\\N' || text.toLowerCase() === 'null') return [];
  // A comma that parts no columns is a decimal one.
  const number = Number(text.includes('.') ? text : text.replace(',', '.'));
  const value = factor === 1 ? number : Math.round(number * factor * 1e9) / 1e9;
  if (!isValue(value)) throw new InputError('bad-value', `"${text.slice(0, 40)}" is no number.`);
  return [{ series, kind, unit, time, value }];
}
