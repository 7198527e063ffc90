import { PostgresRemote } from '../lib/store/remote/postgres/postgres-remote';
import { TelemetryDatabase } from '../lib/store/telemetry-database';
import { cycleOf } from './house-cycles';

/*
 * A house in a process of its own, so that it can be killed: it stores the cycles from one number to another, sends by
 * itself, and prints the number of each batch that is on the disk.
 */
const [file, url, password, from, to] = process.argv.slice(2) as [string, string, string, string, string];
const CYCLES_AT_ONCE = 30;

async function main(): Promise<void> {
  const remote = new PostgresRemote({ url, password, tls: 'off' }, 'killed');
  const database = new TelemetryDatabase({
    file,
    timeZone: 'Europe/Warsaw',
    remote: { remote, gather: 5, firstPause: 10, longestPause: 100 },
  });
  await database.open();
  for (let cycle = Number(from); cycle < Number(to); cycle += CYCLES_AT_ONCE) {
    const cycles = Array.from({ length: CYCLES_AT_ONCE }, (_, index) => cycleOf(cycle + index));
    await database.write(cycles.flat());
    process.stdout.write(`${cycle + CYCLES_AT_ONCE}\n`);
  }
  // It goes on sending until it is killed.
  setInterval(() => {}, 1_000);
}

void main();
