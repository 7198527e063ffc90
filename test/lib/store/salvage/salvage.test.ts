import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Reading } from '../../../../lib/reading';
import { rebuild } from '../../../../lib/store/salvage/rebuild';
import { type Salvaged, salvage } from '../../../../lib/store/salvage/salvage';
import { Sqlite } from '../../../../lib/store/sqlite';
import { TelemetryDatabase } from '../../../../lib/store/telemetry-database';
import { temporaryDirectory } from '../../../temporary';

const POLL = 300_000;
const START = Date.UTC(2026, 9, 1);
const ZONE = 'Europe/Warsaw';
const NAMES = ['water.volume', 'heat_pump.energy', 'heat_pump.outdoor_temperature', 'solar.energy', 'solar.power'];
const COUNT = 600;
const COPIES = 1_000;
const PAGE = 512;
const SEED = 1127;

function readingOf(name: string, index: number): Reading {
  const time = START + index * POLL;
  const place = NAMES.indexOf(name);
  if (name.endsWith('volume')) {
    const serial = index < 300 ? '12345678' : '87654321';
    const value = index < 300 ? 50_000 + index * 3 : (index - 300) * 3;
    return { series: name, kind: 'counter', unit: 'dm3', value, time, meter: { serial } };
  }
  if (name.endsWith('energy'))
    return { series: name, kind: 'counter', unit: 'kWh', value: place * 1e5 + index / 10, time };
  return { series: name, kind: 'gauge', unit: 'W', value: Math.round(Math.sin(index / 50) * 1000) / 10 + place, time };
}

type Truth = Map<string, Map<number, number>>;

describe('a damaged database', function () {
  this.timeout(300_000);
  const directory = temporaryDirectory();
  const truth: Truth = new Map(
    NAMES.map((name) => [
      name,
      new Map(Array.from({ length: COUNT }, (_, index) => [START + index * POLL, readingOf(name, index).value])),
    ]),
  );

  /** A database with readings in the order of polls, events, a decision and a reading set aside. */
  const make = async (file: string): Promise<void> => {
    const database = new TelemetryDatabase({ file, timeZone: ZONE });
    for (let index = 0; index < COUNT; index += 100) {
      const readings = Array.from({ length: 100 }, (_, offset) => NAMES.map((name) => readingOf(name, index + offset)));
      await database.write(readings.flat());
    }
    await database.write([{ ...readingOf('water.volume', 0), time: 1000 }]);
    const { events } = await database.events({ series: ['*'], period: '2026', kinds: ['replacement'] });
    await database.repair({ event: events[0]!.id, as: 'replacement', start: 0, by: 'me', why: 'new meter' });
    await database.close();
  };

  const share = (found: Salvaged): { right: number; wrong: number } => {
    let [right, wrong] = [0, 0];
    for (const { name: first, otherName, readings } of found.series) {
      const name = truth.has(first) ? first : (otherName ?? first);
      for (const [time, value] of readings) {
        if (truth.get(name)?.get(time) === value) right += 1;
        else wrong += 1;
      }
    }
    return { right, wrong };
  };

  it('that is whole after all gives every reading', async () => {
    const file = join(directory(), 'whole.sqlite');
    await make(file);
    const found = await salvage(file);
    assert.deepEqual(share(found), { right: NAMES.length * COUNT, wrong: 0 });
    assert.deepEqual([found.lostPages, found.strays.length], [0, 0]);
    const water = found.series.find(({ name }) => name === 'water.volume')!;
    assert.deepEqual([water.decisions.length, water.aside.length, water.meters.length], [1, 1, 2]);
  });

  it('gives what is still in its write-ahead log', async () => {
    const file = join(directory(), 'logged.sqlite');
    const database = new TelemetryDatabase({ file, timeZone: ZONE });
    await database.write(NAMES.map((name) => readingOf(name, 0)));
    await database.write(NAMES.map((name) => readingOf(name, 1)));
    copyFileSync(file, join(directory(), 'cut.sqlite'));
    copyFileSync(`${file}-wal`, join(directory(), 'cut.sqlite-wal'));
    await database.close();
    assert.deepEqual(share(await salvage(join(directory(), 'cut.sqlite'))), { right: 2 * NAMES.length, wrong: 0 });
  });

  it(`in ${COPIES} copies gives every reading that SQLite still gives, and more`, async () => {
    const whole = join(directory(), 'whole.sqlite');
    await make(whole);
    const bytes = readFileSync(whole);
    const pages = bytes.length / PAGE;
    const harm = fc.oneof(
      {
        arbitrary: fc.record({
          flips: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
            minLength: 1,
            maxLength: 30,
          }),
        }),
        weight: 5,
      },
      { arbitrary: fc.record({ cut: fc.integer({ min: 1, max: bytes.length }) }), weight: 2 },
      {
        arbitrary: fc.record({
          pages: fc.array(fc.nat(pages - 1), { minLength: 1, maxLength: 10 }),
          fill: fc.constantFrom(0, 0xff, 0x0d),
        }),
        weight: 2,
      },
      {
        arbitrary: fc.record({
          flips: fc.array(fc.tuple(fc.nat(2 * PAGE - 1), fc.integer({ min: 1, max: 255 })), {
            minLength: 1,
            maxLength: 30,
          }),
        }),
        weight: 1,
      },
    );
    const file = join(directory(), 'damaged.sqlite');
    let [saved, bySqlite, copies] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(harm, async (how) => {
        const damaged = Buffer.from(bytes);
        if ('flips' in how) for (const [at, by] of how.flips) damaged[at]! ^= by;
        else if ('pages' in how) for (const page of how.pages) damaged.fill(how.fill, page * PAGE, (page + 1) * PAGE);
        writeFileSync(file, damaged);
        if ('cut' in how) truncateSync(file, how.cut);
        const found = await salvage(file);
        const readings = new Map(
          found.series.flatMap(({ name, otherName = name, readings: own }) => [
            [name, own],
            [otherName, own],
          ]),
        );
        const strays = new Set(found.strays.map(({ time, value }) => `${time} ${value}`));
        const sqlite = await readableBySqlite(file);
        for (const [name, rows] of sqlite) {
          for (const [time, value] of rows) {
            if (truth.get(name)?.get(time) !== value) continue;
            bySqlite += 1;
            assert.ok(
              readings.get(name)?.get(time) === value || strays.has(`${time} ${value}`),
              `${name} at ${time} is readable, but was lost`,
            );
          }
        }
        saved += share(found).right;
        copies += 1;
      }),
      // The same copies each time: what holds for them holds for ever.
      { numRuns: COPIES, seed: SEED },
    );
    assert.equal(copies, COPIES);
    assert.ok(saved >= bySqlite, `${saved} saved, ${bySqlite} by SQLite`);
    assert.ok(saved > 0.8 * COPIES * NAMES.length * COUNT, `${saved} of ${COPIES * NAMES.length * COUNT}`);
  });

  it('is put together again with its backup: nothing is missing, and every total is right', async () => {
    const backup = join(directory(), 'backup.sqlite');
    const file = join(directory(), 'house.sqlite');
    await make(backup);
    copyFileSync(backup, file);
    const database = new TelemetryDatabase({ file, timeZone: ZONE });
    const later = Array.from({ length: 50 }, (_, index) => NAMES.map((name) => readingOf(name, COUNT + index))).flat();
    await database.write(later);
    const query = { series: ['*'], period: '2026-10', bucket: 'day' as const };
    const before = await database.query(query);
    await database.close();
    const damaged = readFileSync(file);
    // Not the newest pages: what came after the copy is nowhere else.
    const old = statSync(backup).size / PAGE - 30;
    for (let page = 3; page < old; page += 7) damaged.fill(0xa5, page * PAGE, (page + 1) * PAGE);
    writeFileSync(file, damaged);
    const rescue = await rebuild(file, { timeZone: ZONE, backup });
    assert.ok(existsSync(rescue.aside) && readdirSync(directory()).every((name) => !name.includes('rebuilding')));
    assert.ok(rescue.series.some(({ fromBackup }) => fromBackup > 0));
    const rebuilt = new TelemetryDatabase({ file, timeZone: ZONE });
    const after = await rebuilt.query(query);
    await rebuilt.close();
    const figures = ({ series }: typeof before) =>
      series.map(({ series: name, total, mean, coverage, last, buckets }) => ({
        name,
        total,
        mean,
        coverage,
        last,
        buckets,
      }));
    assert.deepEqual(figures(after), figures(before));
    assert.equal(rescue.decisions, 1);
  });
});

/** The rows that SQLite gives, from either end of each table and at every tenth place. */
async function readableBySqlite(file: string): Promise<Truth> {
  const found: Truth = new Map();
  const db = await Sqlite.open(file, 'existing').catch(() => undefined);
  if (!db) return found;
  try {
    const all = await db.all<{ id: number; name: string }>('SELECT id, name FROM series').catch(() => []);
    for (const { id, name } of all) {
      const rows = new Map<number, number>();
      found.set(name, rows);
      const times = Array.from({ length: COUNT / 10 }, (_, index) => START + index * 10 * POLL);
      const from = [...times, START - POLL];
      for (const time of from) {
        const part = await db
          .all<{ time: number; value: number }>(`SELECT time, value FROM reading_${id} WHERE time >= ? AND time < ?`, [
            time,
            time + 10 * POLL,
          ])
          .catch(() => []);
        for (const row of part) rows.set(row.time, row.value);
      }
    }
  } finally {
    await db.close().catch(() => {});
  }
  return found;
}
