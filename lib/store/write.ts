import { InputError } from '../input-error';
import type { LedgerEvent } from '../ledger/event';
import { advance, heldRun, type LedgerSettings, type LedgerState, POLLS_TO_DECIDE } from '../ledger/ledger';
import type { Carried, Point } from '../ledger/line';
import { HIGHEST_RATE } from '../ledger/rates';
import type { Reading } from '../reading';
import { insertMeter, isSameMeter, listMeters, type MeterRow, meterAt } from './meters';
import {
  insertRows,
  isOnLine,
  newestPoint,
  newestRows,
  offLine,
  type ReadingRow,
  rowsFrom,
  shiftPoints,
  updateRow,
  valuesAt,
} from './points';
import { checkSameSeries, ensureSeries, type SeriesRow } from './series';
import type { Sqlite } from './sqlite';

/** An event of the ledger or the store, with the series it is about. */
export type StoreEvent = { series: string } & (
  | LedgerEvent
  | { kind: 'late'; from: number; to: number; readings: number }
  | { kind: 'conflict'; time: number; stored: number; refused: number }
);

export interface StoreResult {
  /** Readings that count now. */
  stored: number;
  /** Readings that were there already. */
  duplicate: number;
  /** Readings that are kept but wait for the next ones to decide. */
  held: number;
  /** Readings that can't be stored; `problems` says why. */
  rejected: number;
  events: StoreEvent[];
  problems: InputError[];
}

export function emptyResult(): StoreResult {
  return { stored: 0, duplicate: 0, held: 0, rejected: 0, events: [], problems: [] };
}

/** Rows of a replay read at a time. */
const CHUNK = 5_000;

/** Writes readings inside a running transaction; a reading that is there already changes nothing. */
export async function writeReadings(
  db: Sqlite,
  readings: readonly Reading[],
  settings: LedgerSettings,
): Promise<StoreResult> {
  const result = emptyResult();
  const groups = Map.groupBy(readings, ({ series }) => series);
  for (const group of groups.values()) await new SeriesWriter(db, settings, result).write(group);
  return result;
}

/** Writes the readings of one series: in order at the end of its line, or as late ones into their place. */
class SeriesWriter {
  private series!: SeriesRow;
  private meters: MeterRow[] = [];

  constructor(
    private readonly db: Sqlite,
    private settings: LedgerSettings,
    private readonly result: StoreResult,
  ) {}

  async write(group: readonly Reading[]): Promise<void> {
    this.series = await ensureSeries(this.db, group[0]!);
    this.settings = { ...this.settings, maxRate: HIGHEST_RATE[this.series.unit] };
    this.meters = await listMeters(this.db, this.series.id);
    const sorted = this.usable(group).sort((a, b) => a.time - b.time);
    const newest = (await newestRows(this.db, this.series, undefined, 1))[0];
    const split = newest ? sorted.findIndex(({ time }) => time > newest.time) : 0;
    const late = split < 0 ? sorted : sorted.slice(0, split);
    if (late.length > 0) await this.insertLate(late);
    if (split >= 0 && split < sorted.length) await this.append(sorted.slice(split));
  }

  /** Readings of this series' kind and unit; of several at the same time the first. */
  private usable(group: readonly Reading[]): Reading[] {
    const values = new Map<number, number>();
    return group.filter((reading) => {
      try {
        checkSameSeries(this.series, reading);
      } catch (error) {
        this.reject(error as InputError);
        return false;
      }
      const first = values.get(reading.time);
      values.set(reading.time, first ?? reading.value);
      if (first !== undefined) this.repeated(reading, first);
      return first === undefined;
    });
  }

  private async append(readings: readonly Reading[]): Promise<void> {
    const { kind } = this.series;
    let state = await this.stateBefore(undefined);
    const rows: ReadingRow[] = [];
    for (const reading of readings) {
      if (this.hasNewMeter(reading)) await this.noteMeter(reading);
      const { time, value } = reading;
      const step = advance(kind, state, { time, value, serial: this.serialAt(time) }, this.settings);
      state = step.state;
      this.note(step.events);
      rows.push(step.placed.at(-1)?.time === time ? step.placed.pop()! : offLine(reading));
      for (const point of step.placed) {
        const own = rows.findLastIndex((row) => row.time === point.time);
        if (own < 0) await updateRow(this.db, this.series, point);
        else rows[own] = point;
      }
    }
    await insertRows(this.db, this.series, rows);
    this.count(rows);
  }

  private async insertLate(late: readonly Reading[]): Promise<void> {
    const { name } = this.series;
    const stored = await valuesAt(
      this.db,
      this.series,
      late.map(({ time }) => time),
    );
    const missing = late.filter((reading) => {
      const value = stored.get(reading.time);
      if (value !== undefined) this.repeated(reading, value);
      return value === undefined;
    });
    if (missing.length === 0) return;
    for (const reading of missing) if (this.hasNewMeter(reading)) await this.noteMeter(reading);
    this.result.events.push({
      kind: 'late',
      series: name,
      from: missing[0]!.time,
      to: missing.at(-1)!.time,
      readings: missing.length,
    });
    // The readings just before the late ones may have been taken for a new level because of those after them.
    const before = await newestRows(this.db, this.series, missing[0]!.time, POLLS_TO_DECIDE - 1);
    await this.replay(missing, before.at(-1)?.time ?? missing[0]!.time);
  }

  /**
   * Places late readings among what is stored from `from` on, until the line goes on as before. From there on nothing
   * but a constant is added to what the points carry.
   */
  private async replay(missing: readonly Reading[], from: number): Promise<void> {
    const { kind } = this.series;
    let state = await this.stateBefore(from);
    const fresh = new Map<number, ReadingRow>();
    const changed = new Map<number, ReadingRow>();
    const place = (point: Point): void => {
      (fresh.has(point.time) ? fresh : changed).set(point.time, point);
    };
    const step = (row: { time: number; value: number }): Point[] => {
      const reading = { ...row, serial: this.serialAt(row.time) };
      const { state: next, placed } = advance(kind, state, reading, this.settings);
      state = next;
      return placed;
    };

    let pending = 0;
    for await (const row of this.storedFrom(from)) {
      while (pending < missing.length && missing[pending]!.time < row.time) {
        const reading = missing[pending++]!;
        fresh.set(reading.time, offLine(reading));
        for (const point of step({ time: reading.time, value: reading.value })) place(point);
      }
      if (isOnLine(row)) changed.set(row.time, offLine(row));
      const placed = step({ time: row.time, value: row.value });
      for (const point of placed) place(point);
      const settled = placed.at(-1);
      if (pending === missing.length && state.held.length === 0 && isOnLine(row) && settled?.time === row.time) {
        const by = difference(settled, row);
        if (Object.values(by).some((amount) => amount !== 0)) await shiftPoints(this.db, this.series, row.time, by);
        break;
      }
    }
    for (const reading of missing.slice(pending)) {
      fresh.set(reading.time, offLine(reading));
      for (const point of step({ time: reading.time, value: reading.value })) place(point);
    }
    for (const row of changed.values()) await updateRow(this.db, this.series, row);
    const rows = [...fresh.values()];
    await insertRows(this.db, this.series, rows);
    this.count(rows);
  }

  private async *storedFrom(from: number): AsyncGenerator<ReadingRow> {
    for (let next = from; ; ) {
      const rows = await rowsFrom(this.db, this.series, next, CHUNK);
      yield* rows;
      if (rows.length < CHUNK) return;
      next = rows.at(-1)!.time + 1;
    }
  }

  /** Where the line stood just before a moment. */
  private async stateBefore(time: number | undefined): Promise<LedgerState> {
    const newest = await newestRows(this.db, this.series, time, POLLS_TO_DECIDE - 1);
    const top = newest[0];
    if (!top) return { held: [] };
    const last = isOnLine(top) ? top : await newestPoint(this.db, this.series, time);
    const waiting = newest.filter((row) => row.time > (last?.time ?? -Infinity)).reverse();
    return {
      last,
      serial: last && this.serialAt(last.time),
      held: heldRun(
        waiting.map(({ time: at, value }) => ({ time: at, value })),
        this.settings,
      ),
    };
  }

  private hasNewMeter({ time, meter }: Reading): boolean {
    return meter !== undefined && !isSameMeter(meterAt(this.meters, time), meter);
  }

  private async noteMeter({ time, meter }: Reading): Promise<void> {
    this.meters.push(await insertMeter(this.db, this.series.id, time, meter!, meterAt(this.meters, time)));
    this.meters.sort((a, b) => a.time - b.time);
  }

  private serialAt(time: number): string | undefined {
    return meterAt(this.meters, time)?.serial ?? undefined;
  }

  private repeated(reading: Reading, stored: number): void {
    if (reading.value === stored) {
      this.result.duplicate += 1;
      return;
    }
    const { name } = this.series;
    this.result.events.push({ kind: 'conflict', series: name, time: reading.time, stored, refused: reading.value });
    this.reject(
      new InputError(
        'conflict',
        `${name} already has the reading ${stored} at ${new Date(reading.time).toISOString()}; ${reading.value} was ` +
          'not stored. Are two meters sending under one name?',
        { series: name },
      ),
    );
  }

  private reject(problem: InputError): void {
    this.result.rejected += 1;
    this.result.problems.push(problem);
  }

  private count(rows: readonly ReadingRow[]): void {
    const onLine = rows.filter(isOnLine).length;
    this.result.stored += onLine;
    this.result.held += rows.length - onLine;
  }

  private note(events: readonly LedgerEvent[]): void {
    for (const event of events) this.result.events.push({ series: this.series.name, ...event });
  }
}

function difference(now: Point, before: Point): Carried {
  return {
    carried: now.carried - before.carried,
    gap: now.gap - before.gap,
    estimated: now.estimated - before.estimated,
  };
}
