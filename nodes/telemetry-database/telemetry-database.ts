import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemTimeZone } from '../../lib/calendar/zone';
import type { StoreEvent } from '../../lib/store/events';
import { isPattern } from '../../lib/store/series-pattern';
import { RULE_SETTINGS, type RuleSetting, type SeriesRule, settingsByRules } from '../../lib/store/series-rules';
import { TelemetryDatabase } from '../../lib/store/telemetry-database';
import type { WriteState } from '../../lib/store/write-queue';
import { bad, choiceSetting, numberSetting } from '../shared/settings';

interface Config extends NodeDef {
  file: unknown;
  timeZone: unknown;
  rules: unknown;
}

/** How often it is looked whether a series has fallen silent, in ms. */
const SILENCE_CHECK = 60_000;

/** Takes an event; gives back whether it is one of its own series. `must`: nobody else takes it. */
export type EventListener = (event: StoreEvent, must: boolean) => boolean;

/** The config node as the nodes that use it see it; `database` is missing when its settings can't be used. */
export interface DatabaseNode extends Node {
  database?: TelemetryDatabase;
  /** Why `database` is missing. */
  problem?: Error;
  /** Calls back whenever readings have to wait or are written; gives back how to stop that. */
  onState(listener: (state: WriteState) => void): () => void;
  /** Calls back for events that no message brings, such as silence: one listener an event. */
  onEvent(listener: EventListener): () => void;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('telemetry-database', function (this: DatabaseNode, config: Config) {
    RED.nodes.createNode(this, config);
    const listeners = new Set<(state: WriteState) => void>();
    this.onState = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const eventListeners = new Set<EventListener>();
    this.onEvent = (listener) => {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      const database = new TelemetryDatabase({
        file: resolve(RED.settings.userDir ?? '.', fileSetting(config.file)),
        timeZone: timeZoneSetting(config.timeZone),
        settings: settingsByRules(rulesSetting(config.rules)),
        onState: (state) => {
          for (const listener of listeners) listener(state);
        },
      });
      this.database = database;
      database.open().catch((error: Error) => this.error(`The database can't be opened: ${error.message}`));
      const tell = (event: StoreEvent): void => {
        const all = [...eventListeners];
        if (!all.some((listener) => listener(event, false))) all[0]?.(event, true);
      };
      timer = setInterval(() => {
        // A disk that fails is told by the writes.
        database.noticeSilence().then(
          (events) => events.forEach(tell),
          () => {},
        );
      }, SILENCE_CHECK);
    } catch (error) {
      this.problem = error as Error;
      this.error(error as Error);
    }
    this.on('close', (done: (error?: Error) => void) => {
      clearInterval(timer);
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

function rulesSetting(value: unknown): SeriesRule[] {
  const rules = value ?? [];
  if (!Array.isArray(rules)) throw bad('rules', rules, 'a list');
  return rules.map((rule: unknown) => {
    const { series, setting, value: number } = (rule ?? {}) as Record<string, unknown>;
    if (typeof series !== 'string' || !isPattern(series)) {
      throw bad('rules', series, 'rules for names such as "water.volume" or "water.*"');
    }
    const name = choiceSetting('rules', setting, Object.keys(RULE_SETTINGS) as RuleSetting[]);
    const { factor, isAllowed, rule: wanted } = RULE_SETTINGS[name];
    return { series, [name]: factor * numberSetting(name, number, isAllowed, wanted) };
  });
}
