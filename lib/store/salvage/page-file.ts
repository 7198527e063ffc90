import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

const HEADER = 100;
const FRAME_HEADER = 24;
const WAL_HEADER = 32;
/** The first four bytes of a write-ahead log, for checksums of little-endian words; the last bit says big-endian. */
const WAL_MAGIC = 0x377f0682;
const CHUNK = 1 << 20;

/**
 * The pages of a SQLite file as they lie on the disk, with those of its write-ahead log in their place; nothing of it has
 * to be in order. Source: "Database File Format", sqlite.org/fileformat2.html.
 */
export class PageFile {
  readonly pageSize: number;
  readonly pageCount: number;
  private readonly file: number;
  private readonly log: ReadonlyMap<number, Buffer>;
  private chunk = Buffer.alloc(0);
  private chunkStart = 0;

  /** @param usualPageSize what is taken when the header does not tell */
  constructor(path: string, usualPageSize: number) {
    this.file = openSync(path, 'r');
    const { size } = fstatSync(this.file);
    const header = Buffer.alloc(HEADER);
    readSync(this.file, header, 0, HEADER, 0);
    const told = header.readUInt16BE(16);
    const isLikely = header.toString('latin1', 0, 15) === 'SQLite format 3' && told === usualPageSize;
    this.pageSize = isLikely || !isPageSize(told) ? usualPageSize : told;
    this.log = readLog(`${path}-wal`, this.pageSize);
    this.pageCount = Math.max(Math.ceil(size / this.pageSize), ...this.log.keys());
  }

  /** A page by its number, from 1 on; what the file does not have is 0. */
  page(number: number): Buffer {
    const logged = this.log.get(number);
    if (logged) return logged;
    const start = (number - 1) * this.pageSize;
    if (start < this.chunkStart || start + this.pageSize > this.chunkStart + this.chunk.length) {
      this.chunkStart = start;
      this.chunk = Buffer.alloc(Math.max(CHUNK, this.pageSize));
      readSync(this.file, this.chunk, 0, this.chunk.length, start);
    }
    return this.chunk.subarray(start - this.chunkStart, start - this.chunkStart + this.pageSize);
  }

  close(): void {
    closeSync(this.file);
  }
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 32_768 && (size & (size - 1)) === 0;
}

/** The newest committed page of each number in a write-ahead log, as far as its checksums are right. */
function readLog(path: string, pageSize: number): Map<number, Buffer> {
  const pages = new Map<number, Buffer>();
  if (!existsSync(path)) return pages;
  const log = readFileSync(path);
  if (log.length < WAL_HEADER || (log.readUInt32BE(0) & ~1) !== WAL_MAGIC || log.readUInt32BE(8) !== pageSize)
    return pages;
  const isBig = (log.readUInt32BE(0) & 1) === 1;
  const salts = log.subarray(16, 24);
  let sum = checksum(log.subarray(0, 24), [0, 0], isBig);
  let open = new Map<number, Buffer>();
  for (let at = WAL_HEADER; at + FRAME_HEADER + pageSize <= log.length; at += FRAME_HEADER + pageSize) {
    const page = log.subarray(at + FRAME_HEADER, at + FRAME_HEADER + pageSize);
    sum = checksum(page, checksum(log.subarray(at, at + 8), sum, isBig), isBig);
    const isRight =
      log.subarray(at + 8, at + 16).equals(salts) &&
      log.readUInt32BE(at + 16) === sum[0] &&
      log.readUInt32BE(at + 20) === sum[1];
    if (!isRight) break;
    open.set(log.readUInt32BE(at), page);
    // Only what a commit ends has happened.
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, committed] of open) pages.set(number, committed);
    open = new Map();
  }
  return pages;
}

function checksum(bytes: Buffer, [first, second]: [number, number], isBig: boolean): [number, number] {
  const word = (at: number): number => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let [a, b] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  return [a, b];
}
