import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './flows/node-red';

/** A time series database from Debian's packages, on loopback. */
export interface TimeSeriesServer {
  port: number;
  stop(): Promise<void>;
}

/** Whether a program is there; tests that need it say that they are skipped otherwise. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

export async function startInfluxDb(): Promise<TimeSeriesServer> {
  const [port, rpc, folder] = [await freePort(), await freePort(), makeFolder()];
  const config = join(folder, 'influxdb.conf');
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
`,
  );
  return start('influxd', ['-config', config], port, folder, `http://127.0.0.1:${port}/ping`);
}

export async function startVictoriaMetrics(): Promise<TimeSeriesServer> {
  const [port, folder] = [await freePort(), makeFolder()];
  const options = [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-storageDataPath=${folder}/data`,
    '-retentionPeriod=100y',
    '-dedup.minScrapeInterval=1ms',
    // What was written is to be seen at once.
    '-search.disableCache',
  ];
  return start('victoria-metrics', options, port, folder, `http://127.0.0.1:${port}/health`);
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'telemetry-server-'));
}

async function start(
  program: string,
  args: string[],
  port: number,
  folder: string,
  health: string,
): Promise<TimeSeriesServer> {
  const running: ChildProcess = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  process.once('exit', () => running.kill('SIGKILL'));
  let said = '';
  running.stderr!.on('data', (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => running.once('close', () => resolve()));
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(health).catch(() => undefined);
    if (answer?.ok) break;
    if (running.exitCode !== null || attempt > 300) throw new Error(`${program} does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    port,
    stop: async () => {
      running.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
