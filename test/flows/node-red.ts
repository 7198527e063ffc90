import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { nodeRedProgram, projectRoot } from '../node-red-version';

/** A Node-RED process of its own with our nodes, as a user runs it. */
export interface NodeRed {
  url: string;
  /** What it printed so far. */
  log: () => string;
  /** Ends it in good order. */
  stop: () => Promise<void>;
  /** Ends it as a power cut does. */
  kill: () => Promise<void>;
}

export interface NodeRedOptions {
  userDir: string;
  /** A node on a tab needs no place; without one Node-RED would take it for a config node. */
  flows: object[];
  /** Core nodes that the flows don't need, for a quicker start. */
  without?: string[];
  /** What is added to its environment. */
  env?: Record<string, string>;
  /** How much it prints. */
  logLevel?: 'info' | 'trace';
}

const STARTED = 'Started flows';
const PATIENCE = 60_000;

export async function startNodeRed({
  userDir,
  flows,
  without = [],
  env = {},
  logLevel = 'info',
}: NodeRedOptions): Promise<NodeRed> {
  const port = await freePort();
  mkdirSync(userDir, { recursive: true });
  writeFileSync(
    join(userDir, 'flows.json'),
    JSON.stringify(flows.map((node) => ('z' in node ? { x: 0, y: 0, ...node } : node))),
  );
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    userDir,
    flowFile: 'flows.json',
    nodesDir: [projectRoot],
    nodesExcludes: without,
    credentialSecret: 'test',
    lang: 'en-US',
    telemetry: { enabled: false },
    logging: { console: { level: logLevel } },
    editorTheme: { tours: false },
  };
  writeFileSync(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)};`);
  const child = spawn(process.execPath, [nodeRedProgram, '--settings', join(userDir, 'settings.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await started(child, () => text);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return { url: `http://127.0.0.1:${port}`, log: () => text, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
}

function started(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`Node-RED ${why}:\n${log()}`));
    };
    const timer = setTimeout(() => fail('did not start in time'), PATIENCE);
    child.stdout!.on('data', () => {
      if (!log().includes(STARTED)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/** A port of the loopback interface that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks again until the answer is right, and fails with the last one when it never is. */
export async function until<T>(ask: () => Promise<T>, right: (answer: T) => boolean, patience = PATIENCE): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (right(answer)) return answer;
      last = JSON.stringify(answer);
    } catch (error) {
      // Not there yet: no answer, or one of another form.
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`The right answer never came. The last one: ${String(last).slice(0, 2000)}`);
    // Nothing tells when a reading of another process is stored; asking is all there is.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
