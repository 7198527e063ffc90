import type { Reading } from '../reading';
import type { Report } from '../report';
import type { EventQuery, StoredEventList } from './event-query';
import type { StoreEvent } from './events';
import type { OutboxState } from './outbox';
import type { Query } from './query';
import type { RemoteState } from './remote/remote';
import type { VerifyOptions, VerifyResult } from './remote/verify';
import type { Repair, RepairResult } from './repair';
import type { SourceSeries } from './source';
import type { StoreResult } from './write';

/** How sending to the remote goes on. */
export type RemoteStatus = RemoteState & OutboxState;

/** A database of readings as the nodes use it: the house's file, or the remote of many houses. */
export interface Telemetry {
  /** IANA name: where the local days begin. */
  readonly timeZone: string;
  open(): Promise<void>;
  /** @throws InputError `read-only` for a database of many houses, which houses write to */
  write(readings: readonly Reading[]): Promise<StoreResult>;
  query(query: Query, now?: number): Promise<Report>;
  events(query: EventQuery, now?: number): Promise<StoredEventList>;
  /** @throws InputError `read-only` */
  repair(order: Repair): Promise<RepairResult>;
  /** Notices which series have fallen silent since the last time. */
  noticeSilence(): Promise<StoreEvent[]>;
  series(): Promise<SourceSeries[]>;
  /** Undefined without a remote. */
  remoteStatus(): Promise<RemoteStatus | undefined>;
  /** @throws InputError `no-remote` */
  verify(options?: Omit<VerifyOptions, 'timeZone'>): Promise<VerifyResult>;
  close(): Promise<void>;
}
