import { join } from 'node:path';
import { runLedger } from '../lib/ledger/ledger';
import { settingsFor } from '../lib/ledger/settings';
import type { Reading } from '../lib/reading';
import { TelemetryDatabase } from '../lib/store/telemetry-database';
import { sequence } from '../simulator/random';
import { FAULTS, faultSequence } from '../test/lib/ledger/fault-sequences';
import { figure, onceTime, withDirectory } from './measure';
import { comparisonTable } from './other-rules';

const SEQUENCES = 1_000_000;
const POLL = 300_000;
const YEAR = 365 * 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const SERIES = 'heat_pump.energy';

/** What the ledger makes of faults, what it costs, and how long a repair takes. @returns whether every bar is met */
export async function benchLedger(): Promise<boolean> {
  console.log('Ledger');
  const met = [playFaults(), await benchCost(), await benchRepair()];
  console.log(comparisonTable());
  return met.every(Boolean);
}

function playFaults(): boolean {
  let wrong = 0;
  let misjudged = 0;
  let silent = 0;
  let faults = 0;
  for (let number = 0; number < SEQUENCES; number++) {
    const played = faultSequence(sequence(2, number));
    const { line, events } = runLedger('counter', played.readings, played.settings);
    const [first, last] = [line[0]!, line.at(-1)!];
    const total = last.carried + last.value - first.carried - first.value;
    if (Math.abs(total - played.total) > 1e-6 || Math.abs(last.estimated - played.estimated) > 1e-6) wrong += 1;
    const told = new Set(events.map(({ kind, time }) => `${kind} ${time}`));
    faults += played.faults.length;
    for (const { kind, time } of played.faults) {
      if (told.has(`${kind} ${time}`)) continue;
      misjudged += 1;
      if (!events.some((event) => event.time === time)) silent += 1;
    }
  }
  figure(`sequences of ${Object.keys(FAULTS).length} kinds of faults`, SEQUENCES.toLocaleString('en'));
  const share = (faults - misjudged) / faults;
  return [
    figure('wrong totals or estimates', String(wrong), { met: wrong === 0, text: '0' }),
    figure(`of ${faults.toLocaleString('en')} faults judged right`, `${(100 * share).toFixed(4)} %`, {
      met: share >= 0.999,
      text: '>= 99.9 %',
    }),
    figure('faults that nothing was said of', String(silent), { met: silent === 0, text: '0' }),
  ].every(Boolean);
}

function readings(years: number): Reading[] {
  const count = Math.round((years * YEAR) / POLL);
  return Array.from({ length: count }, (_, index) => ({
    series: SERIES,
    kind: 'counter',
    unit: 'kWh',
    // A meter is replaced after a tenth of the time.
    value: (index < count / 10 ? 100_000 + index * 2 : index - count / 10) / 10,
    time: NOW - (count - index) * POLL,
  }));
}

async function write(database: TelemetryDatabase, all: readonly Reading[]): Promise<void> {
  for (let start = 0; start < all.length; start += 10_000) await database.write(all.slice(start, start + 10_000));
}

async function benchCost(): Promise<boolean> {
  return withDirectory(async (directory) => {
    const database = open(directory);
    const all = readings(1);
    runLedger('counter', all, settingsFor('kWh'));
    const pure = await onceTime(async () => void runLedger('counter', all, settingsFor('kWh')));
    const whole = await onceTime(() => write(database, all));
    await database.close();
    const share = pure / whole;
    return figure("the ledger's part of a bulk import", `${(100 * share).toFixed(0)} %`, {
      met: share <= 0.2,
      text: '<= 20 %',
    });
  });
}

async function benchRepair(): Promise<boolean> {
  return withDirectory(async (directory) => {
    const database = open(directory);
    await write(database, readings(10));
    const ask = async (): Promise<number> =>
      (await database.query({ series: [SERIES], period: '10y', bucket: 'year' })).series[0]!.total!;
    const before = await ask();
    const { events } = await database.events({ series: [SERIES], period: '10y', kinds: ['reset'] });
    const seen = new Set<number>();
    let isDone = false;
    const asking = (async () => {
      while (!isDone) seen.add(await ask());
    })();
    const time = await onceTime(async () => {
      await database.repair({ event: events[0]!.id, as: 'replacement', end: 99_999, start: 0, by: 'bench', why: '' });
    });
    const after = await ask();
    isDone = true;
    await asking;
    await database.close();
    const isRight = after > before && [...seen].every((total) => total === before || total === after);
    return [
      figure('repair with 10 years after it', `${time.toFixed(0)} ms`, { met: time <= 2000, text: '<= 2 s' }),
      figure('totals asked meanwhile', isRight ? 'all right' : 'WRONG', { met: isRight, text: 'all right' }),
    ].every(Boolean);
  });
}

function open(directory: string): TelemetryDatabase {
  const file = join(directory, 'telemetry.sqlite');
  return new TelemetryDatabase({ file, timeZone: 'Europe/Warsaw', now: () => NOW });
}
