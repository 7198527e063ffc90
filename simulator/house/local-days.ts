import { Temporal } from 'temporal-polyfill';

/** A day of the local calendar; 23, 24 or 25 hours long. */
export interface LocalDay {
  /** Days since the first one. */
  index: number;
  /** First moment, ms since the epoch. */
  start: number;
  /** First moment of the next day, ms since the epoch. */
  end: number;
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 (Monday) to 7 (Sunday). */
  weekday: number;
  /** 1 to 366. */
  dayOfYear: number;
}

const FIRST_DAY = Temporal.PlainDate.from('2020-01-01');
/** Sums over days are built from the first day on; a clock gone astray must not make them endless. */
const END_DAY = Temporal.PlainDate.from('2100-01-01');
const HOUR = 3_600_000;

/** The local days of a time zone, from 2020-01-01 on. */
export class LocalDays {
  /** First moment of the first day, ms since the epoch. */
  readonly start: number;
  /** ms by which the zone's clock is ahead of UTC on the first day, so in winter in Europe. */
  readonly standardOffset: number;
  readonly #timeZone: string;
  readonly #end: number;
  readonly #days: LocalDay[] = [];

  /** @param timeZone IANA name, such as Europe/Warsaw; an unknown one throws a RangeError */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
    const first = FIRST_DAY.toZonedDateTime(timeZone);
    this.start = first.epochMilliseconds;
    this.standardOffset = first.offsetNanoseconds / 1e6;
    this.#end = this.#startOf(END_DAY);
  }

  /** The day that holds a moment. @throws RangeError outside of the years 2020 to 2099 */
  at(time: number): LocalDay {
    if (!(time >= this.start && time < this.#end)) {
      throw new RangeError(`The simulated house knows the years 2020 to 2099, but was asked for the time ${time} ms.`);
    }
    let index = Math.floor((time - this.start) / (24 * HOUR));
    while (time >= this.day(index).end) index++;
    while (time < this.day(index).start) index--;
    return this.day(index);
  }

  day(index: number): LocalDay {
    const known = this.#days[index];
    if (known) return known;
    const date = FIRST_DAY.add({ days: index });
    const { year, month, dayOfWeek: weekday, dayOfYear } = date;
    const day = { index, start: this.#startOf(date), end: this.#startOf(date.add({ days: 1 })) };
    this.#days[index] = { ...day, year, month, weekday, dayOfYear };
    return this.#days[index];
  }

  /** When the clock on the wall shows `minute` minutes after midnight, in ms since the epoch. */
  moment(day: LocalDay, minute: number): number {
    const elapsed = Math.round(minute * 60_000);
    if (day.end - day.start === 24 * HOUR) return day.start + elapsed;
    const midnight = FIRST_DAY.add({ days: day.index }).toPlainDateTime();
    return midnight.add({ milliseconds: elapsed }).toZonedDateTime(this.#timeZone).epochMilliseconds;
  }

  #startOf(date: Temporal.PlainDate): number {
    return date.toZonedDateTime(this.#timeZone).epochMilliseconds;
  }
}
