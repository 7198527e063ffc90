import type { Reading } from '../reading';
import type { StoreEvent } from './events';
import { Outbox } from './outbox';
import { ensureSeries, type SeriesRow } from './series';
import { SeriesLedger } from './series-ledger';
import type { SettingsOf } from './series-rules';
import type { Sqlite } from './sqlite';

/** The ledgers of a connection's series, kept from one write to the next. */
export class Ledgers {
  private readonly ledgers = new Map<string, SeriesLedger>();
  private version: number | undefined;
  readonly outbox: Outbox;

  constructor(
    readonly db: Sqlite,
    readonly settings: SettingsOf,
    readonly now: () => number,
  ) {
    this.outbox = new Outbox(db);
  }

  /** Forgets what is known: after a transaction that was undone it is not true. */
  clear(): void {
    this.ledgers.clear();
    this.outbox.refresh();
  }

  /** To be called at the start of a transaction: another process may have written to the file. */
  async refresh(): Promise<void> {
    const { data_version: version } = (await this.db.get<{ data_version: number }>('PRAGMA data_version'))!;
    if (version !== this.version) this.clear();
    this.version = version;
  }

  /** The ledger of a reading's series, which is created by its first reading. */
  async forReading(reading: Reading): Promise<{ ledger: SeriesLedger; events: StoreEvent[] }> {
    const known = this.ledgers.get(reading.series);
    if (known) return { ledger: known, events: [] };
    return this.forSeries(await ensureSeries(this.db, reading));
  }

  async forSeries(series: SeriesRow): Promise<{ ledger: SeriesLedger; events: StoreEvent[] }> {
    const known = this.ledgers.get(series.name);
    if (known) return { ledger: known, events: [] };
    const settings = this.settings(series.name, series.unit);
    const loaded = await SeriesLedger.load(this, series, settings);
    this.ledgers.set(series.name, loaded.ledger);
    return loaded;
  }
}
