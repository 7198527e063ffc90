import { parseTimeZone } from '../../../calendar/zone';
import { InputError } from '../../../input-error';
import { isHome, type Report } from '../../../report';
import { type EventQuery, queryEvents, type StoredEventList } from '../../event-query';
import { type Query, queryReport } from '../../query';
import type { SourceSeries } from '../../source';
import type { Telemetry } from '../../telemetry';
import { type PostgresAddress, PostgresConnection } from './connection';
import { PostgresSource } from './postgres-source';

export interface PostgresDatabaseOptions {
  address: PostgresAddress;
  /** Whose readings are asked for unless a question says otherwise: a home, several, or `*` for all. */
  home: readonly string[];
  timeZone: string;
}

/** The readings of houses in a PostgreSQL database, to be asked: what is in it comes from the houses. */
export class PostgresDatabase implements Telemetry {
  readonly timeZone: string;
  private readonly connection: PostgresConnection;
  private readonly home: readonly string[];
  private turn: Promise<unknown> = Promise.resolve();

  /** @throws InputError `bad-time-zone`, `bad-address` or `bad-home` */
  constructor({ address, home, timeZone }: PostgresDatabaseOptions) {
    this.timeZone = parseTimeZone(timeZone);
    this.connection = new PostgresConnection(address);
    this.home = parseHomes(home);
  }

  async open(): Promise<void> {
    await this.connection.run(async () => {});
  }

  query(query: Query, now = Date.now()): Promise<Report> {
    const homes = query.home === undefined ? this.home : parseHomes(query.home);
    return this.read(homes, (source) => queryReport(source, query, now, this.timeZone));
  }

  events(query: EventQuery, now = Date.now()): Promise<StoredEventList> {
    if (this.home.length !== 1 || this.home[0] === '*') {
      return Promise.reject(
        new InputError(
          'one-home',
          'Events are of one home: name it in the dialog of the database, instead of several.',
        ),
      );
    }
    return this.read(this.home, (source) => queryEvents(source, query, now, this.timeZone));
  }

  series(): Promise<SourceSeries[]> {
    return this.read(this.home, (source) => source.series(['*']));
  }

  write(): Promise<never> {
    return Promise.reject(readOnly());
  }

  repair(): Promise<never> {
    return Promise.reject(readOnly());
  }

  verify(): Promise<never> {
    return Promise.reject(
      new InputError('no-remote', 'This database is the remote: houses compare themselves with it.'),
    );
  }

  async noticeSilence(): Promise<[]> {
    return [];
  }

  async remoteStatus(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    await this.turn.catch(() => {});
    await this.connection.close();
  }

  /** Questions take turns on the one connection; each sees the database as it was at one moment. */
  private read<T>(homes: readonly string[], work: (source: PostgresSource) => Promise<T>): Promise<T> {
    const isNamed = homes.length !== 1 || homes[0] === '*';
    const result = this.turn.then(() =>
      this.connection.transaction(
        (client) => work(new PostgresSource(client, homes, isNamed)),
        'ISOLATION LEVEL REPEATABLE READ, READ ONLY',
      ),
    );
    this.turn = result.catch(() => {});
    return result;
  }
}

function readOnly(): InputError {
  return new InputError(
    'read-only',
    'This database belongs to the houses: each writes to it from its own. Store and repair in the database of the house.',
  );
}

/** @throws InputError `bad-home` */
function parseHomes(homes: readonly string[]): readonly string[] {
  const wrong = homes.find((home) => home !== '*' && !isHome(home));
  if (homes.length > 0 && wrong === undefined) return [...new Set(homes)];
  throw new InputError(
    'bad-home',
    `The home is "${String(wrong ?? '').slice(0, 60)}", but must be names of a-z, 0-9, "_" and "-", or * for all.`,
  );
}
