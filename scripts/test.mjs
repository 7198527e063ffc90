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
// These wait for time-outs and pauses of a line most of the time.
const lines = ['bus', 'faults', 'modbus', 'serial-line'].map((name) => `dist/test/flows/${name}.test.js`);
const flows = ['dist/test/flows/**/*.test.js', ...lines.flatMap((file) => ['--ignore', file])];
const browser = ['dist/test/editor/**/*.test.js'];

const onNodeRed = (title, files, version) => [`${title} on ${version}`, [...mocha, ...files], { NODE_RED: version }];

// Three lanes at a time, about as long as each other: most of the time they wait.
const lanes = [
  [
    ['Format and lint', biome],
    ['Unit tests, with coverage of lib/', [...c8, ...mocha, '--reporter', 'dot', ...unit]],
  ],
  [
    ['Tests in a browser', [...mocha, ...browser]],
    onNodeRed('Node tests', nodes, 'node-red'),
    onNodeRed('Flow tests', flows, 'node-red'),
  ],
  [
    onNodeRed('Tests of lines', lines, 'node-red'),
    onNodeRed('Node tests', nodes, 'node-red-4'),
    onNodeRed('Tests of lines', lines, 'node-red-4'),
    onNodeRed('Flow tests', flows, 'node-red-4'),
  ],
];

const counts = { passed: 0, failed: 0, skipped: 0 };
let broken = false;
await Promise.all(lanes.map(runLane));
console.log(`\nTests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = broken ? 1 : 0;

/** One step after the other; what a step says is printed when it is over, so that lanes do not mix. */
async function runLane(steps) {
  for (const [title, args, env = {}] of steps) {
    console.log(`-- ${title}: started`);
    const { code, output } = await run(args, env);
    console.log(`\n== ${title}\n${output}`);
    for (const [, count, word] of output.matchAll(/^\s+(\d+) (passing|failing|pending)/gm)) {
      counts[{ passing: 'passed', failing: 'failed', pending: 'skipped' }[word]] += Number(count);
    }
    if (code === 0) continue;
    broken = true;
    console.log(`-- ${title}: FAILED`);
  }
}

function run(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, TZ: 'America/New_York', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
}
