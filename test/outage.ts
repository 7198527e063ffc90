import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PostgresRemote } from '../lib/store/remote/postgres/postgres-remote';
import type { VerifyResult } from '../lib/store/remote/verify';
import { TelemetryDatabase } from '../lib/store/telemetry-database';
import { PASSWORD, type PostgresServer } from './postgres';

export interface Outage {
  /** How often the house and the remote were killed. */
  houseKills: number;
  remoteKills: number;
  /** Readings in the house and in the remote afterwards. */
  here: number;
  there: number;
  verified: VerifyResult;
  refused: number;
}

/**
 * Lets a house store so many polls while its remote is mostly down, and kills both at random moments: the house while it
 * stores and sends, the remote while it takes. Then both may finish, and are compared.
 */
export async function playOutage(
  server: PostgresServer,
  folder: string,
  {
    cycles,
    houseKills,
    remoteKills,
    random,
  }: { cycles: number; houseKills: number; remoteKills: number; random: () => number },
): Promise<Outage> {
  const file = join(folder, 'killed.sqlite');
  const { url } = await server.database('outage');
  let stored = 0;
  let running: ChildProcess | undefined;
  const start = (): void => {
    const args = [join(__dirname, 'house-process.js'), file, url, PASSWORD, String(stored), String(cycles)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (chunk) => {
      stored = Number(String(chunk).trim().split('\n').at(-1));
    });
    running = child;
  };
  const kill = async (): Promise<void> => {
    const ended = once(running!, 'exit');
    running!.kill('SIGKILL');
    await ended;
  };
  const pause = (most: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, random() * most));
  const counts = { house: 0, remote: 0 };
  start();
  await server.kill();
  const houseLoop = async (): Promise<void> => {
    for (; counts.house < houseKills; counts.house++) {
      await pause(1_500);
      await kill();
      start();
    }
  };
  const remoteLoop = async (): Promise<void> => {
    for (; counts.remote < remoteKills; counts.remote++) {
      await server.run();
      await pause(400);
      await server.kill();
      await pause(600);
    }
  };
  await Promise.all([houseLoop(), remoteLoop()]);
  while (stored < cycles) await pause(100);
  await kill();
  await server.run();
  const remote = new PostgresRemote({ url, password: PASSWORD, tls: 'off' }, 'killed');
  const database = new TelemetryDatabase({ file, timeZone: 'Europe/Warsaw', remote: { remote } });
  await database.openQuietly();
  await database.drain();
  const verified = await database.verify();
  const status = (await database.remoteStatus())!;
  await database.close();
  const rows = await server.query<{ count: string }>('outage', 'SELECT count(*) AS count FROM reading');
  return {
    houseKills: counts.house,
    remoteKills: counts.remote,
    here: verified.readings,
    there: Number(rows[0]!.count),
    verified,
    refused: status.refused,
  };
}
