import { datedPeriod } from '../../calendar/period';
import { parseTimeZone, systemTimeZone } from '../../calendar/zone';
import { parseEventList, parseRepairOutcome } from '../../event-list';
import { type Language, languageOf } from '../../language/language';
import { parseReport, type Report } from '../../report';
import type { Asked } from '../answer';
import type { Command } from '../command';
import { questionRows } from './buttons';
import { eventMenu, eventRows, repairRows } from './event-buttons';
import { eventsEmbed } from './events';
import { helpEmbed } from './help';
import type { Embed, OutgoingMessage } from './message';
import { remoteEmbed, verifyEmbed } from './remote';
import { repairEmbed } from './repair';
import { reportEmbed } from './report';
import { changesEmbed, readingsEmbed, sourcesEmbed } from './sources';

/**
 * How a Report is told: its figures, its newest readings, how fresh they are, which fell silent. Or what happened to
 * readings and what was decided about it; how it stands with the remote database, or how that compares; or what can be
 * asked.
 */
export const LAYOUTS = ['figures', 'readings', 'sources', 'changes', 'events', 'remote', 'verify', 'help'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Parts {
  /** A text, a picture, a Report, or a message object with content, embeds, components and files. */
  payload: unknown;
  /** A Report whose figures are added. */
  report: unknown;
  /** Describes the picture to those who can't see it. */
  alt: unknown;
  /** How it stands with the devices, of `meter-poll`: which of them do not answer is told with the sources. */
  devices?: unknown;
  /** How it stands with the remote database, of `telemetry-remote`: told with the sources. */
  remote?: unknown;
  /** By which events are told that bring none themselves. */
  timeZone?: unknown;
}

export interface ComposeOptions {
  layout: Layout;
  /** Whether the answer offers the next questions. */
  buttons: boolean;
  language: Language;
  /** ms since the epoch */
  now: number;
  /** The question that is answered, if there is one. */
  asked: Asked | undefined;
  /** What the asker may ask. */
  commands: readonly Command[];
  textCommands: boolean;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const PICTURE = 'chart.png';

/**
 * Puts an answer together from what a flow brings.
 * @throws InputError `bad-report`, `bad-events` or `bad-time-zone`
 */
export function composeMessage(
  { payload, report: given, alt, devices, remote, timeZone }: Parts,
  options: ComposeOptions,
): OutgoingMessage {
  const { layout, buttons, language, now, asked } = options;
  if (layout === 'help') return { embeds: [helpEmbed(options.commands, language, options.textCommands)] };
  if (layout === 'events') return composeEvents(payload, timeZone, options);
  if (layout === 'remote') return { embeds: [remoteEmbed(remote, zoneOf(timeZone), language, now)] };
  if (layout === 'verify') return { embeds: [verifyEmbed(payload, language)] };
  const isReport = isObject(payload) && 'period' in payload && 'series' in payload;
  const report = isReport ? parseReport(payload) : given === undefined ? undefined : parseReport(given);
  const message = isReport ? {} : partsOf(payload, alt);
  if (!report) return message;
  // What nobody asked for is read later than it was written: there "yesterday" is a date.
  const shown = asked ? report : { ...report, period: datedPeriod(report.period) };
  const embed = EMBEDS[layout](shown, language, now, { devices, remote });
  if (message.files?.[0]?.name === PICTURE) embed.image = { url: `attachment://${PICTURE}` };
  return {
    ...message,
    embeds: [embed, ...(message.embeds ?? [])],
    ...(buttons && asked && layout === 'figures' && !message.components
      ? { components: questionRows(report, asked, language, now) }
      : {}),
  };
}

/** Events, or what a decision about them changed. */
function composeEvents(payload: unknown, zone: unknown, options: ComposeOptions): OutgoingMessage {
  const { language, now, asked, commands } = options;
  const buttons = options.buttons && asked;
  if (isObject(payload) && 'after' in payload && isObject(payload.after)) {
    const outcome = parseRepairOutcome(payload);
    return {
      embeds: [repairEmbed(outcome, language, zoneOf(zone))],
      ...(buttons ? { components: repairRows(outcome, buttons, commands, language) } : {}),
    };
  }
  const list = parseEventList(payload);
  const clock = { now, timeZone: zoneOf(list.period?.timeZone ?? zone) };
  const isOne = list.events.length === 1 && (!asked || 'event' in asked.options);
  return {
    embeds: [eventsEmbed(list, isOne, language, clock)],
    ...(buttons
      ? {
          components: isOne
            ? eventRows(list.events[0]!, buttons, commands, language)
            : eventMenu(list, buttons, language, clock),
        }
      : {}),
  };
}

function zoneOf(zone: unknown): string {
  return zone === undefined ? systemTimeZone() : parseTimeZone(String(zone));
}

type EmbedOf = (report: Report, language: Language, now: number, parts: Pick<Parts, 'devices' | 'remote'>) => Embed;

const EMBEDS: Record<Exclude<Layout, 'help' | 'events' | 'remote' | 'verify'>, EmbedOf> = {
  figures: reportEmbed,
  readings: readingsEmbed,
  sources: sourcesEmbed,
  changes: changesEmbed,
};

function partsOf(payload: unknown, alt: unknown): OutgoingMessage {
  if (payload === undefined || payload === null) return {};
  if (Buffer.isBuffer(payload)) {
    const name = payload.subarray(0, PNG.length).equals(PNG) ? PICTURE : 'file.bin';
    return { files: [{ name, data: payload, ...(typeof alt === 'string' ? { alt } : {}) }] };
  }
  if (!isObject(payload)) return { content: String(payload) };
  const { content, embeds, components, files } = payload as OutgoingMessage;
  return {
    ...(content === undefined ? {} : { content }),
    ...(embeds ? { embeds } : {}),
    ...(components ? { components } : {}),
    ...(files ? { files } : {}),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The language of an answer: the asker's, else the given one. */
export function answerLanguage(asked: Asked | undefined, otherwise: unknown): Language {
  return languageOf(asked?.locale || otherwise);
}
