import { basename } from 'node:path';
import { InputError } from '../input-error';
import type { Reading } from '../reading';
import { CsvParser, type Delimiter, guessDelimiter } from './csv';
import { type Cells, type RowOptions, type RowReader, rowReader, type TableLayout } from './row-reader';
import { SqlDumpParser } from './sql-dump';

export interface ImportOptions extends RowOptions {
  delimiter?: Delimiter | undefined;
}

/** A row that could not be used, counted from 1. */
export interface BadRow {
  row: number;
  why: string;
}

/** Text that is looked at before it is decided what it is. */
const HEAD = 4_096;
/** Rows that are looked at before it is decided what their columns are. */
const SAMPLE = 2_000;
const MOST_BAD_ROWS = 20;

/**
 * Turns a text with old readings into Readings: CSV in long form (time, series, value) or wide form (time, and a column a
 * series), the tables of the old database (id, value, with or without a date) as CSV or as a MySQL dump. Text comes in
 * pieces, so that a file of any size takes the same memory.
 */
export class ReadingsParser {
  rows = 0;
  badRows = 0;
  /** The first of them. */
  readonly bad: BadRow[] = [];
  private head: string | undefined = '';
  private csv: CsvParser | undefined;
  private readonly dump = new SqlDumpParser();
  private readonly tables = new Map<string, Table>();

  /** @param file its name: the old tables are known by it as CSV */
  constructor(
    private readonly file: string,
    private readonly options: ImportOptions,
  ) {}

  get layouts(): TableLayout[] {
    return [...this.tables.values()].flatMap(({ reader }) => (reader ? [reader.layout] : []));
  }

  /** @throws InputError when the text as a whole can't be understood */
  push(text: string): Reading[] {
    if (this.head === undefined) return this.read(text);
    this.head += text;
    return this.head.length < HEAD ? [] : this.begin();
  }

  /** @throws InputError when the text as a whole can't be understood */
  end(): Reading[] {
    const readings = this.head === undefined ? [] : this.begin();
    if (this.csv) readings.push(...this.readCsv(this.csv.end()));
    else readings.push(...this.readDump(this.dump.end()));
    for (const table of this.tables.values()) readings.push(...this.use(table, table.takeSample()));
    return readings;
  }

  private begin(): Reading[] {
    const text = this.head!.replace(/^\ufeff/, '');
    this.head = undefined;
    const isDump = /^\s*(--|\/\*|CREATE |INSERT |DROP |SET |LOCK )/i.test(text);
    if (!isDump) this.csv = new CsvParser(this.options.delimiter ?? guessDelimiter(text));
    return this.read(text);
  }

  private read(text: string): Reading[] {
    return this.csv ? this.readCsv(this.csv.push(text)) : this.readDump(this.dump.push(text));
  }

  private readCsv(rows: string[][]): Reading[] {
    const name = basename(this.file).replace(/\.\w+$/, '');
    let table = this.tables.get(name);
    if (!table && rows.length > 0) {
      table = new Table(
        name,
        rows.shift()!.map((cell) => cell.trim()),
      );
      this.tables.set(name, table);
    }
    return table ? this.use(table, table.add(rows)) : [];
  }

  private readDump(rows: ReturnType<SqlDumpParser['push']>): Reading[] {
    const readings: Reading[] = [];
    for (const { table: name, columns, values } of rows) {
      let table = this.tables.get(name);
      if (!table) {
        table = new Table(name, columns.length > 0 ? columns : ['id', 'value', 'date']);
        this.tables.set(name, table);
      }
      readings.push(...this.use(table, table.add([values])));
    }
    return readings;
  }

  private use(table: Table, rows: readonly Cells[]): Reading[] {
    if (rows.length === 0) return [];
    table.reader ??= rowReader(table.name, table.header, rows, this.options);
    const readings: Reading[] = [];
    for (const cells of rows) {
      this.rows += 1;
      try {
        readings.push(...table.reader.read(cells));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.badRows += 1;
        if (this.bad.length < MOST_BAD_ROWS) this.bad.push({ row: this.rows, why: error.message });
      }
    }
    return readings;
  }
}

/** A table whose columns are decided once enough rows of it are there. */
class Table {
  reader: RowReader | undefined;
  private sample: Cells[] = [];

  constructor(
    readonly name: string,
    readonly header: readonly string[],
  ) {}

  /** @returns the rows that can be read now */
  add(rows: readonly Cells[]): readonly Cells[] {
    if (this.reader) return rows;
    this.sample.push(...rows);
    return this.sample.length < SAMPLE ? [] : this.takeSample();
  }

  takeSample(): readonly Cells[] {
    const rows = this.sample;
    this.sample = [];
    return rows;
  }
}
