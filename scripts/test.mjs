// Runs every check of the project: format and lint, unit tests with the coverage of lib/, then the tests in a
// browser, then the node and flow tests on Node-RED 5 and on 4.1. Types were checked by the build.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));
const mocha = [join(packageFolder('mocha'), 'bin', 'mocha.js'), '--forbid-only', '--timeout', '20000'];
const c8 = [join(root, 'node_modules', 'c8', 'bin', 'c8.js'), '--include', 'dist/lib/**', '--reporter', 'text'];
const biome = [join(packageFolder('@biomejs/biome'), 'bin', 'biome'), 'ci', '--error-on-warnings', '.'];

const unit = ['dist/test/project/**/*.test.js', 'dist/test/lib/**/*.test.js', 'dist/test/simulator/**/*.test.js'];
const nodes = ['dist/test/nodes/**/*.test.js'];
const flows = ['dist/test/flows/**/*.test.js'];
const browser = ['dist/test/editor/**/*.test.js'];

const steps = [
  ['Format and lint', biome],
  ['Unit tests, with coverage of lib/', [...c8, ...mocha, '--reporter', 'dot', ...unit]],
  ['Tests in a browser', [...mocha, ...browser]],
  ...['node-red', 'node-red-4'].flatMap((version) => [
    [`Node tests on ${version}`, [...mocha, ...nodes], { NODE_RED: version }],
    [`Flow tests on ${version}`, [...mocha, ...flows], { NODE_RED: version }],
  ]),
];

const counts = { passed: 0, failed: 0, skipped: 0 };
let broken = false;
for (const [title, args, env = {}] of steps) {
  console.log(`\n== ${title}`);
  const { code, output } = await run(args, env);
  for (const [, count, word] of output.matchAll(/^\s+(\d+) (passing|failing|pending)/gm)) {
    counts[{ passing: 'passed', failing: 'failed', pending: 'skipped' }[word]] += Number(count);
  }
  if (code !== 0) {
    broken = true;
    console.log(`-- ${title}: FAILED`);
  }
}
console.log(`\nTests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = broken ? 1 : 0;

function run(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, TZ: 'America/New_York', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}
