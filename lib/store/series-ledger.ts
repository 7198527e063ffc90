import type { Decision } from '../ledger/decision';
import type { LedgerEvent, RawReading } from '../ledger/event';
import { advance } from '../ledger/ledger';
import type { Point } from '../ledger/line';
import type { LedgerSettings } from '../ledger/settings';
import { isSettled, isTakenBack, type LedgerState, START } from '../ledger/state';
import type { Reading } from '../reading';
import { listDecisions } from './decisions';
import {
  hasEvent,
  ledgerEventsIn,
  type Noticed,
  putEvent,
  type StoreEvent,
  withdraw,
  withdrawTakenBack,
} from './events';
import type { Ledgers } from './ledgers';
import { insertMeter, isSameMeter, listMeters, type MeterRow, meterAt } from './meters';
import { isOnLine, offLine, Points, type ReadingRow } from './points';
import type { SeriesRow } from './series';
import type { SeriesSettings } from './series-rules';
import { minus, Shifts } from './shifts';
import type { Sqlite } from './sqlite';

/** Rows of a replay read at a time. */
const CHUNK = 5_000;
/** A poll, and not old readings that are brought in, is at most so old, in ms: a clock set back by a day and two hours. */
const LIVE = 26 * 3_600_000;
const MOST_NEIGHBOURS = 50;
const NEVER = Number.MAX_SAFE_INTEGER;

/** What a write did to a series. */
export interface Placed {
  /** Readings that count now, and those that are kept but wait or count nothing. */
  stored: number;
  held: number;
  events: StoreEvent[];
}

/**
 * The ledger of one series on the disk, kept in memory between writes. What it makes of readings is the same whether
 * they come one by one, all at once, or late: it goes on from the last point that alone says where the line stands.
 */
export class SeriesLedger {
  private state: LedgerState = START;
  private newestTime = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly db: Sqlite,
    readonly series: SeriesRow,
    private readonly settings: LedgerSettings,
    /** ms */
    readonly silentAfter: number,
    private readonly points: Points,
    private readonly shifts: Shifts,
    private readonly meters: MeterRow[],
    private decisions: Decision[],
    private readonly now: () => number,
  ) {}

  /** Reads where a series stands. When its settings have changed since, its whole line is made anew. */
  static async load(
    { db, outbox, now }: Pick<Ledgers, 'db' | 'outbox' | 'now'>,
    series: SeriesRow,
    { ledger: settings, silentAfter }: SeriesSettings,
  ): Promise<{ ledger: SeriesLedger; events: StoreEvent[] }> {
    const shifts = await Shifts.load(db, series.id, outbox);
    const ledger = new SeriesLedger(
      db,
      series,
      settings,
      silentAfter,
      new Points(db, series, shifts, outbox),
      shifts,
      await listMeters(db, series.id),
      await listDecisions(db, series.id),
      now,
    );
    const made = JSON.stringify(settings);
    if (series.settings === made) {
      await ledger.resume();
      return { ledger, events: [] };
    }
    const { events } = await ledger.replay(Number.NEGATIVE_INFINITY, NEVER);
    await db.run('UPDATE series SET settings = ? WHERE id = ?', [made, series.id]);
    return { ledger, events };
  }

  /** The time of the newest stored reading, ms; −Infinity when there is none. */
  get newest(): number {
    return this.newestTime;
  }

  /** Whether it has been noticed that nothing came after the newest reading. */
  wasSilent(): Promise<boolean> {
    return hasEvent(this.db, this.series, 'silent', this.newestTime);
  }

  valuesAt(times: readonly number[]): Promise<Map<number, number>> {
    return this.points.valuesAt(times);
  }

  /**
   * Whether a late reading of a counter can't be of its moment: it is above the one after it, or below the one before.
   * Readings that a meter has kept fit in between; those of a clock that was set back do not.
   */
  async contradicts({ time, value }: Reading, now: number): Promise<boolean> {
    if (this.series.kind !== 'counter' || now - time > LIVE) return false;
    const { noise, maxRate } = this.settings;
    const [before] = (await this.points.upTo(time, 1)).filter(isOnLine);
    if (before?.time === time) {
      // A moment that is taken by another value: by one of another meter, or by an earlier one of this meter.
      const newest = this.state.recent.at(-1)!.value;
      return value !== before.value && value >= newest - noise && value - newest <= maxRate;
    }
    const after = (await this.points.after(time, MOST_NEIGHBOURS)).find(isOnLine);
    if (!before || !after || before.carried !== after.carried) return false;
    return value < before.value - noise || value > after.value + noise;
  }

  /** Stores readings that are later than all that are stored, in order of time. */
  async append(readings: readonly Reading[]): Promise<Placed> {
    const { kind } = this.series;
    const { polls } = this.settings;
    const first = readings[0]!.time;
    const fresh = new Map<number, ReadingRow>();
    const earlier = new Map<number, ReadingRow>();
    let events: LedgerEvent[] = [];
    let removedAfter = NEVER;
    for (const reading of readings) {
      await this.noteMeter(reading);
      const { time, value } = reading;
      const step = advance(
        kind,
        this.state,
        { time, value, serial: this.serialAt(time) },
        this.settings,
        this.decisions,
      );
      this.state = step.state;
      fresh.set(time, offLine(reading));
      if (step.removedAfter !== undefined) {
        const { removedAfter: back } = step;
        for (const rows of [fresh, earlier])
          for (const row of rows.values()) if (row.time > back) rows.set(row.time, offLine(row));
        events = events.filter((event) => !isTakenBack(event, step));
        removedAfter = Math.min(removedAfter, back);
      }
      const open = isSettled(kind, step.state, polls) || kind === 'gauge' ? null : 1;
      for (const point of step.placed) (point.time >= first ? fresh : earlier).set(point.time, { ...point, open });
      events.push(...step.events);
    }
    if (removedAfter < first) {
      await this.points.remove(removedAfter, first);
      await withdrawTakenBack(this.db, this.series, removedAfter, this.now());
    }
    await this.points.put([...earlier.values()].sort(byTime), 'changed');
    const rows = [...fresh.values()];
    await this.points.put(rows, 'new');
    this.newestTime = readings.at(-1)!.time;
    return { ...countRows(rows), events: await this.putEvents(events) };
  }

  /** Stores readings among those that are there. Their moments must be free. */
  async insert(late: readonly Reading[]): Promise<Placed> {
    const following = await Promise.all(late.map(({ time }) => this.points.after(time, 1)));
    for (const [index, reading] of late.entries()) await this.noteMeter(reading, following[index]![0]?.time);
    return this.replay(late[0]!.time, late.at(-1)!.time, late);
  }

  /** Takes readings out that had been put in by a decision. */
  async takeOut(times: readonly number[]): Promise<Placed> {
    await this.points.delete(times);
    return this.replay(times[0]!, times.at(-1)!);
  }

  /** Makes the line anew where decisions have changed. */
  async decide(from: number, to: number): Promise<Placed> {
    this.decisions = await listDecisions(this.db, this.series.id);
    return this.replay(from, to);
  }

  /** Stores events. @returns those that are news */
  async putEvents(events: readonly Noticed[]): Promise<StoreEvent[]> {
    const news: StoreEvent[] = [];
    for (const one of events) {
      const known =
        one.kind === 'glitch' ? { ...one, readings: await this.points.countOffLine(one.time, one.to) } : one;
      const { event, isNew } = await putEvent(this.db, this.series, known, this.now());
      if (isNew) news.push(event);
    }
    return news;
  }

  /** Finds out where the line stands at its end. */
  private async resume(): Promise<void> {
    const { state, from } = await this.stateBefore(NEVER);
    this.state = state;
    this.newestTime = from;
    for await (const row of this.rowsAfter(from)) {
      this.state = this.step(row).state;
      this.newestTime = row.time;
    }
  }

  /**
   * Makes the line anew from a moment on, with what has come in between, until it goes on as before: from there on
   * nothing but a constant is added to what the points carry.
   * @param to ms: up to here something may have changed
   */
  private async replay(from: number, to: number, missing: readonly RawReading[] = []): Promise<Placed> {
    const { kind } = this.series;
    const { polls } = this.settings;
    const start = await this.stateBefore(from);
    this.state = start.state;
    const rows = new Map<number, ReadingRow>();
    const changed = new Set<number>();
    let events: LedgerEvent[] = [];
    let removedAfter = NEVER;
    const place = (reading: RawReading, stored: ReadingRow | undefined): Point | undefined => {
      const step = this.step(reading);
      this.state = step.state;
      rows.set(reading.time, stored ?? offLine(reading));
      const set = (row: ReadingRow): void => {
        if (!isSameRow(rows.get(row.time), row)) changed.add(row.time);
        rows.set(row.time, row);
      };
      if (!stored) changed.add(reading.time);
      else set(offLine(reading));
      if (step.removedAfter !== undefined) {
        removedAfter = Math.min(removedAfter, step.removedAfter);
        for (const row of rows.values()) if (row.time > step.removedAfter) set(offLine(row));
        events = events.filter((event) => !isTakenBack(event, step));
      }
      const open = isSettled(kind, step.state, polls) || kind === 'gauge' ? null : 1;
      for (const point of step.placed) set({ ...point, open });
      events.push(...step.events);
      return step.placed.at(-1)?.time === reading.time ? step.placed.at(-1) : undefined;
    };

    let pending = 0;
    let agreeing = 0;
    let reached = NEVER;
    for await (const stored of this.rowsAfter(start.from)) {
      for (; pending < missing.length && missing[pending]!.time < stored.time; pending++) {
        place(missing[pending]!, undefined);
      }
      const point = place(stored, stored);
      const agrees = point && isOnLine(stored) && !stored.open && isSettled(kind, this.state, polls);
      agreeing = agrees && pending === missing.length && stored.time > to ? agreeing + 1 : 0;
      if (agreeing < polls || !point || !isOnLine(stored)) continue;
      reached = stored.time;
      // This row and all after it change by the same, which a shift does.
      changed.delete(reached);
      await this.write(rows, changed);
      await this.shifts.add(reached, minus(point, stored));
      break;
    }
    if (reached === NEVER) {
      for (; pending < missing.length; pending++) place(missing[pending]!, undefined);
      this.newestTime = [...rows.keys()].at(-1) ?? start.from;
      await this.write(rows, changed);
    }
    // What began before the place to start from may turn out as a spike by what came in after it.
    if (removedAfter < start.from) {
      await this.points.remove(removedAfter, start.from + 1);
      await withdrawTakenBack(this.db, this.series, removedAfter, this.now(), start.from);
    }
    const news = await this.replaceEvents(events, start.from, reached);
    if (reached !== NEVER) await this.resume();
    return { ...countRows(missing.map(({ time }) => rows.get(time)!)), events: news };
  }

  private async write(rows: ReadonlyMap<number, ReadingRow>, changed: ReadonlySet<number>): Promise<void> {
    await this.points.put(
      [...changed].sort((a, b) => a - b).map((time) => rows.get(time)!),
      'changed',
    );
  }

  /** What was decided in a stretch and is not any more is withdrawn. */
  private async replaceEvents(events: readonly LedgerEvent[], from: number, to: number): Promise<StoreEvent[]> {
    const holding = new Set(events.map(({ kind, time }) => `${kind} ${time}`));
    for (const { id, kind, time } of await ledgerEventsIn(this.db, this.series, Math.max(from, -NEVER), to)) {
      if (!holding.has(`${kind} ${time}`)) await withdraw(this.db, id, this.now());
    }
    return this.putEvents(events);
  }

  private step({ time, value }: { time: number; value: number }) {
    const reading = { time, value, serial: this.serialAt(time) };
    return advance(this.series.kind, this.state, reading, this.settings, this.decisions);
  }

  private async *rowsAfter(time: number): AsyncGenerator<ReadingRow> {
    for (let from = Math.max(time, -NEVER); ; ) {
      const rows = await this.points.after(from, CHUNK);
      yield* rows;
      if (rows.length < CHUNK) return;
      from = rows.at(-1)!.time;
    }
  }

  /** Where the line stood at the last point before a moment that alone says so. */
  private async stateBefore(time: number): Promise<{ state: LedgerState; from: number }> {
    const point = await this.points.settledBefore(Math.max(time, -NEVER));
    if (!point) return { state: START, from: Number.NEGATIVE_INFINITY };
    const { kind } = this.series;
    const recent = (await this.points.upTo(point.time, kind === 'gauge' ? 1 : this.settings.polls)).map(toPoint);
    const state: LedgerState = { recent, serial: this.serialAt(point.time), held: [] };
    if (kind === 'gauge') state.since = await this.points.sameSince(point, this.settings.stuckAfter);
    return { state, from: point.time };
  }

  /** Notes which device a reading is of. Of those after it nothing new is known: they stay with theirs. */
  private async noteMeter({ time, meter }: Reading, next?: number): Promise<void> {
    if (meter === undefined || isSameMeter(meterAt(this.meters, time), meter)) return;
    const following = next === undefined ? undefined : meterAt(this.meters, next);
    const isOwn = this.meters.some((row) => row.time === next);
    this.meters.push(await insertMeter(this.db, this.series.id, time, meter, meterAt(this.meters, time)));
    if (next !== undefined && following && !isOwn) {
      const { manufacturer, serial, medium } = following;
      await insertMeter(this.db, this.series.id, next, {}, { time: next, manufacturer, serial, medium });
      this.meters.push({ time: next, manufacturer, serial, medium });
    }
    this.meters.sort((a, b) => a.time - b.time);
  }

  private serialAt(time: number): string | undefined {
    return meterAt(this.meters, time)?.serial ?? undefined;
  }
}

function byTime(a: ReadingRow, b: ReadingRow): number {
  return a.time - b.time;
}

function toPoint(row: ReadingRow): Point {
  const { open: _, ...point } = row;
  return point as Point;
}

function isSameRow(a: ReadingRow | undefined, b: ReadingRow): boolean {
  return (
    a !== undefined && a.carried === b.carried && a.gap === b.gap && a.estimated === b.estimated && a.open === b.open
  );
}

function countRows(rows: readonly ReadingRow[]): Pick<Placed, 'stored' | 'held'> {
  const stored = rows.filter(isOnLine).length;
  return { stored, held: rows.length - stored };
}
