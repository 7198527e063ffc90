import type { OutboxPart, RemoteMark } from '../outbox';
import type { RecordKind, RecordRow } from '../records';
import type { SeriesRow } from '../series';

/** A database far away that gets what a house stores. Everything is sent so that sending it twice changes nothing. */
export interface Remote {
  /** Says which database and home it is, without secrets. */
  readonly target: string;
  /** Connects. @returns what the remote knows of the home; undefined when it knows nothing, or can't know */
  open(): Promise<RemoteMark | undefined>;
  /**
   * Makes the rows of the parts those of the remote, all of them or none.
   * @param mark what the remote shall know afterwards
   */
  send(parts: readonly OutboxPart[], mark: RemoteMark): Promise<void>;
  /** Whether the rows are to blame for an error of `send`, and not the line or the database. */
  isRefusal(error: unknown): boolean;
  /** A reading there can't be changed: of a series in which one has, all are sent again (`RewriteNeeded`). */
  readonly rewrites?: boolean;
  readonly copy: RemoteCopy;
  close(): Promise<void>;
}

/** What the remote has of the home, to be compared with the house. */
export interface RemoteCopy {
  /** What can be asked for; all if not given. */
  readonly kinds?: readonly RecordKind[];
  /** Significant digits that it keeps of a number; all if not given. */
  readonly digits?: number;
  /** The home's series. */
  series(): Promise<Pick<SeriesRow, 'name' | 'kind' | 'unit'>[]>;
  /** A checksum of the rows of each stretch between one edge and the next (lib/store/remote/checksum.ts). */
  checksums(series: string, kind: RecordKind, edges: readonly number[]): Promise<Checksum[]>;
  /** Rows in `from` ≤ key ≤ `to`, the oldest first, at most so many. */
  rows(series: string, kind: RecordKind, from: number, to: number, most: number): Promise<RecordRow[]>;
  /** Takes out what there is of a series and kind, because it is sent anew as a whole. */
  clear(series: string, kind: Exclude<RecordKind, 'reading'>): Promise<void>;
  /** Ends what comparing has opened. */
  close(): Promise<void>;
  /** The first and the last key of a series' rows. */
  range(series: string, kind: RecordKind): Promise<{ from: number; to: number } | undefined>;
}

/** Of a series everything has to be sent again, from its first reading on. */
export class RewriteNeeded extends Error {
  constructor(readonly series: SeriesRow) {
    super(`${series.name} is sent again as a whole.`);
  }
}

export interface Checksum {
  rows: number;
  /** Hexadecimal; of no rows ''. */
  sum: string;
}

/** What the sender is doing, for people. */
export interface RemoteState {
  kind: 'idle' | 'sending' | 'failing';
  /** Why the last attempt failed. */
  error?: Error | undefined;
  /** When something was sent last, ms since the epoch. */
  sent?: number | undefined;
}
