import { parseTimeZone } from '../calendar/zone';
import { InputError } from '../input-error';
import { LANGUAGES, type Language } from '../language/language';
import { show } from '../reading';
import { parseReport, type Report } from '../report';
import { THEMES, type ThemeName } from './theme';

/** What a picture shows; `auto` chooses by the report's series. */
export const CHART_KINDS = ['auto', 'bars', 'comparison', 'range', 'scatter'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export interface ChartOptions {
  /** Pixels, 200…4096; 960 if not given. */
  width?: number;
  /** Pixels, 200…4096; 540 if not given. */
  height?: number;
  /** `dark` if not given. */
  theme?: ThemeName;
  /** English if not given. */
  language?: Language;
  kind?: ChartKind;
  /** Takes the place of the series' names and the period. */
  title?: string;
  /** IANA name; the report's if not given. */
  timeZone?: string;
  /** ms since the epoch: a bucket that ends later is still running. The present moment if not given. */
  now?: number;
  /** A report about the period before, with the same bucket: shown beside, bucket by bucket. */
  previous?: Report;
}

export interface ChartSettings {
  width: number;
  height: number;
  theme: ThemeName;
  language: Language;
  kind: ChartKind;
  title: string | undefined;
  timeZone: string | undefined;
  now: number;
  previous: Report | undefined;
}

export const SMALLEST_SIDE = 200;
export const LARGEST_SIDE = 4096;
const LONGEST_TITLE = 200;

/**
 * Checks options, which may come from a message, and fills in what is not given.
 * @throws InputError `bad-setting` that names the option, or `bad-report` for the report before
 */
export function parseSettings(options: { readonly [Name in keyof ChartOptions]?: unknown }): ChartSettings {
  const { width = 960, height = 540, theme = 'dark', language = 'en', kind = 'auto' } = options;
  const { title, timeZone, now = Date.now(), previous } = options;
  if (title !== undefined && (typeof title !== 'string' || title.length > LONGEST_TITLE)) {
    throw bad('title', title, `a text of at most ${LONGEST_TITLE} characters`);
  }
  if (typeof now !== 'number' || !Number.isFinite(now)) throw bad('now', now, 'ms since the epoch');
  return {
    width: side('width', width),
    height: side('height', height),
    theme: choice('theme', theme, THEMES),
    language: choice('language', language, LANGUAGES),
    kind: choice('kind', kind, CHART_KINDS),
    title: title?.replace(/\s+/g, ' ').trim() || undefined,
    timeZone: timeZone === undefined ? undefined : zone(timeZone),
    now,
    previous: previous === undefined ? undefined : parseReport(previous),
  };
}

function side(name: string, value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= SMALLEST_SIDE && Number(value) <= LARGEST_SIDE) return Number(value);
  throw bad(name, value, `a whole number of pixels from ${SMALLEST_SIDE} to ${LARGEST_SIDE}`);
}

function choice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw bad(name, value, `one of ${choices.join(', ')}`);
}

function zone(value: unknown): string {
  try {
    return parseTimeZone(String(value));
  } catch {
    throw bad('timeZone', value, 'an IANA name such as Europe/Warsaw');
  }
}

function bad(name: string, value: unknown, rule: string): InputError {
  return new InputError('bad-setting', `The chart's ${name} is ${show(value)}, but must be ${rule}.`, {
    setting: name,
  });
}
