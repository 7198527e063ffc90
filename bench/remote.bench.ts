import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { OutboxPart } from '../lib/store/outbox';
import { PostgresDatabase } from '../lib/store/remote/postgres/postgres-database';
import { PostgresRemote } from '../lib/store/remote/postgres/postgres-remote';
import { TelemetryDatabase } from '../lib/store/telemetry-database';
import { cycleOf, POLL, SERIES, START } from '../test/house-cycles';
import { playOutage } from '../test/outage';
import { PostgresServer } from '../test/postgres';
import { figure, medianTimes, onceTime, withDirectory } from './measure';

const HOUSES = 1_000;
const CYCLES_A_DAY = 288;
const ZONE = 'Europe/Warsaw';
/** Houses that send at the same moment. */
const AT_ONCE = 40;
/** Where the old table begins that is brought in. */
const FIRST = Date.UTC(2015, 9, 4);

/** What the promise that nothing gets lost costs. @returns whether every bar is met */
export async function benchRemote(): Promise<boolean> {
  console.log('Remote (PostgreSQL on this machine), import');
  const server = await PostgresServer.start(['max_connections = 200']);
  try {
    return await withDirectory(async (folder) => {
      const met = [
        await benchOutage(server, folder),
        await benchBacklog(server, folder),
        await benchHouses(server),
        await benchFleet(server),
        await benchImport(folder),
      ];
      return met.every(Boolean);
    });
  } finally {
    await server.stop();
  }
}

/** 30 days of polls while the remote is mostly down, both killed at random. */
async function benchOutage(server: PostgresServer, folder: string): Promise<boolean> {
  const cycles = 30 * CYCLES_A_DAY;
  const outage = await playOutage(server, folder, { cycles, houseKills: 30, remoteKills: 30, random: Math.random });
  const { here, there, verified, refused } = outage;
  figure('30 days of polls with the remote away, readings', String(here));
  figure('kill -9 of the house, of the remote', `${outage.houseKills}, ${outage.remoteKills}`);
  const wrong = verified.differing.length + verified.otherwise.length + verified.waiting + refused;
  const isEqual = here === there && wrong === 0;
  return figure('afterwards equal by count and checksum', isEqual ? 'yes' : `${here} ${there} ${wrong}`, {
    met: isEqual,
    text: 'yes',
  });
}

async function benchBacklog(server: PostgresServer, folder: string): Promise<boolean> {
  const address = await server.database('backlog');
  const database = new TelemetryDatabase({
    file: join(folder, 'backlog.sqlite'),
    timeZone: ZONE,
    remote: { remote: new PostgresRemote(address, 'one') },
  });
  await database.openQuietly();
  await database.write(cycleOf(0));
  await database.drain();
  for (let cycle = 1; cycle <= CYCLES_A_DAY; cycle += 30) {
    await database.write(Array.from({ length: 30 }, (_, index) => cycleOf(cycle + index)).flat());
  }
  const time = await onceTime(() => database.drain());
  await database.close();
  return figure(`a day's backlog of one house (${SERIES} series) sent in`, `${(time / 1000).toFixed(2)} s`, {
    met: time <= 5_000,
    text: '<= 5 s',
  });
}

/** Many houses that send one poll each, and then a day's backlog each. */
async function benchHouses(server: PostgresServer): Promise<boolean> {
  const address = await server.database('houses');
  const remotes = Array.from({ length: HOUSES }, (_, index) => new PostgresRemote(address, `house-${index}`));
  const send = async (index: number, from: number, count: number): Promise<void> => {
    const remote = remotes[index]!;
    await remote.open();
    for (let cycle = from; cycle < from + count; cycle += 100) {
      const cycles = Array.from({ length: Math.min(100, from + count - cycle) }, (_, offset) => cycle + offset);
      await remote.send(partsOf(cycles), { file: `file-${index}`, token: `${cycle}` });
    }
    await remote.close();
  };
  await inTurns(HOUSES, (index) => send(index, 0, 1));
  const before = await cpuSeconds(server.pid);
  const rounds = 3;
  for (let round = 1; round <= rounds; round++) await inTurns(HOUSES, (index) => send(index, round, 1));
  const used = ((await cpuSeconds(server.pid)) - before) / rounds;
  const share = used / (POLL / 1000);
  figure(`${HOUSES} houses send a poll: CPU of PostgreSQL's machine`, `${used.toFixed(1)} s`);
  const shareMet = figure('the same, every 5 minutes, of one core', `${(share * 100).toFixed(1)} %`, {
    met: share <= 0.1,
    text: '<= 10 %',
  });
  const time = await onceTime(() => inTurns(HOUSES, (index) => send(index, 10, CYCLES_A_DAY)));
  const [size] = await server.query<{ bytes: string; rows: string }>(
    'houses',
    "SELECT pg_total_relation_size('reading') AS bytes, count(*) AS rows FROM reading",
  );
  figure('a reading takes, index included', `${Math.round(Number(size!.bytes) / Number(size!.rows))} B`);
  return (
    figure(
      `a day's backlog of ${HOUSES} houses (${Number(size!.rows)} readings)`,
      `${(time / 60_000).toFixed(1)} min`,
      {
        met: time <= 600_000,
        text: '<= 10 min',
      },
    ) && shareMet
  );
}

/** Yesterday's total of each of a thousand homes with 14 days stored; each polls at moments of its own. */
async function benchFleet(server: PostgresServer): Promise<boolean> {
  const address = await server.database('fleet');
  const now = START + 14 * 86_400_000 + 12 * 3_600_000;
  const database = new PostgresDatabase({ address, home: ['*'], timeZone: ZONE });
  await database.open();
  await server.query(
    'fleet',
    `INSERT INTO home (home, file) SELECT 'house-' || n, 'file-' || n FROM generate_series(1, $1) AS n`,
    [HOUSES],
  );
  await server.query(
    'fleet',
    `INSERT INTO series (home, id, name, kind, unit)
     SELECT 'house-' || n, 1, 'water.volume', 'counter', 'dm3' FROM generate_series(1, $1) AS n`,
    [HOUSES],
  );
  await server.query(
    'fleet',
    `INSERT INTO reading (home, series, time, value, carried, gap, estimated)
     SELECT 'house-' || n, 1, timestamptz 'epoch' + (${START} + i * 300000::int8 + n * 300) * interval '1 ms', n + i * 1.5, 0, 0, 0
     FROM generate_series(0, ${15 * CYCLES_A_DAY - 1}) AS i, generate_series(1, $1) AS n`,
    [HOUSES],
  );
  await server.query('fleet', 'VACUUM ANALYZE reading');
  const query = { series: ['water.volume'], period: 'yesterday', bucket: 'day' as const };
  const { series } = await database.query(query, now);
  const isRight = series.length === HOUSES && series.every(({ total }) => Math.abs(total! - CYCLES_A_DAY * 1.5) < 1e-6);
  const [time] = await medianTimes(11, [() => database.query(query, now)]);
  await database.close();
  figure('totals of the fleet', isRight ? 'right' : 'WRONG', { met: isRight, text: 'right' });
  return (
    figure(`yesterday's total of each of ${HOUSES} homes, 14 days stored`, `${time!.toFixed(0)} ms`, {
      met: time! <= 100,
      text: '<= 100 ms',
    }) && isRight
  );
}

/** A wide table as `household.csv` is, small and large, through the command line in a process of its own. */
async function benchImport(folder: string): Promise<boolean> {
  const [small, large] = [await importFile(folder, 250_000), await importFile(folder, 1_000_000)];
  const rate = large.readings / large.seconds;
  figure('import of a CSV file, readings', String(large.readings));
  const rateMet = figure('import of a CSV file', `${Math.round(rate / 1000)} k readings/s`, {
    met: rate >= 100_000,
    text: '>= 100 k readings/s',
  });
  const more = large.memory - small.memory;
  figure('memory for a file of 4 times the size', `${small.memory.toFixed(0)} -> ${large.memory.toFixed(0)} MB`);
  return figure('memory more', `${more.toFixed(0)} MB`, { met: more <= 40, text: '<= 40 MB' }) && rateMet;
}

async function importFile(
  folder: string,
  rows: number,
): Promise<{ readings: number; seconds: number; memory: number }> {
  const csv = join(folder, `household-${rows}.csv`);
  const stream = createWriteStream(csv);
  stream.write('utc_timestamp,heat_pump_kwh,solar_kwh,interpolated\n');
  for (let row = 0; row < rows; row++) {
    const time = new Date(FIRST + row * 60_000).toISOString();
    const line = `${time.slice(0, 19)}Z,${(row * 0.01).toFixed(3)},${(row * 0.005).toFixed(3)},\n`;
    if (!stream.write(line)) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
  stream.end();
  await finished(stream);
  const args = ['import', '--database', join(folder, `import-${rows}.sqlite`), '--time-zone', ZONE];
  const maps = ['--map', 'heat_pump_kwh=heat_pump.energy:kWh', '--map', 'solar_kwh=solar.energy:kWh'];
  const program = join(__dirname, '..', 'lib', 'command-line', 'main.js');
  let memory = 0;
  const seconds = await onceTime(async () => {
    const child = spawn(process.execPath, [program, ...args, ...maps, csv], { stdio: 'ignore' });
    const timer = setInterval(async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
    }, 50);
    const code = await new Promise((resolve) => child.once('close', resolve));
    clearInterval(timer);
    if (code !== 0) throw new Error(`The import ended with ${code}.`);
  });
  return { readings: rows * 2, seconds: seconds / 1000, memory };
}

/** Polls of a house as its outbox gives them. */
function partsOf(cycles: readonly number[]): OutboxPart[] {
  const bySeries = Map.groupBy(
    cycles.flatMap((cycle) => cycleOf(cycle)),
    ({ series }) => series,
  );
  return [...bySeries.values()].map((readings, index): OutboxPart => {
    const { series: name, kind, unit } = readings[0]!;
    const [start, until] = [readings[0]!.time, readings.at(-1)!.time];
    return {
      kind: 'reading',
      series: { id: index + 1, name, kind, unit, settings: null },
      change: 'new',
      rows: readings.map(({ time, value }) => ({ time, value, carried: 0, gap: 0, estimated: 0 })),
      stretch: { what: 'reading', series: index + 1, start, until, change: 'new', sequence: 1 },
      reached: until,
      isFirst: false,
    };
  });
}

async function inTurns(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = next++; index < count; index = next++) await work(index);
    }),
  );
}

/** CPU time of a server with all its processes, also those that have ended, in s (Linux). */
async function cpuSeconds(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  let ticks = 0;
  for (const process of [pid, ...children.split(' ').filter(Boolean).map(Number)]) {
    const text = await readFile(`/proc/${process}/stat`, 'utf8').catch(() => '');
    const fields = text
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11, 15);
    for (const field of fields) ticks += Number(field);
  }
  return ticks / 100;
}
