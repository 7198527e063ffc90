import { parsePeriod } from '../calendar/period';
import { prepareOnly } from '../store/remote/postgres/connection';
import {
  addressOf,
  type Command,
  DATABASE_OPTIONS,
  databaseFile,
  REMOTE_OPTIONS,
  remoteOf,
  text,
  timeZoneOf,
  withDatabase,
} from './options';
import { count, Progress } from './progress';

/** The exit code when something was not as it should be, and was put right or said. */
const FOUND = 3;

export const verifyCommand: Command = {
  usage: 'verify [options]',
  summary: 'compares the house with its remote day by day, and sends what differs again',
  details: `Readings that only the remote has come back. The exit code is ${FOUND} when something differed. Node-RED may run meanwhile.`,
  options: {
    ...DATABASE_OPTIONS,
    ...REMOTE_OPTIONS,
    period: { type: 'string', value: 'words', help: '30d, 2026-11, …; everything if not given' },
    'no-send': { type: 'boolean', help: 'leaves the sending to Node-RED' },
  },
  async run(values) {
    const words = text(values, 'period');
    const span = words ? parsePeriod(words, { now: Date.now(), timeZone: timeZoneOf(values) }).period : {};
    return withDatabase(
      databaseFile(values),
      values,
      async (database) => {
        const progress = new Progress();
        const onProgress = (done: number, all: number): void =>
          progress.show(done, all, `${count(done)} of ${count(all)} days`);
        const result = await database.verify({ ...span, onProgress });
        const seconds = progress.end();
        const { days, readings, differing, otherwise, waiting, decisions } = result;
        console.log(`${count(readings)} readings of ${count(days)} days compared in ${seconds.toFixed(1)} s.`);
        for (const { series, day, here, there, brought } of differing) {
          const back = brought > 0 ? `, ${count(brought)} came back` : '';
          console.log(`  ${day} ${series}: ${count(here)} here, ${count(there)} there${back}`);
        }
        for (const { series, kind } of otherwise) console.log(`  ${series}: its ${KINDS[kind]} differ`);
        if (decisions > 0) console.log(`  ${count(decisions)} decisions came back`);
        if (waiting > 0) console.log(`  ${count(waiting)} days wait to be sent.`);
        if (!values['no-send']) await database.drain();
        const isEqual = differing.length === 0 && otherwise.length === 0 && decisions === 0;
        console.log(
          isEqual
            ? 'The remote equals the house.'
            : `What differed ${values['no-send'] ? 'will be' : 'was'} sent again.`,
        );
        return isEqual ? 0 : FOUND;
      },
      remoteOf(values),
    );
  },
};

const KINDS = { meter: 'meters', aside: 'readings set aside', event: 'events', decision: 'decisions' };

export const remoteCommand: Command = {
  usage: 'remote [options]',
  summary: 'makes the tables of a PostgreSQL remote, for its owner',
  details: 'A house whose role may create tables does that by itself.',
  options: REMOTE_OPTIONS,
  async run(values) {
    await prepareOnly(addressOf(values));
    console.log('The tables are there.');
    return 0;
  },
};
