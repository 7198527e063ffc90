import { readFile } from 'node:fs/promises';
import { Client, type ClientConfig } from 'pg';
import { InputError } from '../../../input-error';
import { prepareRemote } from './schema';

/** Where a PostgreSQL database is, and how to get in. */
export interface PostgresAddress {
  /** `postgresql://role@host:port/database`, without a password. */
  url: string;
  password?: string | undefined;
  /** `verify`: TLS with a certificate that is checked; `off`: no TLS, for this machine or a tunnel. */
  tls: 'verify' | 'off';
  /** A file with the certificate of one's own authority. */
  caFile?: string | undefined;
}

const CONNECT_TIMEOUT = 10_000;
const QUERY_TIMEOUT = 120_000;

/** One connection at a time to a PostgreSQL database, opened when it is needed and anew after it broke. */
export class PostgresConnection {
  private client: Promise<Client> | undefined;
  /** The tables were there: a house that connects every few minutes need not look again. */
  private isPrepared = false;

  /** @throws InputError `bad-address` */
  constructor(private readonly address: PostgresAddress) {
    parseAddress(address.url);
  }

  /** The database without its password, for texts. */
  get name(): string {
    const { hostname, port, pathname } = parseAddress(this.address.url);
    return `${hostname}:${port || 5432}${pathname}`;
  }

  /** Runs something on the connection; a connection that broke is not used again. */
  async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    this.client ??= this.connect();
    const opening = this.client;
    try {
      return await work(await opening);
    } catch (error) {
      // A refused row leaves the connection as it was; after anything else it is not known how it stands.
      if (!isRowRefusal(error) && this.client === opening) await this.close();
      throw error;
    }
  }

  /** Runs something in one transaction. */
  transaction<T>(work: (client: Client) => Promise<T>, how = ''): Promise<T> {
    return this.run(async (client) => {
      await client.query(`BEGIN ${how}`);
      try {
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    const opening = this.client;
    this.client = undefined;
    const client = await opening?.catch(() => undefined);
    await client?.end().catch(() => {});
  }

  private async connect(): Promise<Client> {
    const client = new Client(await this.config());
    // A connection that breaks while it is idle: the next question says so.
    client.on('error', () => {});
    try {
      await client.connect();
      // Compiling a question takes longer than our questions do.
      await client.query("SET TIME ZONE 'UTC'; SET jit = off");
      if (!this.isPrepared) await prepareRemote(client);
      this.isPrepared = true;
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  private async config(): Promise<ClientConfig> {
    const { url, password, tls, caFile } = this.address;
    const { hostname, port, pathname, username } = parseAddress(url);
    const host = decodeURIComponent(hostname).replace(/^\[|\]$/g, '');
    return {
      host,
      port: Number(port || 5432),
      database: decodeURIComponent(pathname.slice(1)),
      user: decodeURIComponent(username),
      ...(password === undefined ? {} : { password }),
      ssl:
        tls === 'off' ? false : { rejectUnauthorized: true, ...(caFile ? { ca: await readFile(caFile, 'utf8') } : {}) },
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: QUERY_TIMEOUT,
      keepAlive: true,
      application_name: 'home-telemetry',
    };
  }
}

/** Makes the tables of a remote, where that is not left to the houses. */
export async function prepareOnly(address: PostgresAddress): Promise<void> {
  const connection = new PostgresConnection(address);
  await connection.run(async () => {});
  await connection.close();
}

/** @throws InputError `bad-address` that says what is wrong, without a password that may be in it */
function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol) || !url.hostname || url.pathname.length < 2) {
    throw new InputError(
      'bad-address',
      'The address of the remote must be such as postgresql://role@host:5432/database.',
    );
  }
  if (url.password) {
    throw new InputError(
      'bad-address',
      'The address of the remote holds a password: put it into the password field instead.',
    );
  }
  if (!url.username)
    throw new InputError('bad-address', 'The address of the remote names no role: postgresql://role@host/database.');
  return url;
}

/**
 * Whether a row is to blame for an error: what the server can't convert or does not take (SQLSTATE classes 22 and 23,
 * and what a trigger raises).
 */
export function isRowRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (/^(22|23)...$/.test(code) || code === 'P0001');
}
