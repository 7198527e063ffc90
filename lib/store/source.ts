import type { Span } from '../calendar/period';
import type { Point } from '../ledger/line';
import type { DecisionRow } from './decisions';
import type { EventSelection, StoreEvent } from './events';
import type { SeriesRow } from './series';

/** A series as questions see it. */
export interface SourceSeries extends Pick<SeriesRow, 'id' | 'name' | 'kind' | 'unit'> {
  /** The house, where one database has those of several. */
  home?: string;
}

/** The points of a line around a moment, ms since the epoch. */
export interface Neighbours {
  time: number;
  before: Point | undefined;
  after: Point | undefined;
}

/** The extremes of a gauge in a stretch; null where there was no reading. */
export interface Extremes {
  min: number | null;
  max: number | null;
}

export type ListedEvent = StoreEvent & { decidedBy?: number };

/**
 * What questions need of a database, whichever it is: what it answers is of one moment. Lists of series are answered with
 * a list in the same order, so that many series cost no more questions than one.
 */
export interface Source {
  /** The series that names and patterns may mean, in the order in which those of one pattern shall come. */
  series(asked: readonly string[]): Promise<SourceSeries[]>;
  /** All names, for whoever asked for one that is not there. */
  seriesNames(): Promise<string[]>;
  /** The points around each moment, oldest first: two look-ups a moment. */
  neighbours(rows: readonly SourceSeries[], times: readonly number[]): Promise<Neighbours[][]>;
  /** The extremes between each edge and the next. */
  extremes(rows: readonly SourceSeries[], edges: readonly number[]): Promise<Extremes[][]>;
  /**
   * The newest point before a moment, with its exact value.
   * @param known the points until that moment, as `neighbours` gave them
   */
  last(
    rows: readonly SourceSeries[],
    before: number,
    known: readonly (Point | undefined)[],
  ): Promise<({ time: number; value: number } | undefined)[]>;
  /** The events of several series, the newest first; `most` of each. */
  events(rows: readonly SourceSeries[], selection: EventSelection): Promise<ListedEvent[][]>;
  decision(row: SourceSeries, id: number): Promise<DecisionRow | undefined>;
  /** Decisions about stretches of some series that hold and are about no event, the newest first. */
  stretchDecisions(rows: readonly SourceSeries[], selection: Span & { most: number }): Promise<DecisionRow[]>;
}
