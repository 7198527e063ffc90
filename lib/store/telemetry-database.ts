import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseTimeZone } from '../calendar/zone';
import { InputError } from '../input-error';
import type { Reading } from '../reading';
import type { Report } from '../report';
import { type Connections, closeAll, fileIdentity, openReader } from './connections';
import { isDamage, noteRescue } from './damage';
import { type EventQuery, queryEvents, type StoredEventList } from './event-query';
import type { StoreEvent } from './events';
import { Ledgers } from './ledgers';
import { Outbox } from './outbox';
import { type Query, queryReport } from './query';
import type { RecordRow } from './records';
import { bringDecisions } from './remote/house';
import { RemoteLink, type RemoteLinkOptions } from './remote/link';
import type { VerifyOptions, VerifyResult } from './remote/verify';
import { type Repair, type RepairResult, repair } from './repair';
import { prepareSchema } from './schema';
import { listSeries, readingTable, type SeriesRow } from './series';
import { pickSeries } from './series-pattern';
import { type SettingsOf, settingsByRules } from './series-rules';
import { noticeSilence } from './silence';
import { Sqlite, sqliteCode } from './sqlite';
import { SqliteSource } from './sqlite-source';
import type { RemoteStatus, Telemetry } from './telemetry';
import { type StoreResult, writeReadings } from './write';
import { type Batch, WriteQueue, type WriteState } from './write-queue';

export interface TelemetryDatabaseOptions {
  file: string;
  /** IANA name: where the local days begin. */
  timeZone: string;
  /** What holds for a series; what holds for its unit if not given. */
  settings?: SettingsOf;
  /** The present time, ms since the epoch; the computer's clock if not given. */
  now?: () => number;
  /** Told after every write, and whenever readings have to wait. */
  onState?: (state: WriteState) => void;
  /** Puts a damaged file together again, where it is; says what became of each series. */
  rescue?: ((file: string) => Promise<{ series: string; readings: number; fromBackup: number }[]>) | undefined;
  /** Told what no write brings: that the file was put together again. */
  onEvents?: (events: StoreEvent[]) => void;
  /** Another database far away that gets all of it. */
  remote?: RemoteLinkOptions | undefined;
}

/** Raw readings that are read at a time. */
const PIECE = 5_000;

/** The readings of a house in one SQLite file. */
export class TelemetryDatabase implements Telemetry {
  readonly timeZone: string;
  private readonly queue: WriteQueue;
  private connections: Promise<Connections> | undefined;
  private openedBefore = false;
  private isRescued = false;
  private closed = false;
  /** Writing and closing connections take turns. */
  private turn: Promise<unknown> = Promise.resolve();
  /** Questions take turns: each sees the file as it was at one moment. */
  private readTurn: Promise<unknown> = Promise.resolve();
  private courierTurn: Promise<unknown> = Promise.resolve();
  private readonly link: RemoteLink | undefined;

  /** @throws InputError `bad-time-zone` */
  constructor(private readonly options: TelemetryDatabaseOptions) {
    this.timeZone = parseTimeZone(options.timeZone);
    this.queue = new WriteQueue({
      write: (batch) => this.inTurn(() => this.writeBatch(batch)),
      isPassing,
      onState: (state) => options.onState?.(state),
    });
    if (!options.remote) return;
    const file = {
      transaction: <T>(work: (ledgers: Ledgers) => Promise<T>) => this.inTurn(() => this.inTransaction(work)),
      read: <T>(work: (db: Sqlite) => Promise<T>) => this.readForCourier(work),
      bring: (readings: readonly Reading[]) => this.bring(readings),
    };
    this.link = new RemoteLink(options.remote, file, this.timeZone);
  }

  /**
   * Opens the file, which is created when it is missing at the first time.
   * @throws InputError, or SQLite's error when the file can't be opened
   */
  async open(): Promise<void> {
    await this.connect();
    await this.link?.open(true);
  }

  /** Opens the file for somebody who sends by hand (`drain`), while another process may send as well. */
  async openQuietly(): Promise<void> {
    await this.connect();
    await this.link?.open(false);
  }

  /**
   * Stores readings; settles after they are on the disk. While the disk fails they wait in memory.
   * @throws InputError `buffer-full` or `closed`
   */
  write(readings: readonly Reading[]): Promise<StoreResult> {
    return this.queue.add(readings);
  }

  /** Stores readings from elsewhere, such as another database: that they are late is no news. */
  bring(readings: readonly Reading[]): Promise<StoreResult> {
    return this.queue.add(readings, true);
  }

  /** Takes over decisions of another copy of a series. @returns how many were not known */
  bringDecisions(name: string, decisions: readonly RecordRow[], events: readonly RecordRow[]): Promise<number> {
    return this.inTurn(() => this.inTransaction((ledgers) => bringDecisions(ledgers, name, decisions, events)));
  }

  /** Makes this file the one that a remote knows: it is put together from that one. */
  belongTo(target: string, file: string): Promise<void> {
    return this.inTurn(() =>
      this.inTransaction(async ({ outbox }) => {
        await outbox.track(target);
        await outbox.adopt({ file });
      }),
    );
  }

  /** @param now ms since the epoch: where a running period ends */
  query(query: Query, now: number = this.now()): Promise<Report> {
    if (query.home !== undefined) {
      return Promise.reject(
        new InputError(
          'bad-query',
          'A question about homes needs a database of many houses (PostgreSQL); this one is of one.',
        ),
      );
    }
    return this.read((reader) => queryReport(new SqliteSource(reader), query, now, this.timeZone));
  }

  /** What the ledger noticed and what was decided about it, the newest first. */
  events(query: EventQuery, now: number = this.now()): Promise<StoredEventList> {
    return this.read((reader) => queryEvents(new SqliteSource(reader), query, now, this.timeZone));
  }

  /**
   * Decides what readings were. Nothing of them is changed, and it can be undone.
   * @throws InputError what `repair` throws; SQLite's error when the disk fails: then nothing was decided
   */
  repair(order: Repair): Promise<RepairResult> {
    return this.inTurn(() => this.inTransaction((ledgers) => repair(ledgers, order, this.timeZone)));
  }

  /** Notices which series have fallen silent since the last time. */
  noticeSilence(): Promise<StoreEvent[]> {
    return this.inTurn(() => this.inTransaction(noticeSilence));
  }

  /** How sending to the remote goes on; undefined without a remote. */
  async remoteStatus(): Promise<RemoteStatus | undefined> {
    if (!this.link) return undefined;
    const state = await this.readForCourier((db) => new Outbox(db).state());
    return { ...state, ...this.link.state };
  }

  /** Compares with the remote by checksums, and sends the days that differ again. @throws InputError `no-remote` */
  verify(options: Omit<VerifyOptions, 'timeZone'> = {}): Promise<VerifyResult> {
    return this.needLink().verify(options);
  }

  /** Sends what waits now. @throws InputError `no-remote`, and why it can't be sent */
  drain(): Promise<void> {
    return this.needLink().drain();
  }

  /** Makes this file the home's at the remote, and brings back what only the remote has. */
  takeOver(options: Omit<VerifyOptions, 'timeZone'> = {}): Promise<VerifyResult> {
    return this.needLink().takeOver(options);
  }

  /** The raw readings of some series in `from` ≤ t < `to`, series by series, the oldest first, in pieces. */
  async *readings(series: readonly string[], from: number, to: number): AsyncGenerator<Reading[]> {
    const rows = await this.read((reader) => pickSeries(new SqliteSource(reader), series));
    for (const { id, name, kind, unit } of rows) {
      for (let start = from; ; ) {
        const piece = await this.read((reader) =>
          reader.all<{ time: number; value: number }>(
            `SELECT time, value FROM ${readingTable({ id })} WHERE time >= ? AND time < ? ORDER BY time LIMIT ${PIECE}`,
            [start, to],
          ),
        );
        if (piece.length > 0) yield piece.map(({ time, value }) => ({ series: name, kind, unit, time, value }));
        if (piece.length < PIECE) break;
        start = piece.at(-1)!.time + 1;
      }
    }
  }

  async series(): Promise<SeriesRow[]> {
    return listSeries(await this.currentReader());
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    await this.queue.close();
    await this.link?.close();
    this.closed = true;
    await this.inTurn(() => this.disconnect());
  }

  private writeBatch(batch: Batch): Promise<StoreResult[]> {
    return this.inTransaction(async (ledgers) => {
      const all: StoreResult[] = [];
      for (const { readings, isOld } of batch) all.push(await writeReadings(ledgers, readings, isOld));
      return all;
    });
  }

  private needLink(): RemoteLink {
    if (this.link) return this.link;
    throw new InputError('no-remote', 'This database has no remote. Name one in its dialog, or on the command line.');
  }

  private async inTransaction<T>(work: (ledgers: Ledgers) => Promise<T>): Promise<T> {
    const { writer, ledgers, identity } = await this.connect();
    await this.checkInPlace(identity);
    const attempt = (): Promise<T> =>
      writer.transaction(async () => {
        await ledgers.refresh();
        return work(ledgers);
      });
    const result = await attempt()
      .catch(async (error: unknown) => {
        if (sqliteCode(error) !== 'SQLITE_CORRUPT') throw error;
        // A damaged outbox is no reason to store nothing.
        ledgers.clear();
        await writer.transaction(() => ledgers.outbox.renew());
        return attempt();
      })
      .catch(async (error: unknown) => {
        if (!isDamage(error)) throw error;
        await this.disconnect();
        if (!(await this.rescue())) throw error;
        return this.inTransaction(work);
      })
      .catch(async (error: unknown) => {
        ledgers.clear();
        // After an I/O error SQLite may keep a broken state; a fresh connection does not.
        if (!(error instanceof InputError) && sqliteCode(error) !== 'SQLITE_BUSY') await this.disconnect();
        throw error;
      });
    await this.checkInPlace(identity);
    this.link?.wake();
    return result;
  }

  /** Reads what is sent or compared, as the file is at one moment. */
  private readForCourier<T>(work: (db: Sqlite) => Promise<T>): Promise<T> {
    const result = this.courierTurn.then(async () => {
      const { courier } = await this.connect();
      return courier!.snapshot(() => work(courier!));
    });
    this.courierTurn = result.catch(() => {});
    return result;
  }

  private read<T>(work: (reader: Sqlite) => Promise<T>): Promise<T> {
    const attempt = async (): Promise<T> => {
      const reader = await this.currentReader();
      return reader.snapshot(() => work(reader));
    };
    const result = this.readTurn.then(attempt).catch(async (error: unknown) => {
      if (!isDamage(error)) throw error;
      const isRescued = await this.inTurn(async () => {
        await this.disconnect();
        return this.rescue();
      });
      if (!isRescued) throw error;
      return attempt();
    });
    this.readTurn = result.catch(() => {});
    return result;
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }

  /** A reader of the file that is there now: after a backup was put in its place, not of the old one. */
  private async currentReader(): Promise<Sqlite> {
    const { reader, identity } = await this.connect();
    if ((await fileIdentity(this.options.file)) === identity) return reader;
    await this.inTurn(() => this.disconnect());
    return (await this.connect()).reader;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => {});
    return result;
  }

  private connect(): Promise<Connections> {
    if (this.closed) return Promise.reject(new InputError('closed', 'The database is closed.'));
    this.connections ??= this.openConnections().catch((error: unknown) => {
      this.connections = undefined;
      throw error;
    });
    return this.connections;
  }

  private async openConnections(): Promise<Connections> {
    try {
      return await this.openFile();
    } catch (error) {
      if (!isDamage(error) || !(await this.rescue())) throw error;
      return this.openFile();
    }
  }

  /** Puts a damaged file together again, once, while nobody has it open. @returns whether that was done */
  private async rescue(): Promise<boolean> {
    const { rescue, file, onEvents } = this.options;
    if (!rescue || this.isRescued) return false;
    this.isRescued = true;
    const rescued = await rescue(file).catch(() => undefined);
    if (!rescued) return false;
    // Told once what led here is done: a transaction takes its turn.
    void this.inTurn(() => this.inTransaction((ledgers) => noteRescue(ledgers, rescued))).then(onEvents, () => {});
    return true;
  }

  private async openFile(): Promise<Connections> {
    const { file } = this.options;
    // Only the first time: later a missing file means a lost disk, and an empty new one would hide the history.
    if (!this.openedBefore) await mkdir(dirname(file), { recursive: true });
    else if (!(await fileIdentity(file))) throw gone(file);
    const writer = await Sqlite.open(file, this.openedBefore ? 'existing' : 'create');
    try {
      await prepareSchema(writer, file, !this.openedBefore);
      const reader = await openReader(file);
      const courier = this.options.remote && (await openReader(file));
      this.openedBefore = true;
      const settings = this.options.settings ?? settingsByRules([]);
      const ledgers = new Ledgers(writer, settings, () => this.now());
      return { writer, ledgers, reader, courier, identity: (await fileIdentity(file)) ?? '' };
    } catch (error) {
      await writer.close().catch(() => {});
      throw error;
    }
  }

  private async disconnect(): Promise<void> {
    const connections = await this.connections?.catch(() => undefined);
    this.connections = undefined;
    await closeAll(connections);
  }

  private async checkInPlace(identity: string): Promise<void> {
    if ((await fileIdentity(this.options.file)) === identity) return;
    await this.disconnect();
    throw gone(this.options.file);
  }
}

function gone(file: string): InputError {
  return new InputError(
    'database-gone',
    `The database file ${file} is no longer there. Bring it back (is its disk mounted?); readings wait in memory. ` +
      'To start with an empty one, deploy again.',
    { file },
  );
}

/** Every failure of the file or the disk may pass; a mistake in the readings or in this code does not. */
function isPassing(error: unknown): boolean {
  if (error instanceof InputError) return ['database-gone', 'foreign-database', 'newer-database'].includes(error.code);
  const code = sqliteCode(error) ?? (error as { code?: string }).code;
  return code !== undefined && code !== 'SQLITE_CONSTRAINT' && code !== 'SQLITE_ERROR' && code !== 'SQLITE_MISUSE';
}
