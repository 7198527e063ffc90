import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import { parseReading, type Reading, show } from '../../lib/reading';
import { findDatabase, usableDatabase } from '../shared/database';
import { handleInput, joinProblems, type Message, showError } from '../shared/input';
import { numberSetting } from '../shared/settings';

interface Config extends NodeDef {
  database: unknown;
  maxGap: unknown;
}

const MINUTE = 60_000;

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-store', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    const databaseNode = findDatabase(RED, this, config.database);
    const settings = (): { maxGap: number } => ({
      maxGap:
        MINUTE * numberSetting('maxGap', config.maxGap ?? 15, (value) => value > 0, 'a number of minutes above 0'),
    });
    try {
      settings();
    } catch (error) {
      showError(this, error as Error);
    }

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
      const { readings, problems } = parseReadings(message.payload);
      if (readings.length === 0 && problems.length > 0) throw joinProblems(problems);
      const result = await usableDatabase(databaseNode).write(readings);
      lastFailure = undefined;
      const { stored, duplicate, held, rejected, events } = result;
      message.stored = { stored, duplicate, held, rejected: rejected + problems.length };
      problems.push(...result.problems);
      const anyUsed = rejected < readings.length || readings.length === 0;
      const text = RED._('telemetry-store.status.stored', { count: stored });
      this.status({ fill: 'green', shape: 'dot', text });
      const told = events.map((event) => ({ topic: event.kind, payload: event }) as unknown as Message);
      send([anyUsed ? message : null, told]);
      return joinProblems(problems);
    });
    this.on('close', () => stop?.());
  });
};

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
