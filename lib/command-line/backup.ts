import { backup, backupFolder, listBackups, restore } from '../store/backup';
import {
  type Command,
  DATABASE_OPTIONS,
  databaseFile,
  REMOTE_OPTIONS,
  remoteOf,
  text,
  UsageError,
  whole,
  withDatabase,
} from './options';
import { count, Progress } from './progress';

const KEEP = 7;

export const backupCommand: Command = {
  usage: 'backup [options]',
  summary: 'copies the database while it is in use, and checks the copy',
  details: 'The oldest copies go once the new one is complete. Node-RED may run meanwhile.',
  options: {
    database: DATABASE_OPTIONS['database']!,
    folder: { type: 'string', value: 'folder', help: 'where to; "backups" beside the database if not given' },
    keep: { type: 'string', value: 'number', help: `how many copies stay; ${KEEP} if not given` },
  },
  async run(values) {
    const file = databaseFile(values);
    const folder = backupFolder(file, text(values, 'folder'));
    const made = await backup(file, { folder, keep: whole(values, 'keep', KEEP) });
    console.log(`${made.file}: ${count(made.readings)} readings, ${count(made.bytes / 1000)} kB; checked.`);
    for (const old of made.removed) console.log(`Removed ${old}.`);
    return 0;
  },
};

export const restoreCommand: Command = {
  usage: 'restore [options] [<copy>]',
  summary: 'puts a copy in the place of the database, or brings back what the remote has',
  details: `The copy is checked first; the database of before stays beside the new one. Without a copy the newest one is taken.
With --from-remote the file becomes the one that the remote knows for this home, and gets every reading that it lacks: so a
house goes on after its card died. Node-RED may run meanwhile: it takes the new file by itself.`,
  options: {
    ...DATABASE_OPTIONS,
    folder: {
      type: 'string',
      value: 'folder',
      help: 'where the copies are; "backups" beside the database if not given',
    },
    'from-remote': { type: 'boolean', help: 'brings back what the remote has' },
    ...REMOTE_OPTIONS,
  },
  async run(values, [copy]) {
    const file = databaseFile(values, true);
    if (!values['from-remote'] || copy !== undefined) {
      const chosen = copy ?? (await listBackups(file, backupFolder(file, text(values, 'folder'))))[0];
      if (chosen === undefined) throw new UsageError('There is no copy. Name one, or use --from-remote.');
      const old = await restore(chosen, file);
      console.log(`${file} is now ${chosen}.${old ? ` What was there before is ${old}.` : ''}`);
    }
    if (!values['from-remote']) return 0;
    return withDatabase(
      file,
      values,
      async (database) => {
        const progress = new Progress();
        const { differing, decisions } = await database.takeOver({
          onProgress: (done, all) => progress.show(done, all, `${count(done)} of ${count(all)} days`),
        });
        await database.drain();
        progress.end();
        const brought = differing.reduce((sum, day) => sum + day.brought, 0);
        console.log(`${count(brought)} readings and ${count(decisions)} decisions came back from the remote.`);
        return 0;
      },
      remoteOf(values),
    );
  },
};
