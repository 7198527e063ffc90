import type { EventList, ListedDecision, ListedEvent, StretchDecision } from '../../event-list';
import { formatDuration, formatTime } from '../../language/dates';
import type { Language } from '../../language/language';
import { periodName, seriesName } from '../../language/names';
import { formatQuantity } from '../../language/numbers';
import { capitalized } from '../../language/texts';
import type { Unit } from '../../reading';
import { plain } from '../escape';
import { cut, LIMITS } from '../limits';
import { text } from '../texts';
import { joinLines } from './lines';
import type { Embed } from './message';
import { SEPARATOR } from './quality';

/** What counters count in: only of them something was used in a gap. */
const COUNTER_UNITS: readonly Unit[] = ['dm3', 'kWh'];

/** By what a moment is written: the clock of the house, and the present year. */
export interface Clock {
  timeZone: string;
  /** ms since the epoch */
  now: number;
}

/** What happened to readings: a line an event, the newest first; or one event with all that is known of it. */
export function eventsEmbed(list: EventList, isOne: boolean, language: Language, clock: Clock): Embed {
  const [first] = list.events;
  if (isOne && first) return eventEmbed(first, language, clock);
  const lines = [
    ...list.events.map((event) => eventLine(event, language, clock)),
    ...list.decisions.map((decision) => stretchLine(decision, language, clock)),
  ];
  const title = [text(language, 'events.title'), list.period ? periodName(list.period, language) : ''];
  return {
    title: title.filter(Boolean).join(SEPARATOR),
    description: joinLines(lines.length > 0 ? lines : [text(language, 'events.none')], language),
  };
}

/** `12 · Water · 23 Nov, 14:05 · stray reading left out: 0 dm³ between 1 001 dm³ and 1 002 dm³` */
function eventLine(event: ListedEvent, language: Language, clock: Clock): string {
  const decided = event.decided ? [decidedText(event.decided, language)] : [];
  return [
    `**${event.id}**`,
    seriesName(event.series, language),
    momentText(event.time, language, clock),
    whatHappened(event, language),
    ...decided,
  ].join(SEPARATOR);
}

function eventEmbed(event: ListedEvent, language: Language, clock: Clock): Embed {
  const { id, series, kind, time, to } = event;
  const ends = to !== undefined && to > time ? ` – ${momentText(to, language, clock)}` : '';
  return {
    title: cut([seriesName(series, language), eventName(kind, language)].join(SEPARATOR), LIMITS.embedTitle),
    description: joinLines(
      [
        `${momentText(time, language, clock)}${ends}${SEPARATOR}${text(language, 'events.number', { id })}`,
        capitalized(whatHappened(event, language)),
        ...(event.decided ? [decidedText(event.decided, language)] : []),
      ],
      language,
    ),
  };
}

/** `decision 4: readings left out, 23 Nov, 10:00 – 23 Nov, 12:00` */
function stretchLine(decision: StretchDecision, language: Language, clock: Clock): string {
  const { series, from, to } = decision;
  const stretch = `${momentText(from, language, clock)} – ${momentText(to, language, clock)}`;
  return [seriesName(series, language), stretch, decidedText(decision, language)].join(SEPARATOR);
}

/** `decided by owner: it was a stray reading (decision 4)` */
export function decidedText({ id, verdict, by, why }: ListedDecision, language: Language): string {
  const values = { id, verdict: verdictText(verdict.kind, language), by: plain(by || text(language, 'repair.nobody')) };
  return text(language, why ? 'repair.decidedWhy' : 'repair.decided', { ...values, why: plain(why, 200) });
}

export function verdictText(kind: ListedDecision['verdict']['kind'], language: Language): string {
  return text(language, `repair.verdict.${kind}`);
}

export function eventName(kind: ListedEvent['kind'], language: Language): string {
  return text(language, `events.name.${kind}`);
}

function whatHappened(event: ListedEvent, language: Language): string {
  const { kind, unit, time, to, before, after, held = [], silence, why, serialBefore, serialAfter } = event;
  const quantity = (value: number | undefined): string =>
    value === undefined ? '–' : formatQuantity(value, unit, language);
  const count = event.readings ?? held.length;
  const form = kind === 'clock' ? `clock-${why}` : kind === 'gap' && !COUNTER_UNITS.includes(unit) ? 'gap-gauge' : kind;
  const said = text(language, `events.what.${form}`, {
    before: quantity(before),
    after: quantity(after),
    modulus: quantity(event.modulus),
    stored: quantity(event.stored),
    refused: quantity(event.refused),
    values: cut([...new Set(held.map(({ value }) => quantity(value)))].join(', '), 100),
    length: formatDuration(silence ?? (to ?? time) - time),
    used: quantity(before === undefined || after === undefined ? undefined : after - before),
    count: Math.max(1, count),
    saved: event.fromBackup ?? 0,
  });
  if (serialBefore === undefined || serialAfter === undefined) return said;
  const serials = { before: plain(serialBefore), after: plain(serialAfter) };
  return `${said}, ${text(language, 'events.serials', serials)}`;
}

/** `23 Nov, 14:05`; with the year where it is not this one. */
export function momentText(time: number, language: Language, { timeZone, now }: Clock): string {
  const year = (at: number): string => formatTime(at, timeZone, language, { year: 'numeric' });
  return formatTime(time, timeZone, language, {
    day: 'numeric',
    month: 'short',
    ...(year(time) === year(now) ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  });
}
