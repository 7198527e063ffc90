import { appendFile } from 'node:fs/promises';
import { InputError } from '../input-error';
import { backupFolder, checkBackup, newestWhole } from '../store/backup';
import { rebuild } from '../store/salvage/rebuild';
import { salvage } from '../store/salvage/salvage';
import { type Command, DATABASE_OPTIONS, databaseFile, text, timeZoneOf } from './options';
import { count, Progress } from './progress';

/** The exit code when the file is damaged. */
const DAMAGED = 3;

export const checkCommand: Command = {
  usage: 'check [options]',
  summary: 'checks the database; puts a damaged one together again',
  details: `A damaged file is read page by page. With --repair a new database is made of what can be read and of the newest whole
copy, and takes its place; the damaged file stays beside it. What a remote has comes back once Node-RED sends again. The exit
code is ${DAMAGED} when the file is damaged. Node-RED may run meanwhile.`,
  options: {
    ...DATABASE_OPTIONS,
    repair: { type: 'boolean', help: 'puts a new database in the place of a damaged one' },
    folder: {
      type: 'string',
      value: 'folder',
      help: 'where the copies are; "backups" beside the database if not given',
    },
  },
  async run(values) {
    const file = databaseFile(values);
    try {
      console.log(`${file} is whole: ${count(await checkBackup(file))} readings.`);
      return 0;
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== 'damaged') throw error;
      console.error(error.message);
    }
    const backup = await newestWhole(file, backupFolder(file, text(values, 'folder')));
    if (!values['repair']) {
      const { series, strays, lostPages, pages } = await salvage(file);
      for (const { name, readings } of series) console.log(`  ${name}: ${count(readings.size)} readings can be read`);
      if (strays.length > 0)
        console.log(`  ${count(strays.length)} readings can be read, but not of which series they are`);
      console.log(`  ${count(lostPages)} of ${count(pages)} pages can't be read.`);
      console.log(
        `Put it together again with --repair${backup ? `: ${backup} helps` : '; there is no whole copy of before'}.`,
      );
      return DAMAGED;
    }
    const progress = new Progress();
    const rescue = await rebuild(file, {
      timeZone: timeZoneOf(values),
      backup,
      onProgress: ({ series }) => progress.show(0, undefined, series),
    });
    progress.end();
    for (const { series, readings, fromBackup, corrected } of rescue.series) {
      const more = [
        fromBackup > 0 ? `${count(fromBackup)} only in the copy` : '',
        corrected > 0 ? `${count(corrected)} were damaged and are as in the copy` : '',
      ].filter(Boolean);
      console.log(`  ${series}: ${count(readings)} readings${more.length > 0 ? ` (${more.join(', ')})` : ''}`);
    }
    if (rescue.strays.length > 0) {
      const list = `${rescue.aside}.strays.csv`;
      const lines = rescue.strays.map(
        ({ series = '', time, value }) => `${series},${new Date(time).toISOString()},${value}`,
      );
      await appendFile(list, `series,time,value\n${lines.join('\n')}\n`);
      console.log(`  ${count(rescue.strays.length)} readings could not be placed: ${list}`);
    }
    console.log(`${file} is whole again. The damaged file is ${rescue.aside}.`);
    return DAMAGED;
  },
};
