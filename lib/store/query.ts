import { type Bucket, bucketEdges } from '../calendar/bucket';
import { parsePeriod, type Span } from '../calendar/period';
import { REPORT_EVENT_KINDS, type Report, type ReportEvent, type ReportSeries } from '../report';
import { pickSeries } from './series-pattern';
import type { ListedEvent, Source } from './source';
import { readSpans } from './spans';

const MOST_EVENTS = 20;

/** What a Report is asked for. */
export interface Query {
  /** Series' names and patterns, see ./series-pattern.ts. */
  series: string[];
  /** Period in words, see lib/calendar/period.ts. */
  period: string;
  /** Undefined: what shows the period at a glance. */
  bucket?: Bucket | undefined;
  /** True: the figures of the period before are added; `week`: those of the week before as well. */
  compare?: boolean | 'week' | undefined;
  /** Houses, where one database has those of several: names, or `*` for all. */
  home?: readonly string[] | undefined;
}

/**
 * Answers a question with a Report.
 * @param now ms since the epoch: where a running period ends
 * @throws InputError what `pickSeries`, `parsePeriod` and `bucketEdges` throw
 */
export async function queryReport(source: Source, query: Query, now: number, timeZone: string): Promise<Report> {
  const { period, previous, weekBefore } = parsePeriod(query.period, { now, timeZone, bucket: query.bucket });
  const edges = bucketEdges(period.from, period.to, period.bucket, timeZone);
  const rows = await pickSeries(source, query.series);
  const others = [...(query.compare ? [previous] : []), ...(query.compare === 'week' ? [weekBefore] : [])];
  const stretches = [edges, ...others.map(({ from, to }) => [from, to])];
  const { figures, newest } = await readSpans(source, rows, stretches, timeZone);
  const { from, to } = period;
  const last = await source.last(rows, to, newest);
  const events = await source.events(rows, { from, to, most: MOST_EVENTS, kinds: REPORT_EVENT_KINDS });
  const series = rows.map((row, index): ReportSeries => {
    const [own, before, week] = figures[index]!;
    const { all, parts } = own!;
    const compared = (span: Span, other: typeof own) => ({ ...span, ...other!.all });
    const told = toReportEvents(events[index]!);
    const { home, name, kind, unit } = row;
    return {
      ...(home === undefined ? {} : { home }),
      series: name,
      kind,
      unit,
      ...all,
      ...(last[index] ? { last: last[index] } : {}),
      buckets: parts.map((part, place) => ({ from: edges[place]!, to: edges[place + 1]!, ...part })),
      ...(query.compare ? { previous: compared(previous, before) } : {}),
      ...(query.compare === 'week' ? { weekBefore: compared(weekBefore, week) } : {}),
      ...(told.length > 0 ? { events: told } : {}),
    };
  });
  return { period, series };
}

/** What a Report says of a period's readings, the newest first. */
function toReportEvents(events: readonly ListedEvent[]): ReportEvent[] {
  return events
    .filter(({ withdrawn }) => withdrawn === undefined)
    .map((event) => ({
      id: event.id,
      kind: event.kind as ReportEvent['kind'],
      time: event.kind === 'clock' ? event.noticed : event.time,
      ...('to' in event && event.kind !== 'clock' ? { to: event.to } : {}),
    }));
}
