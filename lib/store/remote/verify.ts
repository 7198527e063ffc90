import { bucketEdges } from '../../calendar/bucket';
import { dateOfDay, dayNumber, localTime } from '../../calendar/zone';
import { RECORD_KINDS, type RecordKind, type RecordRow } from '../records';
import type { SeriesRow } from '../series';
import type { House } from './house';
import type { RemoteCopy } from './remote';

/** A local day on which house and remote differ. */
export interface DifferingDay {
  series: string;
  /** `2026-11-23` */
  day: string;
  /** Readings of the day here and there, and how many of there were not here and have been brought back. */
  here: number;
  there: number;
  brought: number;
}

export interface VerifyResult {
  /** What was compared: local days of all series. */
  days: number;
  readings: number;
  /** The days that differed; they are sent again. */
  differing: DifferingDay[];
  /** Series whose events, decisions, meters or readings set aside differed; they are sent again. */
  otherwise: { series: string; kind: Exclude<RecordKind, 'reading'> }[];
  /** Days that were left out because something of them waits to be sent. */
  waiting: number;
  /** Decisions that only the remote had. */
  decisions: number;
}

export interface VerifyOptions {
  timeZone: string;
  /** ms since the epoch, `from` ≤ t < `to`; everything if not given. */
  from?: number;
  to?: number;
  /** Told how many of how many days are done. */
  onProgress?: (done: number, all: number) => void;
}

/** Days of one question: a checksum a day. */
const DAYS_AT_ONCE = 100;
const MOST_ROWS = 100_000;

/**
 * Compares what the house and the remote have, day by day and series by series. What only the remote has is brought back:
 * a backup that was put in place lacks it. Then what differs is put into the outbox again.
 */
export async function verify(house: House, copy: RemoteCopy, options: VerifyOptions): Promise<VerifyResult> {
  const { timeZone, onProgress, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
  const result: VerifyResult = { days: 0, readings: 0, differing: [], otherwise: [], waiting: 0, decisions: 0 };
  const tasks: { series: Pick<SeriesRow, 'name' | 'kind' | 'unit'>; edges: number[] }[] = [];
  const own = new Map((await house.series()).map((row) => [row.name, row]));
  const known = [...own.values(), ...(await copy.series()).filter(({ name }) => !own.has(name))];
  for (const series of known) {
    const ranges = [
      own.has(series.name) ? await house.range(own.get(series.name)!, 'reading') : undefined,
      await copy.range(series.name, 'reading'),
    ].filter((range) => range !== undefined);
    if (ranges.length === 0) continue;
    const first = Math.max(from, Math.min(...ranges.map((range) => range.from)));
    const last = Math.min(to, Math.max(...ranges.map((range) => range.to)) + 1);
    for (let start = first; start < last; ) {
      const edges = dayEdges(start, last, timeZone);
      tasks.push({ series, edges });
      start = edges.at(-1)!;
    }
  }
  const all = tasks.reduce((sum, { edges }) => sum + edges.length - 1, 0);
  for (const { series, edges } of tasks) {
    await compareDays(house, copy, series, edges, timeZone, result);
    onProgress?.(result.days, all);
  }
  for (const series of known) await compareRest(house, copy, series.name, result);
  return result;
}

/** `from` and the starts of the local days after it, at most so many, until `to`. */
function dayEdges(from: number, to: number, timeZone: string): number[] {
  const end = Math.min(to, from + (DAYS_AT_ONCE - 1) * 86_400_000);
  return bucketEdges(from, end, 'day', timeZone);
}

async function compareDays(
  house: House,
  copy: RemoteCopy,
  series: Pick<SeriesRow, 'name' | 'kind' | 'unit'>,
  edges: number[],
  timeZone: string,
  result: VerifyResult,
): Promise<void> {
  const there = await copy.checksums(series.name, 'reading', edges);
  let row = await house.find(series.name);
  const here = row
    ? await house.checksums(row, 'reading', edges, copy.digits)
    : there.map(() => ({ rows: 0, sum: '' }));
  for (const [index, sum] of here.entries()) {
    const span = { from: edges[index]!, to: edges[index + 1]! - 1 };
    result.days += 1;
    result.readings += sum.rows;
    if (sum.sum === there[index]!.sum || (row && (await isSameNow(house, copy, row, span)))) continue;
    const isWaiting = row !== undefined && (await house.isWaiting(row, 'reading', span));
    const brought = await bringBack(house, copy, series, row, span);
    if (isWaiting && brought === 0) {
      result.waiting += 1;
      continue;
    }
    row ??= await house.find(series.name);
    if (row) await house.resend(row, 'reading', span.from, span.to);
    const day = dateOfDay(dayNumber(localTime(span.from, timeZone).toPlainDate())).toString();
    result.differing.push({ series: series.name, day, here: sum.rows, there: there[index]!.rows, brought });
  }
}

/** Whether a day is the same after all: a reading may have been stored and sent between the two questions. */
async function isSameNow(
  house: House,
  copy: RemoteCopy,
  row: SeriesRow,
  { from, to }: { from: number; to: number },
): Promise<boolean> {
  const [there] = await copy.checksums(row.name, 'reading', [from, to + 1]);
  const [here] = await house.checksums(row, 'reading', [from, to + 1], copy.digits);
  return here!.sum === there!.sum;
}

/** Stores the readings of a day that only the remote has. @returns how many */
async function bringBack(
  house: House,
  copy: RemoteCopy,
  series: Pick<SeriesRow, 'name' | 'kind' | 'unit'>,
  row: SeriesRow | undefined,
  { from, to }: { from: number; to: number },
): Promise<number> {
  const here = new Set<unknown>();
  if (row) {
    for (const { time } of await house.rows(row, 'reading', from, to)) here.add(time);
    for (const time of await house.gone(row, { from, to })) here.add(time);
  }
  const missing = (await copy.rows(series.name, 'reading', from, to, MOST_ROWS)).filter(({ time }) => !here.has(time));
  if (missing.length === 0) return 0;
  await house.bring(series, missing, await wholeOf(copy, series.name, 'meter'));
  return missing.length;
}

/** Compares the small tables of a series as a whole. */
async function compareRest(house: House, copy: RemoteCopy, name: string, result: VerifyResult): Promise<void> {
  const row = await house.find(name);
  if (!row) return;
  for (const kind of RECORD_KINDS) {
    if (kind === 'reading' || (copy.kinds && !copy.kinds.includes(kind))) continue;
    const ranges = [await house.range(row, kind), await copy.range(name, kind)].filter((range) => range !== undefined);
    if (ranges.length === 0) continue;
    const edges = [Math.min(...ranges.map(({ from }) => from)), Math.max(...ranges.map(({ to }) => to)) + 1];
    const [[here], [there]] = [await house.checksums(row, kind, edges), await copy.checksums(name, kind, edges)];
    if (here!.sum === there!.sum) continue;
    const isWaiting = await house.isWaiting(row, kind);
    if (kind === 'aside') await bringAside(house, copy, row);
    if (kind === 'decision') {
      const [decisions, events] = [await wholeOf(copy, name, 'decision'), await wholeOf(copy, name, 'event')];
      result.decisions += await house.bringDecisions(name, decisions, events);
    }
    if (isWaiting) result.waiting += 1;
    else result.otherwise.push({ series: name, kind });
  }
  // What the house numbers may have other numbers there, so what is there goes.
  for (const { series, kind } of result.otherwise) {
    if (series !== name) continue;
    await copy.clear(name, kind);
    await house.resend(row, kind, 0, 0);
  }
}

async function bringAside(house: House, copy: RemoteCopy, row: SeriesRow): Promise<void> {
  const name = ({ time, value }: RecordRow): string => `${time} ${value}`;
  const here = new Set((await house.rows(row, 'aside', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).map(name));
  const missing = (await wholeOf(copy, row.name, 'aside')).filter((one) => !here.has(name(one)));
  // One at a time, as they came: some are told by being alone.
  for (const one of missing) await house.bring(row, [one], []);
}

function wholeOf(copy: RemoteCopy, series: string, kind: RecordKind): Promise<RecordRow[]> {
  return copy.rows(series, kind, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, MOST_ROWS);
}
