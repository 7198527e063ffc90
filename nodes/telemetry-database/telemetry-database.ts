import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemTimeZone } from '../../lib/calendar/zone';
import { backupFolder, newestWhole } from '../../lib/store/backup';
import type { StoreEvent } from '../../lib/store/events';
import { PostgresDatabase } from '../../lib/store/remote/postgres/postgres-database';
import type { RemoteState } from '../../lib/store/remote/remote';
import { rebuild } from '../../lib/store/salvage/rebuild';
import { isPattern } from '../../lib/store/series-pattern';
import { RULE_SETTINGS, type RuleSetting, type SeriesRule, settingsByRules } from '../../lib/store/series-rules';
import type { Telemetry } from '../../lib/store/telemetry';
import { TelemetryDatabase } from '../../lib/store/telemetry-database';
import type { WriteState } from '../../lib/store/write-queue';
import { postgresAddress, type RemoteConfig, remoteOf } from '../shared/remote';
import { bad, choiceSetting, numberSetting, optionalText } from '../shared/settings';

interface Config extends NodeDef, RemoteConfig {
  kind: unknown;
  file: unknown;
  timeZone: unknown;
  rules: unknown;
}

interface Credentials {
  remotePassword?: string;
}

/** How often it is looked whether a series has fallen silent, in ms. */
const SILENCE_CHECK = 60_000;

/** Events that no store takes as its own go to the first one after so long, ms. */
const PATIENCE = 10 * 60_000;

/** Takes an event; gives back whether it is one of its own series. `must`: nobody else takes it. */
export type EventListener = (event: StoreEvent, must: boolean) => boolean;

/** The config node as the nodes that use it see it; `database` is missing when its settings can't be used. */
export interface DatabaseNode extends Node<Credentials> {
  database?: Telemetry;
  /** The SQLite file, where that is what the readings are in. */
  file?: string;
  /** Why `database` is missing. */
  problem?: Error;
  /** Calls back whenever readings have to wait or are written; gives back how to stop that. */
  onState(listener: (state: WriteState) => void): () => void;
  /** Calls back for events that no message brings, such as silence: one listener an event. */
  onEvent(listener: EventListener): () => void;
  /** Calls back whenever sending to the remote begins, ends or fails. */
  onRemote(listener: (state: RemoteState) => void): () => void;
}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType<DatabaseNode, Config, object, Credentials>(
    'telemetry-database',
    function (this: DatabaseNode, config: Config) {
      RED.nodes.createNode(this, config);
      setUp(RED, this, config);
    },
    { credentials: { remotePassword: { type: 'password' } } },
  );

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

function setUp(RED: NodeAPI, node: DatabaseNode, config: Config): void {
  const states = listenerList<WriteState>();
  const remotes = listenerList<RemoteState>();
  const events = new Set<EventListener>();
  node.onState = states.add;
  node.onRemote = remotes.add;
  node.onEvent = (listener) => {
    events.add(listener);
    return () => events.delete(listener);
  };
  let untold: { event: StoreEvent; since: number }[] = [];
  const tell = (event: StoreEvent): void => {
    if (![...events].some((listener) => listener(event, false))) untold.push({ event, since: Date.now() });
  };
  // A store knows which series are its own once it has stored some: right after a start none does.
  const tellAgain = (): void => {
    const all = [...events];
    untold = untold.filter(({ event, since }) => {
      if (all.some((listener) => listener(event, false))) return false;
      return Date.now() - since < PATIENCE || !all[0]?.(event, true);
    });
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const password = node.credentials?.remotePassword;
    const database =
      choiceSetting('kind', config.kind ?? 'sqlite', ['sqlite', 'postgresql']) === 'postgresql'
        ? new PostgresDatabase({
            address: postgresAddress(config, password),
            home: optionalText('home', config.home)
              .split(/[\s,]+/)
              .filter(Boolean),
            timeZone: timeZoneSetting(config.timeZone),
          })
        : ownFile(RED, node, config, password, {
            onState: (state) => {
              states.tell(state);
              if (untold.length > 0) setImmediate(tellAgain);
            },
            onRemote: remotes.tell,
            onEvents: (all) => all.forEach(tell),
          });
    node.database = database;
    database.open().catch((error: Error) => node.error(`The database can't be opened: ${error.message}`));
    timer = setInterval(() => {
      // A disk that fails is told by the writes.
      database.noticeSilence().then(
        (all) => {
          all.forEach(tell);
          tellAgain();
        },
        () => {},
      );
    }, SILENCE_CHECK);
  } catch (error) {
    node.problem = error as Error;
    node.error(error as Error);
  }
  node.on('close', (done: (error?: Error) => void) => {
    clearInterval(timer);
    if (!node.database) done();
    else node.database.close().then(() => done(), done);
  });
}

/** The house's SQLite file, with its remote when it has one. */
function ownFile(
  RED: NodeAPI,
  node: DatabaseNode,
  config: Config,
  password: string | undefined,
  tell: {
    onState: (state: WriteState) => void;
    onRemote: (state: RemoteState) => void;
    onEvents: (events: StoreEvent[]) => void;
  },
): TelemetryDatabase {
  const file = resolve(RED.settings.userDir ?? '.', fileSetting(config.file));
  const timeZone = timeZoneSetting(config.timeZone);
  const settings = settingsByRules(rulesSetting(config.rules));
  const remote = remoteOf(config, password);
  let lastFailure: string | undefined;
  node.file = file;
  return new TelemetryDatabase({
    file,
    timeZone,
    settings,
    onState: tell.onState,
    onEvents: tell.onEvents,
    rescue: async () => {
      node.error(`The database ${file} can't be read. It is looked what is left of it; the file itself stays.`);
      const rescue = await rebuild(file, { timeZone, settings, backup: await newestWhole(file, backupFolder(file)) });
      node.warn(`The database ${file} is whole again; the damaged one is ${rescue.aside}.`);
      return rescue.series;
    },
    ...(remote
      ? {
          remote: {
            remote,
            onState: (state) => {
              // A line that fails may do so for days; the log gets it once.
              if (state.error && state.error.message !== lastFailure) {
                node.warn(`The remote database fails, and is tried again: ${state.error.message}`);
              }
              lastFailure = state.error?.message;
              tell.onRemote(state);
            },
            onRecovered: ({ differing, decisions }) => {
              const brought = differing.reduce((sum, day) => sum + day.brought, 0);
              node.warn(`${brought} readings and ${decisions} decisions came back from the remote database.`);
            },
          },
        }
      : {}),
  });
}

function listenerList<Value>(): {
  add: (listener: (value: Value) => void) => () => void;
  tell: (value: Value) => void;
} {
  const all = new Set<(value: Value) => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: (value) => {
      for (const listener of all) listener(value);
    },
  };
}

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
