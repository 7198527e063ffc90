import type { Period } from '../calendar/period';
import { dayNumber, HOUR, localTime } from '../calendar/zone';
import type { ReportEvent } from '../report';
import { formatDuration, formatTime } from './dates';
import type { Language } from './language';
import en from './reasons/en.json';
import pl from './reasons/pl.json';
import { capitalized, translator } from './texts';

const text = translator({ en, pl });

const WEEK = 7;
/** Up to this length of a period the hour matters. */
const SHORT = 48 * HOUR;
const MOST = 3;

/**
 * Why a period's figures are as they are: `Gap of 6 h on Tuesday`, `Meter replaced on 3 May`.
 * @param events the newest first; what is the same and happened at the same time is said once
 */
export function reasons(events: readonly ReportEvent[], period: Period, language: Language): string[] {
  const groups = Map.groupBy(events, (event) => `${event.kind} ${whenText(event.time, period, language)}`);
  const said = [...groups.values()].map((group) => {
    const { kind, time } = group[0]!;
    const length = group.reduce((sum, event) => sum + (event.to ?? event.time) - event.time, 0);
    const values = { count: group.length, length: formatDuration(length), when: whenText(time, period, language) };
    return capitalized(text(language, kind, values));
  });
  const left = said.length - MOST;
  return left > 0 ? [...said.slice(0, MOST), text(language, 'more', { count: left })] : said;
}

/** `on Tuesday`, `on Tuesday at 14:05` where the hour matters, `on 3 May` of what is longer ago. */
function whenText(time: number, { from, to, timeZone }: Period, language: Language): string {
  const at = localTime(time, timeZone);
  const end = localTime(to - 1, timeZone);
  const ago = dayNumber(end.toPlainDate()) - dayNumber(at.toPlainDate());
  const year = at.year === end.year ? {} : ({ year: 'numeric' } as const);
  const style = { day: 'numeric', month: 'long', ...year } as const;
  const day =
    ago < WEEK
      ? text(language, `weekday.${at.dayOfWeek}`)
      : text(language, 'date', { date: formatTime(time, timeZone, language, style) });
  if (to - from > SHORT) return day;
  const clock = formatTime(time, timeZone, language, { hour: '2-digit', minute: '2-digit' });
  return text(language, 'at', { day, time: clock });
}
