import { createHash } from 'node:crypto';
import { RECORDS, type RecordKind, type RecordRow } from '../records';
import type { Checksum } from './remote';

/**
 * The checksum of rows in order of their key, as the remote makes it by SQL: SHA-256 of each row's columns one after the
 * other. A whole number or a reading's figure is 8 bytes, the highest first; a text is its UTF-8; nothing is no bytes.
 * @param rows the oldest first
 * @param digits significant ones of each figure, where the remote keeps no more
 */
export function checksum(kind: RecordKind, rows: readonly RecordRow[], digits?: number): Checksum {
  if (rows.length === 0) return { rows: 0, sum: '' };
  const { key, columns } = RECORDS[kind];
  const hash = createHash('sha256');
  for (const row of rows) for (const name of [key, ...columns]) hash.update(bytesOf(name, row[name] ?? null, digits));
  return { rows: rows.length, sum: hash.digest('hex') };
}

/** Columns that hold a double; every other number is whole. */
export const DOUBLES: readonly string[] = ['value', 'carried', 'estimated'];

function bytesOf(name: string, value: number | string | null, digits?: number): Buffer {
  if (value === null) return Buffer.alloc(0);
  if (typeof value === 'string') return Buffer.from(value);
  const bytes = Buffer.alloc(8);
  // −0 and 0 are the same number, but not the same bytes.
  if (DOUBLES.includes(name)) bytes.writeDoubleBE((digits ? Number(value.toPrecision(digits)) : value) + 0);
  else bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

/** Those of the stretches between one edge and the next. @param rows of all of them, the oldest first */
export function checksumsBetween(
  kind: RecordKind,
  rows: readonly RecordRow[],
  edges: readonly number[],
  digits?: number,
): Checksum[] {
  let start = 0;
  return edges.slice(1).map((to) => {
    let end = start;
    while (end < rows.length && Number(rows[end]![RECORDS[kind].key]) < to) end += 1;
    const own = rows.slice(start, end);
    start = end;
    return checksum(kind, own, digits);
  });
}
