import { join } from 'node:path';
import { bucketEdges } from '../lib/calendar/bucket';
import { parsePeriod } from '../lib/calendar/period';
import type { Reading } from '../lib/reading';
import { TelemetryDatabase } from '../lib/store/telemetry-database';
import { bytesWritten, figure, medianTimes, onceTime, withDirectory } from './measure';
import { PlainTable } from './plain-table';

const POLL = 300_000;
const YEAR = 365 * 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const TIME_ZONE = 'Europe/Warsaw';
const BATCH = 10_000;

/** A counter as a meter gives it, in steps of 0.1 kWh. */
function* readings(series: string, from: number, to: number): Generator<Reading> {
  let counts = 100_000;
  for (let time = from; time < to; time += POLL) {
    counts += (time / POLL) % 3 === 0 ? 2 : 1;
    yield { series, kind: 'counter', value: counts / 10, unit: 'kWh', time };
  }
}

function* batches(series: string, from: number, to: number): Generator<Reading[]> {
  let batch: Reading[] = [];
  for (const reading of readings(series, from, to)) {
    batch.push(reading);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The figures that the promise of the store stands on. @returns whether every bar is met */
export async function benchStore(): Promise<boolean> {
  const met: boolean[] = [];
  console.log('Store (SQLite)');
  await withDirectory(async (directory) => {
    const database = new TelemetryDatabase({ file: join(directory, 'telemetry.sqlite'), timeZone: TIME_ZONE });
    const plain = await PlainTable.open(join(directory, 'plain.sqlite'));
    await database.open();

    met.push(await benchImport(database, plain));
    const young = new TelemetryDatabase({ file: join(directory, 'young.sqlite'), timeZone: TIME_ZONE });
    for (const batch of batches('heat_pump.energy', NOW - YEAR, NOW)) await young.write(batch);
    for (const batch of batches('heat_pump.energy', NOW - 10 * YEAR, NOW - YEAR)) {
      await database.write(batch);
      await plain.insert(batch);
    }
    const { oneYear, tenYears } = await benchTotals(young, database, plain);
    await young.close();

    const period = tenYears.period / oneYear.period;
    met.push(
      figure('30-day total, 10 years against 1', `${period.toFixed(2)} x`, { met: period <= 1.3, text: '<= 1.3 x' }),
    );
    const days = tenYears.days / oneYear.days;
    met.push(
      figure('365 day totals, 10 years against 1', `${days.toFixed(2)} x`, { met: days <= 1.3, text: '<= 1.3 x' }),
    );
    const faster = tenYears.groupBy / tenYears.days;
    met.push(
      figure('365 day totals against GROUP BY', `${faster.toFixed(0)} x faster`, {
        met: faster >= 100,
        text: '>= 100 x',
      }),
    );
    const slower = tenYears.days / tenYears.lookUps;
    met.push(
      figure('365 day totals against bare look-ups', `${slower.toFixed(2)} x`, { met: slower <= 3, text: '<= 3 x' }),
    );
    await database.close();
    await plain.close();
  });
  met.push(await benchCycle());
  return met.every(Boolean);
}

async function benchImport(database: TelemetryDatabase, plain: PlainTable): Promise<boolean> {
  const all = [...batches('heat_pump.energy', NOW - YEAR, NOW)];
  const count = all.reduce((sum, batch) => sum + batch.length, 0);
  const bare = await onceTime(async () => {
    for (const batch of all) await plain.insert(batch);
  });
  const ours = await onceTime(async () => {
    for (const batch of all) await database.write(batch);
  });
  figure('bulk import, bare table', `${Math.round(count / bare)} k rows/s`);
  figure('bulk import, with the ledger', `${Math.round(count / ours)} k rows/s`);
  return figure('bulk import against the bare table', `${(bare / ours).toFixed(2)} x`, {
    met: bare / ours >= 0.4,
    text: '>= 0.4 x',
  });
}

interface Totals {
  period: number;
  days: number;
}

/** Totals with 1 and with 10 years stored, taken in turns so that a busy machine slows all alike. */
async function benchTotals(
  young: TelemetryDatabase,
  old: TelemetryDatabase,
  plain: PlainTable,
): Promise<{ oneYear: Totals; tenYears: Totals & { groupBy: number; lookUps: number } }> {
  const series = 'heat_pump.energy';
  const { period } = parsePeriod('365d', { now: NOW, timeZone: TIME_ZONE, bucket: 'day' });
  const edges = bucketEdges(period.from, period.to, 'day', TIME_ZONE);
  const month = (database: TelemetryDatabase) => () =>
    database.query({ series: [series], period: '30d', bucket: 'month' }, NOW);
  const year = (database: TelemetryDatabase) => () =>
    database.query({ series: [series], period: '365d', bucket: 'day' }, NOW);
  const [period1, period10, days1, days10, lookUps] = await medianTimes(201, [
    month(young),
    month(old),
    year(young),
    year(old),
    () => plain.lookUps(series, edges),
  ]);
  const [groupBy] = await medianTimes(5, [() => plain.groupByDay(series, period.from, period.to)]);
  figure('30-day total, with 1 year stored', `${period1!.toFixed(2)} ms`);
  figure('30-day total, with 10 years stored', `${period10!.toFixed(2)} ms`);
  figure('365 day totals, with 1 year stored', `${days1!.toFixed(2)} ms`);
  figure('365 day totals, with 10 years stored', `${days10!.toFixed(2)} ms`);
  figure('365 day totals by bare look-ups, with 10 years stored', `${lookUps!.toFixed(2)} ms`);
  figure('365 day totals by GROUP BY, with 10 years stored', `${groupBy!.toFixed(1)} ms`);
  return {
    oneYear: { period: period1!, days: days1! },
    tenYears: { period: period10!, days: days10!, groupBy: groupBy!, lookUps: lookUps! },
  };
}

/** A house's usual cycle: 20 series in one durable transaction, over a day of polls. */
async function benchCycle(): Promise<boolean> {
  return withDirectory(async (directory) => {
    const open = (): TelemetryDatabase =>
      new TelemetryDatabase({ file: join(directory, 'telemetry.sqlite'), timeZone: TIME_ZONE });
    const history = open();
    const names = Array.from({ length: 20 }, (_, index) => `meter_${index}.energy`);
    for (const [index, name] of names.entries()) {
      for (const batch of batches(name, NOW - (30 + index) * 86_400_000, NOW)) await history.write(batch);
    }
    // What the import left in the write-ahead log is not a cycle's.
    await history.close();
    const database = open();
    const cycles = 288;
    const before = await bytesWritten();
    let busy = 0;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const time = NOW + cycle * POLL;
      const readings = names.map(
        (series): Reading => ({ series, kind: 'counter', value: 1e5 + cycle, unit: 'kWh', time }),
      );
      busy += await onceTime(() => database.write(readings));
    }
    const after = await bytesWritten();
    await database.close();
    figure('durable cycle of 20 series, gathering pause included', `${(busy / cycles).toFixed(1)} ms`);
    if (before === undefined || after === undefined) return true;
    const bytes = (after - before) / cycles;
    return figure('durable cycle of 20 series, written', `${(bytes / 1000).toFixed(1)} kB`, {
      met: bytes <= 20_000,
      text: '<= 20 kB',
    });
  });
}
