import { benchStore } from './store.bench';

/** Runs every benchmark; the exit code is 1 when a bar is missed. */
async function main(): Promise<void> {
  const met = await benchStore();
  process.exitCode = met ? 0 : 1;
}

void main();
