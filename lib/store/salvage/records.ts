import type { PageFile } from './page-file';

export type Field = number | bigint | string | null;

/** A row of a leaf page: its number (of tables that have one) and its fields. */
export interface LeafRow {
  rowid: number | undefined;
  fields: Field[];
  /** Whether its lengths agree: a row whose head is damaged may still give its first fields. */
  isWhole: boolean;
}

/** A page below another, with the rows that it may have. */
export interface Child {
  page: number;
  /** `after` < number of a row ≤ `upTo` */
  after: number;
  upTo: number;
}

/** What a page of a table or index turned out to be. */
export type Page =
  | { kind: 'leaf'; isTable: boolean; rows: LeafRow[] }
  | { kind: 'interior'; isTable: boolean; children: Child[] };

const TYPES: Readonly<Record<number, { kind: Page['kind']; isTable: boolean }>> = {
  2: { kind: 'interior', isTable: false },
  5: { kind: 'interior', isTable: true },
  10: { kind: 'leaf', isTable: false },
  13: { kind: 'leaf', isTable: true },
};
const LONGEST_RECORD = 1_000_000;

/** Reads a page as far as it makes sense; undefined for one that is of no table or index, or damaged at its head. */
export function readPage(file: PageFile, number: number): Page | undefined {
  const page = file.page(number);
  const start = number === 1 ? 100 : 0;
  const type = TYPES[page[start]!];
  if (!type) return undefined;
  const count = page.readUInt16BE(start + 3);
  const pointers = start + (type.kind === 'leaf' ? 8 : 12);
  if (pointers + 2 * count > page.length) return undefined;
  // As SQLite does it: whatever a pointer says, it stays in the page.
  const at = (index: number): number => page.readUInt16BE(pointers + 2 * index) & (page.length - 1);
  const cells = Array.from({ length: count }, (_, index) => at(index)).filter(
    (at) => at >= pointers + 2 * count && at < page.length - 1,
  );
  const { isTable } = type;
  if (type.kind === 'interior') {
    const children: Child[] = [];
    let after = Number.NEGATIVE_INFINITY;
    for (const cell of cells) {
      if (cell + 5 > page.length) continue;
      const upTo = isTable ? keyAt(page, cell + 4) : Number.POSITIVE_INFINITY;
      children.push({ page: page.readUInt32BE(cell), after, upTo });
      after = upTo;
    }
    children.push({ page: page.readUInt32BE(start + 8), after, upTo: Number.POSITIVE_INFINITY });
    return {
      kind: 'interior',
      isTable,
      children: children.filter((child) => child.page > 0 && child.page <= file.pageCount),
    };
  }
  const rows = cells.map((at) => readCell(file, page, at, isTable)).filter((row) => row !== undefined);
  return { kind: 'leaf', isTable, rows };
}

function keyAt(page: Buffer, at: number): number {
  try {
    return Number(readVarint(page, at)[0]);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function readCell(file: PageFile, page: Buffer, at: number, isTable: boolean): LeafRow | undefined {
  try {
    const [size, afterSize] = readVarint(page, at);
    const [rowid, start] = isTable ? readVarint(page, afterSize) : [undefined, afterSize];
    const payload = readPayload(file, page, start, Number(size), isTable);
    return payload && { rowid: rowid === undefined ? undefined : Number(rowid), ...readRecord(payload) };
  } catch {
    // A number that points out of the page.
    return undefined;
  }
}

/** A row's bytes, which may go on in overflow pages; fewer where its length is wrong. */
function readPayload(file: PageFile, page: Buffer, start: number, size: number, isTable: boolean): Buffer | undefined {
  const usable = file.pageSize;
  if (size < 1) return undefined;
  if (size > LONGEST_RECORD) return page.subarray(start);
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return page.subarray(start, start + size);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  const parts = [page.subarray(start, start + local)];
  let next = page.readUInt32BE(start + local);
  for (let left = size - local; left > 0; ) {
    if (next < 2 || next > file.pageCount) break;
    const overflow = file.page(next);
    // A copy: the next page may be read into the same memory.
    parts.push(Buffer.from(overflow.subarray(4, 4 + Math.min(left, usable - 4))));
    left -= usable - 4;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** The fields of a record, as far as they can be read. */
function readRecord(bytes: Buffer): Pick<LeafRow, 'fields' | 'isWhole'> {
  const [headSize, first] = readVarint(bytes, 0);
  const types: number[] = [];
  let at = first;
  for (; at < Number(headSize) && at < bytes.length; ) {
    const [type, next] = readVarint(bytes, at);
    types.push(Number(type));
    at = next;
  }
  const isHeadWhole = at === Number(headSize);
  at = Number(headSize);
  const fields: Field[] = [];
  for (const type of types) {
    const length = lengthOf(type);
    if (length === undefined || at + length > bytes.length) return { fields, isWhole: false };
    fields.push(readField(bytes, at, type, length));
    at += length;
  }
  return { fields, isWhole: isHeadWhole && at === bytes.length };
}

function lengthOf(type: number): number | undefined {
  if (type >= 12) return (type - 12) >> 1;
  // 10 and 11 mean nothing, and SQLite takes them as empty.
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type];
}

function readField(bytes: Buffer, at: number, type: number, length: number): Field {
  if (type === 0 || type === 10 || type === 11) return null;
  if (type === 7) return bytes.readDoubleBE(at);
  if (type === 8 || type === 9) return type - 8;
  if (type <= 5) return bytes.readIntBE(at, length);
  if (type === 6) return Number(bytes.readBigInt64BE(at));
  return bytes.toString('utf8', at, at + length);
}

/** A number of 1 to 9 bytes, the highest first; all but the last have their top bit set. */
function readVarint(bytes: Buffer, start: number): [value: bigint | number, next: number] {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) throw new RangeError('beyond the end');
    if (index === 8) return readLongVarint(bytes, start);
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, start + index + 1];
  }
  return [value, start + 9];
}

function readLongVarint(bytes: Buffer, start: number): [value: bigint, next: number] {
  let value = 0n;
  for (let index = 0; index < 8; index++) value = (value << 7n) | BigInt(bytes[start + index]! & 127);
  return [BigInt.asIntN(64, (value << 8n) | BigInt(bytes[start + 8]!)), start + 9];
}
