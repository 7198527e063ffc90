import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { comparisonTable } from '../../bench/other-rules';
import { projectRoot } from '../node-red-version';

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const json = (...path: string[]) => JSON.parse(read(...path));
const files = (folder: string, ending: string): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));

const manifest = json('package.json');
const nodeTypes = Object.keys(manifest['node-red'].nodes);

/** What each room may import besides itself; the first that fits a file counts. Libraries are not rooms. */
const ROOMS: [room: string, mayImport: string[]][] = [
  ['lib/input-error.ts', []],
  ['lib/reading.ts', ['lib/input-error.ts']],
  ['lib/calendar/', ['lib/input-error.ts']],
  ['lib/report.ts', ['lib/input-error.ts', 'lib/calendar/', 'lib/reading.ts']],
  ['lib/event-list.ts', ['lib/input-error.ts', 'lib/calendar/', 'lib/reading.ts', 'lib/report.ts']],
  ['lib/language/', ['lib/calendar/', 'lib/reading.ts', 'lib/report.ts']],
  ['lib/decoders/', ['lib/input-error.ts', 'lib/reading.ts']],
  ['lib/polling/', ['lib/input-error.ts', 'lib/reading.ts']],
  ['lib/ledger/', ['lib/reading.ts']],
  [
    'lib/store/',
    ['lib/event-list.ts', 'lib/input-error.ts', 'lib/ledger/', 'lib/report.ts', 'lib/calendar/', 'lib/reading.ts'],
  ],
  ['lib/import/', ['lib/input-error.ts', 'lib/calendar/', 'lib/reading.ts']],
  [
    'lib/command-line/',
    ['lib/input-error.ts', 'lib/calendar/', 'lib/import/', 'lib/language/', 'lib/reading.ts', 'lib/store/'],
  ],
  ['lib/chart/', ['lib/input-error.ts', 'lib/language/', 'lib/report.ts', 'lib/calendar/', 'lib/reading.ts']],
  [
    'lib/discord/',
    ['lib/event-list.ts', 'lib/input-error.ts', 'lib/language/', 'lib/report.ts', 'lib/calendar/', 'lib/reading.ts'],
  ],
  ['simulator/', ['lib/reading.ts', 'lib/decoders/']],
  ['nodes/', ['lib/', 'simulator/']],
];

describe('the house', () => {
  it('has no arrow from a lower floor up: every import is one that its room may have', () => {
    const wrong: string[] = [];
    for (const file of ['lib', 'simulator', 'nodes'].flatMap((folder) => files(folder, '.ts'))) {
      const path = file.split(sep).join('/');
      const [room, mayImport] = ROOMS.find(([name]) => path.startsWith(name))!;
      for (const [, target] of read(file).matchAll(/from '(\.[^']+)'/g)) {
        const imported = relative(projectRoot, resolve(projectRoot, dirname(file), `${target}.ts`))
          .split(sep)
          .join('/');
        if (!imported.startsWith(room) && !mayImport.some((allowed) => imported.startsWith(allowed))) {
          wrong.push(`${path} imports ${imported}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('knows Node-RED in nodes/ only', () => {
    const wrong = [...files('lib', '.ts'), ...files('simulator', '.ts')].filter((file) =>
      /from 'node-red/.test(read(file)),
    );
    assert.deepEqual(wrong, []);
  });
});

describe('the package', () => {
  it('has at most six runtime dependencies', () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
  });

  it('has a lock file without download addresses', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved": "https?:/);
  });

  it('has every node type in an example, and examples with core nodes and ours only', () => {
    const core =
      /^(tab|group|comment|inject|debug|catch|change|switch|function|http in|http response|csv|link (in|out))$/;
    const used = new Set<string>();
    for (const file of files('examples', '.json')) {
      for (const { type } of json(file)) {
        used.add(type);
        assert.ok(nodeTypes.includes(type) || core.test(type), `${file} uses ${type}`);
      }
    }
    assert.deepEqual(
      nodeTypes.filter((type) => !used.has(type)),
      [],
    );
  });

  it('has flows whose wires lead somewhere', () => {
    for (const file of ['flows/flows.json', ...files('examples', '.json')]) {
      const nodes: { id: string; wires?: string[][]; nodes?: string[] }[] = json(file);
      const ids = new Set(nodes.map(({ id }) => id));
      assert.equal(ids.size, nodes.length, `${file} has an id twice`);
      for (const { id, wires = [], nodes: members = [] } of nodes) {
        for (const target of [...wires.flat(), ...members]) assert.ok(ids.has(target), `${file}: ${id} → ${target}`);
      }
    }
  });
});

describe('the documents', () => {
  it('show what other rules make of the same readings as it is', () => {
    assert.ok(read('docs', 'numbers.md').includes(comparisonTable()));
  });
});

describe('the table of heat pumps', () => {
  it('is the one that its profiles make', () => {
    const script = join(projectRoot, 'scripts', 'heat-pump-table.mjs');
    const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    assert.ok(stdout.split('\n').length > 10 && read('docs', 'meters.md').includes(stdout));
  });
});

describe('the lines of the shipped flows', () => {
  it('have nothing that could write to a device', () => {
    const modbus = (json('flows', 'flows.json') as { type: string }[]).filter(({ type }) => type.startsWith('modbus'));
    assert.deepEqual([...new Set(modbus.map(({ type }) => type))].sort(), ['modbus-client', 'modbus-flex-getter']);
  });
});

describe('the texts', () => {
  const keysOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) => keysOf(part, `${path}.${key}`))
      : [path];
  /** Polish has more plural forms than English. */
  const withoutPlural = (keys: string[]): string[] => [
    ...new Set(keys.map((key) => key.replace(/_(zero|one|two|few|many|other)$/, ''))),
  ];

  for (const type of nodeTypes) {
    it(`of ${type} are the same keys in English and Polish, all of them texts`, () => {
      const [english, polish] = ['en-US', 'pl'].map((language) =>
        json('nodes', type, 'locales', language, `${type}.json`),
      );
      assert.deepEqual(withoutPlural(keysOf(polish)).sort(), withoutPlural(keysOf(english)).sort());
      for (const language of ['en-US', 'pl']) {
        assert.match(read('nodes', type, 'locales', language, `${type}.html`), new RegExp(`data-help-name="${type}"`));
      }
    });

    it(`of the dialog of ${type} exist`, () => {
      const english = json('nodes', type, 'locales', 'en-US', `${type}.json`);
      const known = new Set(keysOf(english).map((key) => key.slice(1)));
      const used = [
        ...read('nodes', type, `${type}.html`).matchAll(/data-i18n="(?:\[[a-z-]+\])?([^"]+)"/g),
        ...read('nodes', type, `${type}.editor.ts`).matchAll(/this\._\('([^']+)'\)/g),
      ].map(([, key]) => key!);
      assert.deepEqual(
        used.filter((key) => key.startsWith(type) && !known.has(key)),
        [],
      );
    });
  }

  it('of the chat page are the same keys in English and Polish', () => {
    const [english, polish] = ['en-US', 'pl'].map((language) =>
      json('simulator', 'discord', 'page', 'locales', `${language}.json`),
    );
    assert.deepEqual(keysOf(polish).sort(), keysOf(english).sort());
    const fixed = [...read('simulator/discord/page/browser/chat.html').matchAll(/data-(?:text|label)="([^"]+)"/g)];
    assert.deepEqual(
      fixed.map(([, key]) => key!).filter((key) => typeof english[key] !== 'string'),
      [],
    );
  });

  /** Which rooms' errors can show in a node's status. */
  const SOURCES: Record<string, string[]> = {
    'le03m-decode': ['lib/decoders/le03m.ts', 'lib/decoders/registers.ts', 'nodes/shared/settings.ts'],
    'mbus-water-decode': [
      'lib/decoders/mbus',
      'lib/decoders/gateway',
      'lib/decoders/registers.ts',
      'nodes/shared/settings.ts',
    ],
    'telemetry-store': [
      'lib/store/write',
      'lib/store/series.ts',
      'lib/store/repair.ts',
      'nodes/telemetry-store',
      'nodes/shared/database.ts',
    ],
    'telemetry-query': [
      'lib/calendar',
      'lib/store/query.ts',
      'lib/store/series-pattern.ts',
      'lib/store/schema.ts',
      'nodes/telemetry-query',
      'nodes/shared/database.ts',
      'nodes/shared/question.ts',
    ],
    'telemetry-events': [
      'lib/calendar',
      'lib/store/event-query.ts',
      'lib/store/series-pattern.ts',
      'lib/store/schema.ts',
      'nodes/telemetry-events',
      'nodes/shared/database.ts',
      'nodes/shared/question.ts',
    ],
    'telemetry-remote': [
      'lib/calendar/period.ts',
      'nodes/telemetry-remote',
      'nodes/shared/database.ts',
      'nodes/shared/question.ts',
      'nodes/shared/remote.ts',
      'lib/store/remote/home.ts',
      'lib/store/remote/sender.ts',
      'lib/store/remote/postgres/schema.ts',
      'lib/store/remote/postgres/connection.ts',
    ],
    'telemetry-backup': [
      'nodes/telemetry-backup',
      'nodes/shared/database.ts',
      'nodes/shared/settings.ts',
      'lib/store/backup.ts',
    ],
    'discord-command': [
      'nodes/discord-command',
      'nodes/shared/bot.ts',
      'nodes/shared/settings.ts',
      'nodes/discord-bot',
    ],
    'discord-chart': ['lib/chart', 'lib/report.ts', 'nodes/discord-chart'],
    'discord-reply': [
      'nodes/discord-reply',
      'nodes/shared/bot.ts',
      'nodes/shared/settings.ts',
      'lib/discord/discord-rest.ts',
      'lib/discord/message',
      'lib/report.ts',
      'lib/event-list.ts',
    ],
    'simulated-house': ['nodes/simulated-house', 'nodes/shared/settings.ts'],
    'simulated-discord': ['nodes/simulated-discord', 'nodes/shared/settings.ts'],
  };
  for (const [type, sources] of Object.entries(SOURCES)) {
    it(`of the status of ${type} name every error it can show`, () => {
      const { status } = json('nodes', type, 'locales', 'en-US', `${type}.json`)[type];
      const codes = [...files('lib', '.ts'), ...files('nodes', '.ts')]
        .filter((file) => sources.some((source) => file.startsWith(source.split('/').join(sep))))
        .flatMap((file) => [...read(file).matchAll(/new InputError\(\s*'([a-z-]+)'/g)].map(([, code]) => code!));
      assert.ok(codes.length > 0);
      assert.deepEqual(
        [...new Set([...codes, 'failed'])].filter((code) => !(code in status)),
        [],
      );
    });
  }
});
