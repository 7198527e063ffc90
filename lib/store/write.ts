import { InputError } from '../input-error';
import type { Reading } from '../reading';
import { isWrongClock, setAside } from './aside';
import type { Noticed, StoreEvent } from './events';
import type { Ledgers } from './ledgers';
import { checkSameSeries } from './series';
import type { SeriesLedger } from './series-ledger';

export interface StoreResult {
  /** Readings that count now. */
  stored: number;
  /** Readings that were there already. */
  duplicate: number;
  /** Readings that are kept but count nothing: they wait for the next ones to decide, or their clock was wrong. */
  held: number;
  /** Readings that can't be stored; `problems` says why. */
  rejected: number;
  events: StoreEvent[];
  problems: InputError[];
}

export function emptyResult(): StoreResult {
  return { stored: 0, duplicate: 0, held: 0, rejected: 0, events: [], problems: [] };
}

/**
 * Writes readings inside a running transaction; a reading that is there already changes nothing.
 * @param isOld they are brought in from elsewhere: that they are late, or what a clock says now, is no news
 */
export async function writeReadings(
  ledgers: Ledgers,
  readings: readonly Reading[],
  isOld: boolean,
): Promise<StoreResult> {
  const result = emptyResult();
  for (const group of Map.groupBy(readings, ({ series }) => series).values()) {
    const { ledger, events } = await ledgers.forReading(group[0]!);
    result.events.push(...events);
    await new SeriesWriter(ledgers, ledger, result, isOld).write(group);
  }
  return result;
}

/** Writes the readings of one series: in order at the end of its line, or as late ones into their place. */
class SeriesWriter {
  private readonly noticed: Noticed[] = [];

  constructor(
    private readonly ledgers: Ledgers,
    private readonly ledger: SeriesLedger,
    private readonly result: StoreResult,
    private readonly isOld: boolean,
  ) {}

  async write(group: readonly Reading[]): Promise<void> {
    const sorted = (await this.withRightClock(this.usable(group))).sort((a, b) => a.time - b.time);
    const { newest, silentAfter } = this.ledger;
    const split = sorted.findIndex(({ time }) => time > newest);
    const late = await this.missing(split < 0 ? sorted : sorted.slice(0, split));
    const next = split < 0 ? [] : sorted.slice(split);
    const silence = next.length > 0 ? next[0]!.time - newest : 0;
    if (silence > silentAfter && (await this.ledger.wasSilent())) {
      this.noticed.push({ kind: 'back', time: next[0]!.time, silence });
    }
    for (const placed of [
      late.length > 0 ? await this.ledger.insert(late) : undefined,
      next.length > 0 ? await this.ledger.append(next) : undefined,
    ]) {
      if (!placed) continue;
      this.result.stored += placed.stored;
      this.result.held += placed.held;
      this.result.events.push(...placed.events);
    }
    this.result.events.push(...(await this.ledger.putEvents(this.noticed)));
  }

  /** Readings of this series' kind and unit; of several at the same time the first. */
  private usable(group: readonly Reading[]): Reading[] {
    const values = new Map<number, number>();
    return group.filter((reading) => {
      try {
        checkSameSeries(this.ledger.series, reading);
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

  /** Sets aside what comes from a clock that was wrong. */
  private async withRightClock(readings: readonly Reading[]): Promise<Reading[]> {
    const { db, now } = this.ledgers;
    const right: Reading[] = [];
    for (const reading of readings) {
      const isAlone = !this.isOld && readings.length === 1 && reading.time < this.ledger.newest;
      const why =
        isWrongClock(reading.time, now()) ??
        (isAlone && (await this.ledger.contradicts(reading, now())) ? 'contradiction' : undefined);
      if (!why) {
        right.push(reading);
        continue;
      }
      const event = await setAside(db, this.ledger.series, reading, why, now());
      if (event) this.result.events.push(event);
      this.result.held += 1;
    }
    return right;
  }

  /** Late readings whose moments are free. */
  private async missing(late: readonly Reading[]): Promise<Reading[]> {
    if (late.length === 0) return [];
    const stored = await this.ledger.valuesAt(late.map(({ time }) => time));
    const missing = late.filter((reading) => {
      const value = stored.get(reading.time);
      if (value !== undefined) this.repeated(reading, value);
      return value === undefined;
    });
    if (missing.length > 0 && !this.isOld) {
      const [time, to] = [missing[0]!.time, missing.at(-1)!.time];
      this.noticed.push({ kind: 'late', time, to, readings: missing.length });
    }
    return missing;
  }

  private repeated({ time, value }: Reading, stored: number): void {
    if (value === stored) {
      this.result.duplicate += 1;
      return;
    }
    const { name } = this.ledger.series;
    this.noticed.push({ kind: 'conflict', time, stored, refused: value });
    this.reject(
      new InputError(
        'conflict',
        `${name} already has the reading ${stored} at ${new Date(time).toISOString()}; ${value} was not stored. ` +
          'Are two meters sending under one name?',
        { series: name },
      ),
    );
  }

  private reject(problem: InputError): void {
    this.result.rejected += 1;
    this.result.problems.push(problem);
  }
}
