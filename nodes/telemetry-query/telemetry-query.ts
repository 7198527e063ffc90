import type { Node, NodeAPI, NodeDef } from 'node-red';
import { BUCKETS, type Bucket } from '../../lib/calendar/bucket';
import { InputError } from '../../lib/input-error';
import { show } from '../../lib/reading';
import type { Query } from '../../lib/store/query';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput } from '../shared/input';

interface Config extends NodeDef {
  database: unknown;
  series: unknown;
  period: unknown;
  bucket: unknown;
  compare: unknown;
}

const MOST_SERIES = 20;

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
  const asked = typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : {};
  const { series, period, bucket, compare } = { ...dialog, ...withoutEmpty(asked as Record<string, unknown>) };
  return {
    series: parseSeries(series),
    period: text('period', period, 'a period in words, such as "7d"'),
    bucket: parseBucket(bucket),
    compare: parseCompare(compare),
  };
}

/** A key that is there without a value, as in `?bucket=`, changes nothing. */
function withoutEmpty(asked: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

function parseSeries(series: unknown): string[] {
  const list = typeof series === 'string' ? series.split(',') : series;
  if (!Array.isArray(list)) throw bad('series', series, 'a name such as "water.volume", or several');
  const names = list.map((name) => text('series', name, 'a name such as "water.volume"').trim()).filter(Boolean);
  if (names.length === 0) throw bad('series', series, 'a name such as "water.volume", or several');
  if (names.length > MOST_SERIES) throw bad('series', series, `at most ${MOST_SERIES} names`);
  return [...new Set(names)];
}

function parseBucket(bucket: unknown): Bucket | undefined {
  if (bucket === undefined || bucket === '') return undefined;
  if (BUCKETS.includes(bucket as Bucket)) return bucket as Bucket;
  throw new InputError('bad-bucket', `The bucket is ${show(bucket)}, but must be one of ${BUCKETS.join(', ')}.`);
}

function parseCompare(compare: unknown): Query['compare'] {
  const asked = compare ?? false;
  if (!COMPARES.has(asked)) throw bad('compare', compare, 'true, false or "week"');
  return COMPARES.get(asked);
}

function text(name: string, value: unknown, rule: string): string {
  if (typeof value !== 'string') throw bad(name, value, rule);
  return value;
}

function bad(name: string, value: unknown, rule: string): InputError {
  return new InputError('bad-query', `The ${name} of the query is ${show(value)}, but must be ${rule}.`, { name });
}
