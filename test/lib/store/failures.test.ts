import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../../lib/reading';
import { Sqlite } from '../../../lib/store/sqlite';
import { TelemetryDatabase } from '../../../lib/store/telemetry-database';
import type { WriteState } from '../../../lib/store/write-queue';
import { temporaryDirectory } from '../../temporary';
import { rejectsInput } from '../../throws';

const POLL = 300_000;
const START = Date.UTC(2026, 9, 1);
const reading = (index: number): Reading => ({
  series: 'water.volume',
  kind: 'counter',
  value: index,
  unit: 'dm3',
  time: START + index * POLL,
});

/** Remembers the states of a database, and can wait for one. */
class States {
  private readonly waiting: { right: (state: WriteState) => boolean; resolve: () => void }[] = [];
  last: WriteState | undefined;

  readonly note = (state: WriteState): void => {
    this.last = state;
    for (const { right, resolve } of this.waiting) if (right(state)) resolve();
  };

  until(right: (state: WriteState) => boolean): Promise<void> {
    return this.last && right(this.last)
      ? Promise.resolve()
      : new Promise((resolve) => this.waiting.push({ right, resolve }));
  }
}

describe('the store when the disk fails', function () {
  this.timeout(30_000);
  const directory = temporaryDirectory();
  let database: TelemetryDatabase | undefined;
  let states: States;
  const open = (file: string): TelemetryDatabase => {
    states = new States();
    database = new TelemetryDatabase({ file, timeZone: 'Europe/Warsaw', onState: states.note });
    return database;
  };
  afterEach(() => database?.close());
  const total = async (): Promise<number | undefined> =>
    (await database!.query({ series: ['water.volume'], period: '2026-10-01..2026-10-20' }, START + 40 * 86_400_000))
      .series[0]!.total;

  it('keeps readings in memory while the file is gone, makes no new one, and stores them when it is back', async () => {
    const [file, elsewhere] = [join(directory(), 'disk', 't.sqlite'), join(directory(), 'elsewhere')];
    open(file);
    await database!.write([reading(0)]);
    renameSync(join(directory(), 'disk'), elsewhere);
    const waiting = [database!.write([reading(1)]), database!.write([reading(2)])];
    await states.until(({ error }) => error !== undefined);
    assert.match(states.last!.error!.message, /no longer there/);
    assert.equal(states.last!.waiting, 2);
    assert.ok(!existsSync(file));
    renameSync(elsewhere, join(directory(), 'disk'));
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ stored }) => stored),
      [1, 1],
    );
    await states.until(({ error, waiting: left }) => error === undefined && left === 0);
    assert.equal(await total(), 2);
  });

  it('never replaces a damaged file by an empty one', async () => {
    const file = join(directory(), 't.sqlite');
    const damaged = Buffer.alloc(8192, 'not a database ');
    writeFileSync(file, damaged);
    open(file);
    const write = database!.write([reading(0)]);
    await states.until(({ error }) => error !== undefined);
    assert.match(states.last!.error!.message, /SQLITE_NOTADB/);
    assert.deepEqual(readFileSync(file), damaged);
    await assert.rejects(total(), /SQLITE_NOTADB/);
    // What waits is stored as soon as there is a good file again.
    rmSync(file);
    assert.equal((await write).stored, 1);
  });

  it("leaves another program's database alone", async () => {
    const file = join(directory(), 't.sqlite');
    const foreign = await Sqlite.open(file, 'create');
    await foreign.exec('CREATE TABLE recipes (name TEXT)');
    await foreign.close();
    const before = readFileSync(file);
    open(file);
    await rejectsInput(database!.open(), 'foreign-database', "another program's", file);
    assert.deepEqual(readFileSync(file), before);
  });

  it('does not take an empty file in place of the one it had', async () => {
    const file = join(directory(), 't.sqlite');
    open(file);
    await database!.write([reading(0), reading(1)]);
    for (const ending of ['', '-wal', '-shm']) renameSync(`${file}${ending}`, join(directory(), `away${ending}`));
    writeFileSync(file, '');
    const write = database!.write([reading(2)]);
    await states.until(({ error }) => error !== undefined);
    assert.match(states.last!.error!.message, /no longer there|empty now/);
    await rejectsInput(total(), 'database-gone', 'empty now');
    for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
    for (const ending of ['', '-wal', '-shm']) {
      if (existsSync(join(directory(), `away${ending}`)))
        renameSync(join(directory(), `away${ending}`), `${file}${ending}`);
    }
    assert.equal((await write).stored, 1);
    assert.equal(await total(), 2);
  });

  it('answers from the file that is there now, not from one that was replaced', async () => {
    const [file, backup] = [join(directory(), 't.sqlite'), join(directory(), 'backup.sqlite')];
    await open(backup).write([reading(0), reading(7)]);
    await database!.close();
    await open(file).write([reading(0), reading(1)]);
    assert.equal(await total(), 1);
    for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
    await rejectsInput(total(), 'database-gone');
    copyFileSync(backup, file);
    assert.equal(await total(), 7);
  });

  it('leaves nothing open when it is closed, and answers nothing after', async function () {
    // Linux tells which files a process has open.
    if (!existsSync('/proc/self/fd')) return this.skip();
    const file = join(directory(), 't.sqlite');
    open(file);
    await database!.write([reading(0), reading(1)]);
    const question = { series: ['water.volume'], period: '2026-10-01', compare: true };
    await Promise.all([database!.query(question), database!.query(question)]);
    await database!.close();
    const isOpen = (descriptor: string): boolean => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(file);
      } catch {
        return false;
      }
    };
    assert.deepEqual(readdirSync('/proc/self/fd').filter(isOpen), []);
    await rejectsInput(database!.query(question), 'closed');
  });

  it('refuses a file of a newer version and changes nothing', async () => {
    const file = join(directory(), 't.sqlite');
    await open(file).open();
    await database!.close();
    const newer = await Sqlite.open(file, 'existing');
    await newer.exec('PRAGMA user_version = 99');
    await newer.close();
    open(file);
    await rejectsInput(database!.open(), 'newer-database', 'schema 99');
  });

  it('refuses what waits, and says so, when it is closed while the disk fails', async () => {
    const file = join(directory(), 'disk', 't.sqlite');
    open(file);
    await database!.write([reading(0)]);
    renameSync(join(directory(), 'disk'), join(directory(), 'elsewhere'));
    const write = database!.write([reading(1)]);
    await states.until(({ error }) => error !== undefined);
    const refused = rejectsInput(write, 'closed', 'not stored');
    await database!.close();
    await refused;
    await rejectsInput(database!.write([reading(2)]), 'closed');
  });

  it('survives a full disk: nothing acknowledged is lost, and it goes on by itself', async function () {
    const disk = join(directory(), 'disk');
    mkdirSync(disk);
    // A small disk of its own needs the right to mount one; elsewhere there is no full disk to try.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]).status !== 0) return this.skip();
    try {
      open(join(disk, 't.sqlite'));
      const filler = join(disk, 'filler');
      await database!.write([reading(0)]);
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k']);
      let acknowledged = 0;
      const writes = [];
      for (let batch = 0; batch < 20; batch++) {
        const readings = Array.from({ length: 200 }, (_, index) => reading(1 + batch * 200 + index));
        writes.push(database!.write(readings).then(({ stored }) => (acknowledged += stored)));
      }
      await states.until(({ error }) => error !== undefined);
      assert.match(states.last!.error!.message, /SQLITE_(FULL|IOERR)/);
      assert.equal(acknowledged + states.last!.waiting, 4000);
      rmSync(filler);
      await Promise.all(writes);
      assert.equal(acknowledged, 4000);
      assert.equal(await total(), 4000);
      await database!.close();
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('waits for another process that writes, and goes on after it', async () => {
    const file = join(directory(), 't.sqlite');
    open(file);
    await database!.write([reading(0)]);
    const other = await Sqlite.open(file, 'existing');
    await other.exec('BEGIN IMMEDIATE');
    const write = database!.write([reading(1)]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await total(), undefined);
    await other.exec('COMMIT');
    await other.close();
    assert.equal((await write).stored, 1);
    assert.equal(await total(), 1);
  });
});
