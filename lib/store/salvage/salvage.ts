import { isTime, isValue } from '../../reading';
import { PAGE_SIZE } from '../schema';
import { PageFile } from './page-file';
import { type Child, type Field, type LeafRow, readPage } from './records';
import { readSeries, type SalvagedSeries, unknownSeries } from './salvaged-series';
import { readSmallTables } from './small-tables';

export interface StrayReading {
  /** Of which series it is, when that is known. */
  series: string | undefined;
  time: number;
  value: number;
}

export interface Salvaged {
  series: SalvagedSeries[];
  /** Readings of which it is not known of which series or moment they are. */
  strays: StrayReading[];
  /** Which remote and home the file belonged to. */
  remote: { target: string; file: string } | undefined;
  pages: number;
  /** Pages that belong to a table and could not be read. */
  lostPages: number;
}

/** A leaf page's rows. */
interface Leaf {
  isTable: boolean;
  rows: LeafRow[];
}

/** A page that a series' table leads to, with the rows that it should have. */
interface Claim {
  series: SalvagedSeries;
  page: Child;
}

type Interiors = ReadonlyMap<number, readonly Child[]>;

const PAGES_AT_ONCE = 1_000;

/** Readings of older times were set aside when they came: a row with one is of another table. */
const EARLIEST = Date.UTC(2001, 0);

/**
 * Reads everything that a file of ours still holds, page by page, whatever SQLite says of it. Rows of a page that no table
 * leads to any more are given to the series that they fit.
 */
export async function salvage(path: string): Promise<Salvaged> {
  const file = new PageFile(path, PAGE_SIZE);
  try {
    return await read(file);
  } finally {
    file.close();
  }
}

async function read(file: PageFile): Promise<Salvaged> {
  const leaves = new Map<number, Leaf>();
  const interiors = new Map<number, readonly Child[]>();
  for (let number = 1; number <= file.pageCount; number++) {
    // Polls go on meanwhile.
    if (number % PAGES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    const page = readPage(file, number);
    if (page?.kind === 'leaf') leaves.set(number, page);
    else if (page) interiors.set(number, page.children);
  }
  const all = [...leaves.values()];
  const tableRows = all.filter(({ isTable }) => isTable).flatMap(({ rows }) => rows);
  const indexRows = all.filter(({ isTable }) => !isTable).flatMap(({ rows }) => rows);
  const series = readSeries(tableRows, indexRows);
  const claims = new Map<number, Claim[]>();
  let lostPages = 0;
  for (const [id, root] of readRoots(tableRows)) {
    const own = series.get(id) ?? unknownSeries(id, series);
    for (const page of walk(root, interiors)) {
      if (leaves.has(page.page)) claims.set(page.page, [...(claims.get(page.page) ?? []), { series: own, page }]);
      else if (!interiors.has(page.page)) lostPages += 1;
    }
  }
  const owned = new Set<number>();
  const strays: StrayReading[] = [];
  for (const [page, several] of claims) {
    const { rows } = leaves.get(page)!;
    const fitting = several.length > 1 ? several.filter((claim) => isWithin(rows, claim.page)) : several;
    // A page that two tables lead to belongs to one of them: that is found out by its values.
    if (fitting.length !== 1) continue;
    strays.push(...addReadings(fitting[0]!.series, rows));
    owned.add(page);
  }
  const known = [...series.values()];
  for (const group of orphans(leaves, interiors, owned)) {
    const own = ownerOf(group, known);
    strays.push(...(own ? addReadings(own, group) : group.map((row) => toStray(row))));
  }
  readSmallTables(tableRows, indexRows, series);
  const remote = tableRows.find(({ rowid, fields }) => rowid === 1 && fields.length === 5 && isRemote(fields));
  return {
    series: known.filter(({ readings, aside }) => readings.size > 0 || aside.length > 0),
    strays,
    remote: remote && { target: String(remote.fields[1]), file: String(remote.fields[2]) },
    pages: file.pageCount,
    lostPages,
  };
}

/** The first page of each series' table, by the series' number. */
function readRoots(rows: readonly LeafRow[]): Map<number, number> {
  const roots = new Map<number, number>();
  for (const { fields } of rows) {
    // SQLite goes by the statement, and so do we.
    const [, , , root, sql] = fields;
    const match = /^CREATE TABLE "?reading_(\d+)\b/.exec(String(sql));
    if (match && typeof root === 'number') roots.set(Number(match[1]), root);
  }
  return roots;
}

/** All pages that a root leads to, each once. */
function* walk(root: number, interiors: Interiors, seen = new Set<number>()): Generator<Child> {
  const waiting: Child[] = [{ page: root, after: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next.page)) continue;
    seen.add(next.page);
    yield next;
    waiting.push(...(interiors.get(next.page) ?? []));
  }
}

/** Whether most rows are those that a page should have. */
function isWithin(rows: readonly LeafRow[], { after, upTo }: Child): boolean {
  const within = rows.filter(({ rowid }) => rowid !== undefined && after < rowid && rowid <= upTo);
  return within.length * 2 > rows.length;
}

/** Rows of readings that no table leads to: those under one page together. */
function orphans(leaves: ReadonlyMap<number, Leaf>, interiors: Interiors, owned: Set<number>): LeafRow[][] {
  const isOrphan = (page: number): boolean => !owned.has(page);
  const pages = [...interiors.keys(), ...leaves.keys()].filter(isOrphan);
  const below = new Set([...interiors].flatMap(([, children]) => children.map(({ page }) => page)));
  // Pages that lead to each other in a circle have no top: they come after all others.
  const ordered = [...pages.filter((page) => !below.has(page)), ...pages];
  const seen = new Set(owned);
  return ordered
    .map((top) => {
      const group: LeafRow[] = [];
      for (const { page } of walk(top, interiors, seen)) {
        const leaf = leaves.get(page);
        if (leaf?.isTable && isReadingPage(leaf.rows)) group.push(...leaf.rows.filter(hasReading));
      }
      return group;
    })
    .filter((group) => group.length > 0);
}

/** The only series that rows can be of: one that has no reading in their time, and values like theirs. */
function ownerOf(group: readonly LeafRow[], all: readonly SalvagedSeries[]): SalvagedSeries | undefined {
  const same = all.filter(
    ({ readings }) =>
      group.some(({ rowid }) => readings.has(rowid!)) &&
      group.every(({ rowid, fields }) => (readings.get(rowid!) ?? fields[1]) === fields[1]),
  );
  const free = all.filter(
    (series) => !group.some(({ rowid }) => series.readings.has(rowid!)) && isBetween(group, series),
  );
  const [own, other] = same.length > 0 ? same : free;
  return other ? undefined : own;
}

/** Whether rows continue a series: their values lie between those before and after them. */
function isBetween(group: readonly LeafRow[], { readings, kind }: SalvagedSeries): boolean {
  const times = group.map(({ rowid }) => rowid!);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  let [before, after] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const time of readings.keys()) {
    if (time < first && time > before) before = time;
    else if (time > last && time < after) after = time;
  }
  // Nothing is known of a series whose whole table is lost: it fits when no other does.
  if (kind === 'gauge' || readings.size === 0) return true;
  const [low, high] = [
    readings.get(before) ?? Number.NEGATIVE_INFINITY,
    readings.get(after) ?? Number.POSITIVE_INFINITY,
  ];
  return group.every(({ fields }) => (fields[1] as number) >= low && (fields[1] as number) <= high);
}

/** In a page of the series' table a row needs no more than its time and its value. @returns those out of order */
function addReadings({ name, readings }: SalvagedSeries, rows: readonly LeafRow[]): StrayReading[] {
  const own = rows.filter(hasReading);
  const kept = new Set(ascending(own));
  for (const { rowid, fields } of kept) readings.set(rowid!, fields[1] as number);
  return own.filter((row) => !kept.has(row)).map((row) => toStray(row, name));
}

function toStray({ rowid, fields }: LeafRow, series?: string): StrayReading {
  return { series, time: rowid!, value: fields[1] as number };
}

/** Rows of a page are in order: of those that are not, the fewest are left out. */
function ascending(rows: readonly LeafRow[]): LeafRow[] {
  const best: { length: number; before: number }[] = [];
  for (const [index, { rowid }] of rows.entries()) {
    best.push({ length: 1, before: -1 });
    for (let other = 0; other < index; other++) {
      const isLonger = best[other]!.length + 1 > best[index]!.length;
      if (rows[other]!.rowid! < rowid! && isLonger) best[index] = { length: best[other]!.length + 1, before: other };
    }
  }
  let at = best.reduce((longest, { length }, index) => (length > (best[longest]?.length ?? 0) ? index : longest), -1);
  const kept: LeafRow[] = [];
  for (; at >= 0; at = best[at]!.before) kept.push(rows[at]!);
  return kept.reverse();
}

function hasReading({ rowid, fields }: LeafRow): boolean {
  return isTime(rowid) && rowid >= EARLIEST && isValue(fields[1]);
}

/** Whether a page of an unknown table is one of readings: a damaged row among others is a reading as well. */
function isReadingPage(rows: readonly LeafRow[]): boolean {
  return rows.filter(isReadingRow).length * 2 > rows.length;
}

function isReadingRow(row: LeafRow): boolean {
  const { fields, isWhole } = row;
  const [time, , carried, gap, estimated, open] = fields;
  const isNumber = (field: Field | undefined): boolean => field === null || typeof field === 'number';
  return (
    // A file of the first version has no "open".
    (fields.length === 6 || fields.length === 5) &&
    isWhole &&
    time === null &&
    hasReading(row) &&
    [carried, gap, estimated].every(isNumber) &&
    (open === undefined || open === null || open === 1) &&
    (carried === null) === (gap === null)
  );
}

function isRemote([id, target, file, token, sequence]: readonly Field[]): boolean {
  return (
    id === null &&
    typeof target === 'string' &&
    typeof file === 'string' &&
    /^[0-9a-f-]{36}$/.test(file) &&
    (token === null || typeof token === 'string') &&
    typeof sequence === 'number'
  );
}
