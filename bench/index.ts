import { benchBus } from './bus.bench';
import { benchChart } from './chart.bench';
import { benchDiscord } from './discord.bench';
import { benchLedger } from './ledger.bench';
import { benchRemote } from './remote.bench';
import { benchStore } from './store.bench';

const BENCHMARKS = {
  bus: benchBus,
  ledger: benchLedger,
  store: benchStore,
  remote: benchRemote,
  chart: benchChart,
  discord: benchDiscord,
};

/** Runs every benchmark, or the one that the command line names; the exit code is 1 when a bar is missed. */
async function main(only: string | undefined): Promise<void> {
  let met = true;
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (only === undefined || only === name) met = (await bench()) && met;
  }
  process.exitCode = met ? 0 : 1;
}

void main(process.argv[2]);
