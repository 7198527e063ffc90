// Starts Node-RED with the shipped flows and says, at the end, where the editor is and what is simulated.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const settings = require(join(root, 'settings.js'));
const url = `http://${settings.uiHost}:${settings.uiPort}`;
const PATIENCE = 120_000;

installFlows();
const red = join(dirname(require.resolve('node-red/package.json')), 'red.js');
const nodeRed = spawn(process.execPath, [red, '--settings', join(root, 'settings.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => nodeRed.kill(signal));
nodeRed.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 0 : 1)));
await sayWhere();

/**
 * Copies the shipped flows to the user's folder the first time, and again after an update as long as the user has not
 * changed them in the editor.
 */
function installFlows() {
  const shipped = readFileSync(join(root, 'flows', 'flows.json'), 'utf8');
  const mark = join(settings.userDir, '.flows-installed');
  mkdirSync(settings.userDir, { recursive: true });
  if (existsSync(settings.flowFile)) {
    const current = readFileSync(settings.flowFile, 'utf8');
    if (current === shipped) return;
    const unchanged = existsSync(mark) && readFileSync(mark, 'utf8') === hash(current);
    if (!unchanged) {
      console.log(`Using your own flows in ${settings.flowFile} (the shipped ones are in flows/flows.json).`);
      return;
    }
  }
  writeFileSync(settings.flowFile, shipped);
  writeFileSync(mark, hash(shipped));
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

async function sayWhere() {
  const deadline = Date.now() + PATIENCE;
  let water;
  while (Date.now() < deadline && nodeRed.exitCode === null && !water) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    water = await totalOf('water.volume', '24h');
  }
  if (nodeRed.exitCode !== null) return;
  const simulated = isOn('simulated-house');
  const chat = isOn('simulated-discord') && !process.env.DISCORD_TOKEN;
  const lines = [
    '',
    `The editor:   ${url}/`,
    ...(chat ? [`The chat:     ${url}/chat/   (simulated Discord: type /water, /energy, /now …)`] : []),
    `A total:      ${url}/telemetry/water.volume?period=24h${water ? `  →  ${water}` : '  (no reading yet)'}`,
    simulated
      ? 'Simulated:    all meters (tab "Demo", Modbus servers on 127.0.0.1). Nothing here is a real reading yet.'
      : 'Simulated:    nothing; the tab "Demo" is off.',
    'Stop with Ctrl+C.',
    '',
  ];
  console.log(lines.join('\n'));
}

async function totalOf(series, period) {
  try {
    const response = await fetch(`${url}/telemetry/${series}?period=${period}`);
    const { series: found } = await response.json();
    return found?.[0]?.total === undefined ? undefined : `${Math.round(found[0].total * 10) / 10} ${found[0].unit}`;
  } catch {
    return undefined;
  }
}

/** Whether the flows have a node of this type that is switched on. */
function isOn(wanted) {
  const flows = JSON.parse(readFileSync(settings.flowFile, 'utf8'));
  const off = new Set(flows.filter(({ type, disabled }) => type === 'tab' && disabled).map(({ id }) => id));
  return flows.some(({ type, z, d }) => type === wanted && !off.has(z) && d !== true);
}
