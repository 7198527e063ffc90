import { InputError } from '../input-error';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const LONGEST_ROW = 1_000_000;

/**
 * The rows of a CSV text that comes in pieces (RFC 4180: quoted fields may hold delimiters, line ends and doubled
 * quotes). Empty lines are left out.
 * @throws InputError `bad-csv` for a quote that is never closed
 */
export class CsvParser {
  private rest = '';
  private isFirst = true;
  /** Where the next quote is in the text that is being cut, or beyond its end. */
  private quote = 0;
  /** Lines so far, for texts. */
  line = 0;

  constructor(private readonly delimiter: Delimiter) {}

  /** @returns the rows that are complete */
  push(text: string): string[][] {
    let piece = this.rest + text;
    if (this.isFirst && piece.length > 0) {
      this.isFirst = false;
      if (piece.startsWith('\ufeff')) piece = piece.slice(1);
    }
    const rows: string[][] = [];
    let start = 0;
    this.quote = -1;
    for (;;) {
      const end = this.endOfRow(piece, start);
      if (end < 0) break;
      this.line += 1;
      const row = this.split(piece.slice(start, piece[end - 1] === '\r' ? end - 1 : end));
      if (row) rows.push(row);
      start = end + 1;
    }
    this.rest = piece.slice(start);
    if (this.rest.length > LONGEST_ROW) {
      throw new InputError('bad-csv', `The row after line ${this.line} has no end: is a quote missing?`);
    }
    return rows;
  }

  /** @returns the last row, when the text did not end with a line end */
  end(): string[][] {
    if (this.rest === '') return [];
    const rows = this.push('\n');
    if (this.rest === '') return rows;
    throw new InputError('bad-csv', `The text ends within a quote that begins after line ${this.line}.`);
  }

  private endOfRow(text: string, start: number): number {
    const end = text.indexOf('\n', start);
    if (this.quote < start) {
      const next = text.indexOf('"', start);
      this.quote = next < 0 ? text.length : next;
    }
    if (end < 0 || this.quote > end) return end;
    // A line end within quotes is none.
    let isQuoted = false;
    for (let index = this.quote; index < text.length; index++) {
      if (text[index] === '"') isQuoted = !isQuoted;
      else if (text[index] === '\n' && !isQuoted) return index;
    }
    return -1;
  }

  private split(line: string): string[] | undefined {
    if (line.trim() === '') return undefined;
    if (!line.includes('"')) return line.split(this.delimiter);
    const fields: string[] = [];
    for (let index = 0; index <= line.length; ) {
      if (line[index] === '"') {
        let field = '';
        for (index += 1; ; ) {
          const quote = line.indexOf('"', index);
          if (quote < 0) throw new InputError('bad-csv', `Line ${this.line} has a quote that is not closed.`);
          field += line.slice(index, quote);
          index = quote + 1;
          if (line[index] !== '"') break;
          field += '"';
          index += 1;
        }
        fields.push(field);
        index = line.indexOf(this.delimiter, index);
      } else {
        const next = line.indexOf(this.delimiter, index);
        fields.push(line.slice(index, next < 0 ? line.length : next));
        index = next;
      }
      if (index < 0) break;
      index += 1;
    }
    return fields;
  }
}

/** The delimiter that cuts the first lines into the same number of fields, the most of them. */
export function guessDelimiter(text: string): Delimiter {
  const lines = text.split(/\r?\n/, 20).filter((line) => line.trim() !== '');
  const complete = lines.length > 1 ? lines.slice(0, -1) : lines;
  const counts = DELIMITERS.map((delimiter) => {
    const fields = complete.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length);
    return { delimiter, count: Math.min(...fields), isEven: fields.every((count) => count === fields[0]) };
  });
  const possible = counts.filter(({ count, isEven }) => count > 1 && isEven);
  const best = (possible.length > 0 ? possible : counts).reduce((a, b) => (b.count > a.count ? b : a));
  return best.delimiter;
}
