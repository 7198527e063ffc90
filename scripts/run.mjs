// Runs one of the project's tasks on a fresh machine: finds a Node.js that is new enough (or brings Node 24 from the
// npm registry), installs the dependencies when they are missing or old, builds, and starts the task.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const task = process.argv[2];
const tasks = { start: 'scripts/start.mjs', test: 'scripts/test.mjs', bench: 'dist/bench/index.js', build: undefined };

/** Oldest Node.js that runs Node-RED 5 and loads ES modules with require(). */
const OLDEST = [22, 12];
const BROUGHT = 'node@24';
const windows = process.platform === 'win32';

if (!(task in tasks)) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')}`);
  process.exit(2);
}

if (!isNewEnough(process.versions.node)) {
  console.log(
    `Node.js ${process.versions.node} is older than ${OLDEST.join('.')}: using ${BROUGHT} from the npm registry.`,
  );
  const result = spawnSync(
    'npm',
    [
      'exec',
      '--yes',
      '--prefer-offline',
      `--package=${BROUGHT}`,
      '--',
      'node',
      fileURLToPath(import.meta.url),
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit', shell: windows },
  );
  process.exit(result.status ?? 1);
}

if (isInstallNeeded()) {
  console.log('Installing the dependencies (some minutes the first time) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { ...process.env, ...headers() });
}
run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
if (tasks[task]) run(process.execPath, [join(root, tasks[task]), ...process.argv.slice(3)]);

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function isInstallNeeded() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Lets native modules that must be compiled use Node's own headers where they lie beside it, without a download. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}

function run(command, args, env = process.env) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell: windows && command === 'npm' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
