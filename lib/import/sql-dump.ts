import { InputError } from '../input-error';

/** A row of a dumped table; null stays null. */
export interface DumpRow {
  table: string;
  columns: readonly string[];
  values: (string | null)[];
}

const LONGEST_STATEMENT = 64_000_000;

/**
 * The rows that the INSERT statements of a MySQL dump hold, as the text comes in pieces. The names of the columns are
 * those of the statement, or those of the CREATE TABLE before it.
 */
export class SqlDumpParser {
  private rest = '';
  private readonly tables = new Map<string, string[]>();

  /** @returns the rows of the statements that are complete */
  push(text: string): DumpRow[] {
    let piece = this.rest + text;
    const rows: DumpRow[] = [];
    for (;;) {
      const end = endOfStatement(piece);
      if (end < 0) break;
      rows.push(...this.read(piece.slice(0, end)));
      piece = piece.slice(end + 1);
    }
    this.rest = piece;
    if (piece.length > LONGEST_STATEMENT) throw new InputError('bad-dump', 'A statement of the dump has no end.');
    return rows;
  }

  end(): DumpRow[] {
    return this.rest.trim() === '' ? [] : this.push(';');
  }

  private read(statement: string): DumpRow[] {
    const create = /CREATE TABLE (?:IF NOT EXISTS )?[`"]?(\w+)[`"]?\s*\(([\s\S]*)\)/i.exec(statement);
    if (create) {
      const columns = [...create[2]!.matchAll(/^\s*[`"](\w+)[`"]\s/gm)].map(([, name]) => name!.toLowerCase());
      this.tables.set(create[1]!.toLowerCase(), columns);
      return [];
    }
    const insert = /INSERT (?:IGNORE )?INTO [`"]?(\w+)[`"]?\s*(?:\(([^)]*)\)\s*)?VALUES\s*/i.exec(statement);
    if (!insert) return [];
    const table = insert[1]!.toLowerCase();
    const columns =
      insert[2]?.split(',').map((name) => name.trim().replace(/[`"]/g, '').toLowerCase()) ??
      this.tables.get(table) ??
      [];
    return readTuples(statement, insert.index + insert[0].length).map((values) => ({ table, columns, values }));
  }
}

/** Where the first statement ends: a semicolon outside of texts and comments. */
function endOfStatement(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === ';') return index;
    if (char === "'" || char === '"' || char === '`') {
      index = endOfText(text, index, char);
      if (index < 0) return -1;
    } else if (char === '-' && text.startsWith('-- ', index)) {
      index = text.indexOf('\n', index);
      if (index < 0) return -1;
    } else if (char === '/' && text.startsWith('/*', index)) {
      index = text.indexOf('*/', index);
      if (index < 0) return -1;
    }
  }
  return -1;
}

/** The closing quote; a backslash or a doubled quote before it keeps it a part of the text. */
function endOfText(text: string, start: number, quote: string): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === quote) {
      if (text[index + 1] !== quote) return index;
      index += 1;
    }
  }
  return -1;
}

function readTuples(text: string, start: number): (string | null)[][] {
  const tuples: (string | null)[][] = [];
  const value = /\s*(?:'((?:[^'\\]|\\.|'')*)'|([^,()']+))\s*([,)])/y;
  for (let index = start; ; ) {
    const open = text.indexOf('(', index);
    if (open < 0) return tuples;
    const values: (string | null)[] = [];
    value.lastIndex = open + 1;
    for (;;) {
      const match = value.exec(text);
      if (!match)
        throw new InputError('bad-dump', `The dump has values that can't be read: ${text.slice(open, open + 80)}`);
      const [, quoted, bare, next] = match;
      if (quoted !== undefined)
        values.push(quoted.replace(/\\(.)|''/g, (_, escaped: string | undefined) => escaped ?? "'"));
      else values.push(bare!.trim().toUpperCase() === 'NULL' ? null : bare!.trim());
      if (next === ')') break;
    }
    tuples.push(values);
    index = value.lastIndex;
  }
}
