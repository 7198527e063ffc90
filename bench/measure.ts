import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Median time of each of several works, in ms: they take turns, after a round to warm up. */
export async function medianTimes(rounds: number, works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, work] of works.entries()) {
      const time = await onceTime(work);
      if (round > 0) times[index]!.push(time);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[Math.floor(rounds / 2)]!);
}

/** Time of one run of `work`, in ms. */
export async function onceTime(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The value below which so many per cent of the times are. */
export function percentile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}

/** Bytes that this process caused to be written to disks so far (Linux); undefined elsewhere. */
export async function bytesWritten(): Promise<number | undefined> {
  const text = await readFile('/proc/self/io', 'utf8').catch(() => '');
  const match = /^write_bytes: (\d+)$/m.exec(text);
  return match ? Number(match[1]) : undefined;
}

export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'telemetry-bench-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Prints a figure, and whether it meets its bar when it has one. @returns whether it does */
export function figure(name: string, value: string, bar?: { met: boolean; text: string }): boolean {
  const verdict = bar ? `  ${bar.met ? 'ok' : 'MISSED'}, bar: ${bar.text}` : '';
  console.log(`  ${name.padEnd(62)}${value.padStart(14)}${verdict}`);
  return bar?.met ?? true;
}
