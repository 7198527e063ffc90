import { setTimeout as sleep } from 'node:timers/promises';

const FIRST = 1_000;
const LONGEST = 30_000;

/** How long to wait before a try, in ms, after `failures` in a row: 0, 1, 2, 4 … 30 s, a fifth of it by chance. */
export function growingPause(failures: number): number {
  if (failures <= 0) return 0;
  const pause = Math.min(FIRST * 2 ** (failures - 1), LONGEST);
  return pause * (0.8 + 0.2 * Math.random());
}

/** Waits; ends early without an error when `signal` aborts. The timer does not keep the process alive. */
export async function pauseFor(length: number, signal?: AbortSignal): Promise<void> {
  await sleep(length, undefined, { ...(signal ? { signal } : {}), ref: false }).catch(() => {});
}
