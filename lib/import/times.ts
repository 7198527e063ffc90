import { Temporal } from 'temporal-polyfill';
import { constantOffsets, localTime } from '../calendar/zone';
import { InputError } from '../input-error';

/** How times are written. `iso` may have an offset or a Z; what has none is of the local clock. */
export const TIME_FORMATS = ['iso', 'dmy', 'mdy', 's', 'ms'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;
const PARTS = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?$/;

/**
 * The format that fits all of some texts.
 * @throws InputError `bad-time`, or `ambiguous-time` when days and months can't be told apart
 */
export function guessTimeFormat(texts: readonly string[]): TimeFormat {
  const known = texts.map((text) => text.trim()).filter(Boolean);
  if (known.length > 0 && known.every((text) => ISO.test(text))) return 'iso';
  if (known.length > 0 && known.every((text) => /^\d+(\.\d+)?$/.test(text))) {
    return known.every((text) => Number(text) > 1e11) ? 'ms' : 's';
  }
  const parts = known.map((text) => PARTS.exec(text));
  if (known.length === 0 || parts.includes(null)) {
    const wrong = known.find((text) => !ISO.test(text) && !PARTS.test(text)) ?? known[0] ?? '';
    throw new InputError('bad-time', `"${wrong.slice(0, 40)}" is no time that is understood. Known: ${examples()}.`);
  }
  const isDayFirst = parts.some((match) => Number(match![1]) > 12);
  const isMonthFirst = parts.some((match) => Number(match![2]) > 12);
  // Dots are of the day first everywhere.
  if (isDayFirst || (!isMonthFirst && known.every((text) => text.includes('.')))) return 'dmy';
  if (isMonthFirst) return 'mdy';
  throw new InputError(
    'ambiguous-time',
    `"${known[0]}" may begin with the day or with the month: say which by --time-format dmy or mdy.`,
  );
}

function examples(): string {
  return '2026-11-23T14:05:00Z, 2026-11-23 14:05, 23.11.2026 14:05, seconds or milliseconds since 1970';
}

/** Reads times that follow each other, in one format. */
export class TimeParser {
  /** A stretch of the local clock without a change. */
  private stretch = { from: 0, to: 0, offset: 0 };
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly format: TimeFormat,
    private readonly timeZone: string,
  ) {}

  /**
   * @returns ms since the epoch. Of an hour that comes twice, when clocks are set back, it is the second one once the
   *   times before would go back otherwise
   * @throws InputError `bad-time`
   */
  parse(text: string): number {
    const time = this.read(text.trim());
    if (!Number.isFinite(time)) {
      throw new InputError('bad-time', `"${text.slice(0, 40)}" is no time. Known: ${examples()}.`);
    }
    this.last = time;
    return time;
  }

  private read(text: string): number {
    switch (this.format) {
      case 's':
        return text === '' ? Number.NaN : Math.round(Number(text) * 1000);
      case 'ms':
        return text === '' ? Number.NaN : Math.round(Number(text));
      case 'iso': {
        const match = ISO.exec(text);
        if (!match) return Number.NaN;
        const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match;
        const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
        const wall = utc(year!, month!, day!, hour, minute, second) + ms;
        if (offset === undefined) return this.fromLocal(wall);
        if (offset === 'Z') return wall;
        const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
        return wall - (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
      }
      default: {
        const match = PARTS.exec(text);
        if (!match) return Number.NaN;
        const [, first, second, year, hour = '0', minute = '0', seconds = '0'] = match;
        const [day, month] = this.format === 'dmy' ? [first!, second!] : [second!, first!];
        return this.fromLocal(utc(year!, month, day, hour, minute, seconds));
      }
    }
  }

  /** @param wall what the local clock showed, as if it were UTC */
  private fromLocal(wall: number): number {
    if (!Number.isFinite(wall)) return Number.NaN;
    const quick = wall - this.stretch.offset;
    // Far from a change of clocks there is no doubt.
    if (quick >= this.stretch.from + HOURS && quick < this.stretch.to - HOURS) return quick;
    const date = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
    const [earlier, later] = (['earlier', 'later'] as const).map(
      (disambiguation) => date.toZonedDateTime(this.timeZone, { disambiguation }).epochMilliseconds,
    ) as [number, number];
    if (earlier !== later && !isSame(date, later, this.timeZone)) {
      throw new InputError(
        'no-such-time',
        `${date.toString().replace('T', ' ')} did not exist in ${this.timeZone}: clocks went forward. Are the times UTC? ` +
          'Then say --time-zone UTC.',
      );
    }
    const time = earlier < this.last && later >= this.last ? later : earlier;
    const day = localTime(time, this.timeZone);
    const start = time - 400 * 86_400_000;
    this.stretch = [...constantOffsets(start, time + 400 * 86_400_000, this.timeZone)].find(
      ({ from, to }) => from <= time && time < to,
    ) ?? { from: time, to: time, offset: day.offsetNanoseconds / 1e6 };
    return time;
  }
}

const HOURS = 3 * 3_600_000;

/** Whether the local clock shows a date at a moment. */
function isSame(date: Temporal.PlainDateTime, time: number, timeZone: string): boolean {
  return localTime(time, timeZone).toPlainDateTime().equals(date);
}

/** @returns NaN for what is no date, such as 31 February */
function utc(year: string, month: string, day: string, hour: string, minute: string, second: string): number {
  const [y, m, d, h, min, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (m < 1 || m > 12 || d < 1 || h > 23 || min > 59 || s > 59) return Number.NaN;
  const time = Date.UTC(y, m - 1, d, h, min, s);
  return d > 28 && new Date(time).getUTCDate() !== d ? Number.NaN : time;
}
