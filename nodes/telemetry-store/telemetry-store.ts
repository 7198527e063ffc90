import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Asked } from '../../lib/discord/answer';
import { InputError } from '../../lib/input-error';
import { parseReading, type Reading, show } from '../../lib/reading';
import type { StoreEvent } from '../../lib/store/events';
import { parseRepair } from '../../lib/store/repair';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput, joinProblems, type Message } from '../shared/input';

interface Config extends NodeDef {
  database: unknown;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-store', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const databaseNode = findDatabase(RED, this, config.database);
    const own = new Set<string>();
    const toMessage = (event: StoreEvent): Message =>
      ({ topic: event.kind, payload: event, timeZone: databaseNode?.database?.timeZone }) as unknown as Message;
    const stopEvents = databaseNode?.onEvent((event, must) => {
      if (!must && !own.has(event.series)) return false;
      this.send([null, toMessage(event)] as unknown as NodeMessage[]);
      return true;
    });

    let lastFailure: string | undefined;
    const stop = databaseNode?.onState(({ waiting, error }) => {
      if (!error) return;
      const key = waiting > 0 ? 'waiting' : 'failing';
      this.status({ fill: 'red', shape: 'ring', text: RED._(`telemetry-store.status.${key}`, { count: waiting }) });
      // A failing disk fails every minute; the log gets it once.
      if (error.message !== lastFailure) this.warn(`The database fails and is tried again: ${error.message}`);
      lastFailure = error.message;
    });

    handleInput(this, async (message, send) => {
      const database = usableDatabase(databaseNode);
      if (isRepair(message.payload)) {
        const asked = message.discord as Partial<Asked> | undefined;
        const by = asked?.user?.name;
        const result = await database.repair(
          parseRepair({ ...(by === undefined ? {} : { by }), ...message.payload.repair }),
        );
        message.payload = result;
        message.timeZone = database.timeZone;
        this.status({ fill: 'green', shape: 'dot', text: 'telemetry-store.status.repaired' });
        send([message, result.events.map(toMessage)]);
        return undefined;
      }
      const { readings, problems } = parseReadings(message.payload);
      if (readings.length === 0 && problems.length > 0) throw joinProblems(problems);
      const result = await database.write(readings);
      lastFailure = undefined;
      for (const { series } of readings) own.add(series);
      const { stored, duplicate, held, rejected, events } = result;
      message.stored = { stored, duplicate, held, rejected: rejected + problems.length };
      problems.push(...result.problems);
      const anyUsed = rejected < readings.length || readings.length === 0;
      const text = RED._('telemetry-store.status.stored', { count: stored });
      this.status({ fill: 'green', shape: 'dot', text });
      send([anyUsed ? message : null, events.map(toMessage)]);
      return joinProblems(problems);
    });
    this.on('close', () => {
      stop?.();
      stopEvents?.();
    });
  });
};

function isRepair(payload: unknown): payload is { repair: object } {
  return typeof payload === 'object' && payload !== null && typeof (payload as Message)['repair'] === 'object';
}

/** The readings of a payload that can be stored, and what is wrong with the others. */
function parseReadings(payload: unknown): { readings: Reading[]; problems: InputError[] } {
  const list = Array.isArray(payload) ? payload : [payload];
  const readings: Reading[] = [];
  const problems: InputError[] = [];
  for (const input of list) {
    try {
      readings.push(parseReading(input));
    } catch (error) {
      const { message, details } = error as InputError;
      problems.push(new InputError('rejected', `This reading can't be stored: ${message} ${show(input)}`, details));
    }
  }
  return { readings, problems };
}
