import { rename, rm } from 'node:fs/promises';
import { InputError } from '../../input-error';
import { checkBackup, putAside } from '../backup';
import { toReadings } from '../remote/house';
import { TelemetryDatabase, type TelemetryDatabaseOptions } from '../telemetry-database';
import { type StrayReading, salvage } from './salvage';
import type { SalvagedSeries } from './salvaged-series';

export interface RebuildOptions extends Pick<TelemetryDatabaseOptions, 'timeZone' | 'settings'> {
  /** A copy from before the damage: it has what can't be read any more, and knows better what was damaged. */
  backup?: string | undefined;
  /** Told of each series when it has been put together. */
  onProgress?: (series: SeriesRescue) => void;
}

/** What became of one series. */
export interface SeriesRescue {
  series: string;
  /** Readings of the new file. */
  readings: number;
  /** Of them, those that only the backup still had. */
  fromBackup: number;
  /** Readings whose value in the damaged file is not that of the backup: the backup's was taken. */
  corrected: number;
}

export interface Rescue {
  series: SeriesRescue[];
  /** Readings of which it is not known of which series or moment they are; they are in the damaged file only. */
  strays: StrayReading[];
  lostPages: number;
  decisions: number;
  /** Where the damaged file is now. */
  aside: string;
}

const BATCH = 10_000;

/**
 * Puts a new database together from what can be read of a damaged one and from a backup, and puts it in its place. The
 * damaged file stays beside it. What a remote has comes back by itself once the new file is in use.
 * @throws InputError `damaged` when there is nothing to put together, or what the disk says; then the damaged file is
 *   where it was
 */
export async function rebuild(file: string, options: RebuildOptions): Promise<Rescue> {
  const { backup, onProgress, ...rest } = options;
  const found = await salvage(file);
  const before = backup === undefined ? [] : (await salvage(backup)).series;
  if (found.series.length === 0 && before.length === 0) {
    throw new InputError('damaged', `Nothing of ${file} can be read, and there is no copy of it.`, { file });
  }
  // Of two names the one that the copy knows is right.
  for (const one of found.series) {
    const { name, otherName } = one;
    const isKnown = (text?: string): boolean => before.some((saved) => saved.name === text);
    if (otherName !== undefined && isKnown(otherName) && !isKnown(name)) one.name = otherName;
  }
  const making = `${file}.rebuilding`;
  for (const ending of ['', '-wal', '-shm']) await rm(`${making}${ending}`, { force: true });
  const database = new TelemetryDatabase({ ...rest, file: making });
  const rescue: Rescue = { series: [], strays: found.strays, lostPages: found.lostPages, decisions: 0, aside: '' };
  try {
    await database.open();
    const names = new Set([...found.series, ...before].map(({ name }) => name));
    for (const name of [...names].sort()) {
      const [damaged, saved] = [found.series, before].map((all) => all.find((one) => one.name === name));
      const one = await putTogether(database, damaged, saved, rescue);
      rescue.series.push(one);
      onProgress?.(one);
    }
    if (found.remote) await database.belongTo(found.remote.target, found.remote.file);
    await database.close();
    await checkBackup(making);
    rescue.aside = (await putAside(file, 'damaged')) ?? '';
    await rename(making, file);
    return rescue;
  } catch (error) {
    await database.close().catch(() => {});
    throw error;
  }
}

async function putTogether(
  database: TelemetryDatabase,
  damaged: SalvagedSeries | undefined,
  saved: SalvagedSeries | undefined,
  rescue: Rescue,
): Promise<SeriesRescue> {
  // What a backup says of a series was not damaged.
  const { name, kind, unit } = (saved ?? damaged)!;
  const result: SeriesRescue = { series: name, readings: 0, fromBackup: 0, corrected: 0 };
  const values = new Map(damaged?.readings);
  for (const [time, value] of saved?.readings ?? []) {
    const known = values.get(time);
    if (known === undefined) result.fromBackup += 1;
    else if (known !== value) result.corrected += 1;
    values.set(time, value);
  }
  result.readings = values.size;
  const meters = damaged && damaged.meters.length > 0 ? damaged.meters : (saved?.meters ?? []);
  const times = [...values.keys()].sort((a, b) => a - b);
  for (let start = 0; start < times.length; start += BATCH) {
    const rows = times.slice(start, start + BATCH).map((time) => ({ time, value: values.get(time)! }));
    await database.bring(toReadings({ name, kind, unit }, rows, meters));
  }
  for (const { aside = [] } of [saved, damaged].filter((one) => one !== undefined)) {
    for (const row of aside) await database.bring(toReadings({ name, kind, unit }, [row], []));
  }
  for (const one of [saved, damaged]) {
    if (one) rescue.decisions += await database.bringDecisions(name, one.decisions, one.events);
  }
  return result;
}
