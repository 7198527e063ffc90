import type { Node, NodeAPI, NodeDef } from 'node-red';
import { BUCKETS, type Bucket } from '../../lib/calendar/bucket';
import { InputError } from '../../lib/input-error';
import { show } from '../../lib/reading';
import type { Query } from '../../lib/store/query';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput } from '../shared/input';
import { askedOf, badQuery, parseSeries, text } from '../shared/question';

interface Config extends NodeDef {
  database: unknown;
  series: unknown;
  period: unknown;
  bucket: unknown;
  compare: unknown;
}

/** The dialog's choices; the booleans of earlier dialogs and of messages; and those as a web address writes them. */
const COMPARES = new Map<unknown, Query['compare']>([
  ['off', false],
  ['previous', true],
  ['week', 'week'],
  [false, false],
  [true, true],
  ['false', false],
  ['true', true],
  [0, false],
  [1, true],
  ['0', false],
  ['1', true],
]);

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-query', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const databaseNode = findDatabase(RED, this, config.database);
    handleInput(this, async (message, send) => {
      const query = parseQuery(message.payload, config);
      message.payload = await usableDatabase(databaseNode).query(query);
      this.status({ fill: 'green', shape: 'dot', text: 'telemetry-query.status.answered' });
      send(message);
      return undefined;
    });
  });
};

/** The dialog's question with what an object in `msg.payload` changes of it. */
function parseQuery(payload: unknown, dialog: Pick<Config, 'series' | 'period' | 'bucket' | 'compare'>): Query {
  const { series, period, bucket, compare, home } = { ...dialog, ...askedOf(payload) } as Record<string, unknown>;
  return {
    series: parseSeries(series),
    period: text('period', period, 'a period in words, such as "7d"'),
    bucket: parseBucket(bucket),
    compare: parseCompare(compare),
    home: home === undefined ? undefined : parseHomes(home),
  };
}

/** Only a message can name them: `north`, `north, south`, a list, or `*` for all. */
function parseHomes(home: unknown): string[] {
  const list = typeof home === 'string' ? home.split(',') : home;
  if (!Array.isArray(list)) throw badQuery('home', home, 'a name such as "home-1", several, or "*"');
  return list.map((name) => text('home', name, 'a name such as "home-1"').trim()).filter(Boolean);
}

function parseBucket(bucket: unknown): Bucket | undefined {
  if (bucket === undefined || bucket === '') return undefined;
  if (BUCKETS.includes(bucket as Bucket)) return bucket as Bucket;
  throw new InputError('bad-bucket', `The bucket is ${show(bucket)}, but must be one of ${BUCKETS.join(', ')}.`);
}

function parseCompare(compare: unknown): Query['compare'] {
  const asked = compare ?? false;
  if (!COMPARES.has(asked)) throw badQuery('compare', compare, 'true, false or "week"');
  return COMPARES.get(asked);
}
