import { putEvent, type StoreEvent } from './events';
import type { Ledgers } from './ledgers';
import { listSeries, readingTable } from './series';

/** Whoever took a meter out of the house is not reminded of it. */
const FORGOTTEN = 7 * 24 * 3_600_000;

/** Notices, inside a running transaction, which series have fallen silent. Each silence is noticed once. */
export async function noticeSilence({ db, settings, now }: Ledgers): Promise<StoreEvent[]> {
  const news: StoreEvent[] = [];
  const to = now();
  for (const series of await listSeries(db)) {
    const row = await db.get<{ time: number | null }>(
      `SELECT max(time) AS time FROM ${readingTable(series)}
       WHERE NOT EXISTS (SELECT 1 FROM event WHERE series = ? AND kind = 'silent'
         AND event.time = (SELECT max(time) FROM ${readingTable(series)}))`,
      [series.id],
    );
    const time = row?.time;
    if (time == null || to - time <= settings(series.name, series.unit).silentAfter || to - time > FORGOTTEN) continue;
    const { event } = await putEvent(db, series, { kind: 'silent', time, to }, to);
    news.push(event);
  }
  return news;
}
