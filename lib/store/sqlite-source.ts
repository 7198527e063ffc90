import type { Point } from '../ledger/line';
import { type DecisionRow, findDecision, stretchDecisions } from './decisions';
import { type EventSelection, listEvents } from './events';
import { Points } from './points';
import { listSeries, readingTable, type SeriesRow } from './series';
import { plus, Shifts } from './shifts';
import type { Extremes, ListedEvent, Neighbours, Source, SourceSeries } from './source';
import type { Sqlite } from './sqlite';

/** A point as the query below packs it; nulls where there is none. */
type PackedPoint = [time: number | null, value: number, carried: number, gap: number, estimated: number];

/** Questions to the house's own file. */
export class SqliteSource implements Source {
  private readonly shifts = new Map<number, Promise<Shifts>>();

  constructor(private readonly db: Sqlite) {}

  series(): Promise<SeriesRow[]> {
    return listSeries(this.db);
  }

  async seriesNames(): Promise<string[]> {
    return (await this.series()).map(({ name }) => name);
  }

  neighbours(rows: readonly SourceSeries[], times: readonly number[]): Promise<Neighbours[][]> {
    return Promise.all(rows.map((row) => this.neighboursOf(row, times)));
  }

  async extremes(rows: readonly SourceSeries[], edges: readonly number[]): Promise<Extremes[][]> {
    const all: Extremes[][] = [];
    for (const row of rows) {
      const within = `FROM ${readingTable(row)} WHERE carried IS NOT NULL AND time >= span.start AND time < span.stop`;
      const found = await this.db.all<Extremes>(
        `SELECT (SELECT min(value) ${within}) AS min, (SELECT max(value) ${within}) AS max
         FROM (SELECT value AS start, lead(value) OVER (ORDER BY key) AS stop FROM json_each(?)) AS span`,
        [JSON.stringify(edges)],
      );
      all.push(found.slice(0, -1));
    }
    return all;
  }

  last(rows: readonly SourceSeries[], before: number): Promise<({ time: number; value: number } | undefined)[]> {
    return Promise.all(
      rows.map(async (row) => {
        const [point] = await new Points(this.db, row, await this.shiftsOf(row)).upTo(before - 1, 1);
        return point && { time: point.time, value: point.value };
      }),
    );
  }

  async events(rows: readonly SourceSeries[], selection: EventSelection): Promise<ListedEvent[][]> {
    const all: ListedEvent[][] = [];
    for (const row of rows) all.push(await listEvents(this.db, [row], selection));
    return all;
  }

  decision(_row: SourceSeries, id: number): Promise<DecisionRow | undefined> {
    return findDecision(this.db, id);
  }

  stretchDecisions(
    rows: readonly SourceSeries[],
    selection: Parameters<Source['stretchDecisions']>[1],
  ): Promise<DecisionRow[]> {
    return stretchDecisions(
      this.db,
      rows.map(({ id }) => id),
      selection,
    );
  }

  /**
   * The points come packed in one JSON text, which takes the driver half the time of a row a moment; its 15 digits keep
   * every register as it is.
   */
  private async neighboursOf(series: SourceSeries, times: readonly number[]): Promise<Neighbours[]> {
    const table = readingTable(series);
    const shifts = await this.shiftsOf(series);
    const packed = (point: string): string =>
      `json_array(${['time', 'value', 'carried', 'gap', 'estimated'].map((column) => `${point}.${column}`).join(', ')})`;
    const row = await this.db.get<{ packed: string }>(
      `SELECT json_group_array(json_array(edge.value, ${packed('p')}, ${packed('n')})) AS packed
       FROM json_each(?) AS edge
       LEFT JOIN ${table} AS p ON p.time = (
         SELECT time FROM ${table} WHERE time <= edge.value AND carried IS NOT NULL ORDER BY time DESC LIMIT 1)
       LEFT JOIN ${table} AS n ON n.time = (
         SELECT time FROM ${table} WHERE time > edge.value AND carried IS NOT NULL ORDER BY time LIMIT 1)`,
      [JSON.stringify(times)],
    );
    const unpack = ([time, value, carried, gap, estimated]: PackedPoint): Point | undefined =>
      time === null ? undefined : { time, value, ...plus({ carried, gap, estimated }, shifts.at(time)) };
    const found = JSON.parse(row!.packed) as [time: number, before: PackedPoint, after: PackedPoint][];
    return found
      .map(([time, before, after]) => ({ time, before: unpack(before), after: unpack(after) }))
      .sort((a, b) => a.time - b.time);
  }

  private shiftsOf({ id }: SourceSeries): Promise<Shifts> {
    let shifts = this.shifts.get(id);
    if (!shifts) {
      shifts = Shifts.load(this.db, id);
      this.shifts.set(id, shifts);
    }
    return shifts;
  }
}
