import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemTimeZone } from '../../lib/calendar/zone';
import { TelemetryDatabase } from '../../lib/store/telemetry-database';
import type { WriteState } from '../../lib/store/write-queue';
import { bad } from '../shared/settings';

interface Config extends NodeDef {
  file: unknown;
  timeZone: unknown;
}

/** The config node as the nodes that use it see it; `database` is missing when its settings can't be used. */
export interface DatabaseNode extends Node {
  database?: TelemetryDatabase;
  /** Why `database` is missing. */
  problem?: Error;
  /** Calls back whenever readings have to wait or are written; gives back how to stop that. */
  onState(listener: (state: WriteState) => void): () => void;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-database', function (this: DatabaseNode, config: Config) {
    RED.nodes.createNode(this, config);
    const listeners = new Set<(state: WriteState) => void>();
    this.onState = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    try {
      const database = new TelemetryDatabase({
        file: resolve(RED.settings.userDir ?? '.', fileSetting(config.file)),
        timeZone: timeZoneSetting(config.timeZone),
        onState: (state) => {
          for (const listener of listeners) listener(state);
        },
      });
      this.database = database;
      database.open().catch((error: Error) => this.error(`The database can't be opened: ${error.message}`));
    } catch (error) {
      this.problem = error as Error;
      this.error(error as Error);
    }
    this.on('close', (done: (error?: Error) => void) => {
      if (!this.database) done();
      else this.database.close().then(() => done(), done);
    });
  });

  RED.httpAdmin.get(
    '/telemetry-database/:id/series',
    RED.auth.needsPermission('telemetry-database.read'),
    (request, response) => {
      const node = RED.nodes.getNode(String(request.params.id)) as DatabaseNode | null;
      const series = node?.database?.series() ?? Promise.resolve([]);
      series.then(
        (rows) => response.json(rows.map(({ name, kind, unit }) => ({ name, kind, unit }))),
        (error: Error) => response.status(503).json({ error: error.message }),
      );
    },
  );
};

function fileSetting(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '' || value.includes('\0')) {
    throw bad('file', value, 'the path of a file');
  }
  return value.trim();
}

function timeZoneSetting(value: unknown): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : systemTimeZone();
}
