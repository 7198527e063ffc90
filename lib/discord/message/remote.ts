import { formatDuration, formatMoment } from '../../language/dates';
import type { Language } from '../../language/language';
import { seriesName } from '../../language/names';
import { formatNumber } from '../../language/numbers';
import { plain } from '../escape';
import { text } from '../texts';
import { joinLines } from './lines';
import type { Embed } from './message';
import { SEPARATOR } from './quality';

/** How sending to the remote goes on, as `telemetry-remote` says it. */
interface RemoteState {
  kind: string;
  waiting: number;
  oldest: number | undefined;
  refused: number;
  refusal: string;
  error: string;
  sent: number | undefined;
  free: number | undefined;
}

const GIGABYTE = 1e9;
/** So many ms may pass before what waits is late: a line that fails is tried again within 5 minutes. */
const LATE = 15 * 60_000;

/** A line about the remote, and one about what it refuses, where there is a remote. @param remote of `telemetry-remote` */
export function remoteLines(remote: unknown, timeZone: string, language: Language, now: number): string[] {
  const state = parseState(remote);
  if (!state) return [];
  const { waiting, oldest = now, refused, free } = state;
  const isLate = waiting > 0 && now - oldest > LATE;
  const mark = isLate ? '🔴' : state.error ? '🟡' : '🟢';
  const values = {
    count: waiting,
    shown: formatNumber(waiting, language, 0),
    moment: formatMoment(oldest, timeZone, language),
    error: plain(state.error, 200),
    age: formatDuration(now - (state.sent ?? now)),
  };
  const said =
    waiting === 0
      ? state.sent === undefined
        ? 'sent'
        : 'sentAgo'
      : state.error
        ? 'failing'
        : state.kind === 'sending'
          ? 'sending'
          : 'waiting';
  const line = (colour: string, key: string, more: Record<string, string | number>): string =>
    `${colour} **${text(language, 'remote.title')}**${SEPARATOR}${text(language, `remote.${key}`, more)}`;
  const lines = [line(mark, said, values)];
  if (refused > 0) {
    lines.push(
      line('🟡', 'refused', {
        count: refused,
        shown: formatNumber(refused, language, 0),
        error: plain(state.refusal, 200),
      }),
    );
  }
  if (free !== undefined) lines.push(line('🔴', 'disk', { size: `${formatNumber(free / GIGABYTE, language, 1)} GB` }));
  return lines;
}

/** The same as a message of its own. */
export function remoteEmbed(remote: unknown, timeZone: string, language: Language, now: number): Embed {
  const lines = remoteLines(remote, timeZone, language, now);
  return {
    title: text(language, 'remote.title'),
    description: joinLines(lines.length > 0 ? lines : [text(language, 'remote.none')], language),
  };
}

/** What a comparison with the remote found: days, series, how many readings here and there. */
export function verifyEmbed(payload: unknown, language: Language): Embed {
  const { days, readings, differing, otherwise, waiting, decisions } = (payload ?? {}) as Record<string, unknown>;
  const number = (value: unknown): string => formatNumber(Number(value) || 0, language, 0);
  const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);
  const lines = [
    ...list(differing).map(({ day, series, here, there, brought }) =>
      [
        `**${/^\d{4}-\d\d-\d\d$/.test(String(day)) ? day : plain(day)}**`,
        seriesName(String(series), language),
        text(language, 'verify.day', { here: number(here), there: number(there) }),
        ...(Number(brought) > 0 ? [text(language, 'verify.brought', { count: number(brought) })] : []),
      ].join(SEPARATOR),
    ),
    ...list(otherwise).map(({ series, kind }) =>
      [`**${seriesName(String(series), language)}**`, text(language, `verify.otherwise.${kind}`)].join(SEPARATOR),
    ),
    ...(Number(decisions) > 0 ? [text(language, 'verify.decisions', { count: number(decisions) })] : []),
  ];
  const counts = { readings: number(readings), days: number(days) };
  const first = text(language, lines.length > 0 ? 'verify.compared' : 'verify.equal', counts);
  const last = Number(waiting) > 0 ? [text(language, 'verify.waiting', { count: number(waiting) })] : [];
  return { title: text(language, 'verify.title'), description: joinLines([first, ...lines, ...last], language) };
}

/** Flows bring this: what is no such state is none. */
function parseState(remote: unknown): RemoteState | undefined {
  const { kind, waiting, oldest, refused, refusal, error, sent, free } = (remote ?? {}) as Record<string, unknown>;
  if (typeof kind !== 'string' || typeof waiting !== 'number') return undefined;
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  const words = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    kind,
    waiting,
    oldest: number(oldest),
    refused: number(refused) ?? 0,
    refusal: words(refusal),
    error: words(error),
    sent: number(sent),
    free: number(free),
  };
}
