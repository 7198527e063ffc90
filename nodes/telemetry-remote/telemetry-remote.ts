import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { parsePeriod } from '../../lib/calendar/period';
import { InputError } from '../../lib/input-error';
import type { RemoteState } from '../../lib/store/remote/remote';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput, type Message } from '../shared/input';
import { askedOf, text } from '../shared/question';
import { choiceSetting } from '../shared/settings';
import type { DatabaseNode } from '../telemetry-database/telemetry-database';

interface Config extends NodeDef {
  database: unknown;
  action: unknown;
  period: unknown;
}

/** Less free than this on the disk of the readings is said, bytes. */
const LITTLE_ROOM = 500e6;
const FILLS = { idle: 'green', sending: 'blue', failing: 'red' } as const;

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-remote', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const databaseNode = findDatabase(RED, this, config.database);
    const stop = databaseNode?.onRemote(({ kind }: RemoteState) => {
      this.status({ fill: FILLS[kind], shape: 'dot', text: `telemetry-remote.status.${kind}` });
    });
    handleInput(this, async (message, send) => {
      const action = choiceSetting('action', config.action ?? 'state', ['state', 'verify']);
      if (action === 'verify') await verify(message, databaseNode, config);
      else await addState(message, databaseNode);
      send(message);
      return undefined;
    });
    this.on('close', () => stop?.());
  });
};

/** Adds how sending goes on; nothing without a remote. The payload stays. */
async function addState(message: Message, node: DatabaseNode | undefined): Promise<void> {
  const database = usableDatabase(node);
  const status = await database.remoteStatus();
  message.timeZone = database.timeZone;
  if (!status) {
    delete message.remote;
    return;
  }
  const { bavail, bsize } = await statfs(dirname(node!.file!)).catch(() => ({ bavail: Number.NaN, bsize: 1 }));
  const free = bavail * bsize;
  message.remote = { ...status, error: status.error?.message, ...(free < LITTLE_ROOM ? { free } : {}) };
}

async function verify(message: Message, node: DatabaseNode | undefined, config: Config): Promise<void> {
  const database = usableDatabase(node);
  const { period } = { period: config.period, ...askedOf(message.payload) };
  const words = text('period', period ?? '', 'a period in words, such as "30d"').trim();
  const span = words ? parsePeriod(words, { now: Date.now(), timeZone: database.timeZone }).period : undefined;
  try {
    message.payload = await database.verify(span ? { from: span.from, to: span.to } : {});
  } catch (error) {
    if (error instanceof InputError) throw error;
    const why = (error as Error).message;
    throw new InputError('remote-failed', `The remote database can't be compared: ${why}`, { why });
  }
}
