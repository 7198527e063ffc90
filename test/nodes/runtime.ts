import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Node, NodeInitializer } from 'node-red';
import { nodeRedMain, projectRoot } from '../node-red-version';

/** A node of the flow under test; the helper lacks types. */
export type TestNode = Omit<Node, 'on' | 'receive'> & {
  receive(message: object): void;
  on(event: string, listener: (message: Record<string, unknown>) => void): void;
};

interface TestHelper {
  init(runtime: string, settings: object): void;
  load(nodes: NodeInitializer[], flow: object[], credentials: object): Promise<void>;
  unload(): Promise<void>;
  getNode(id: string): TestNode;
  startServer(done: () => void): void;
  stopServer(done: () => void): void;
  request(): { get(path: string): Promise<{ status: number; body: unknown }> };
}

const load = createRequire(__filename);
const helper = load('node-red-node-test-helper') as TestHelper;

const TYPES = [
  'le03m-decode',
  'mbus-water-decode',
  'solaredge-decode',
  'heat-pump-decode',
  'meter-poll',
  'telemetry-database',
  'telemetry-store',
  'telemetry-query',
  'telemetry-events',
  'telemetry-remote',
  'telemetry-backup',
  'discord-bot',
  'discord-command',
  'discord-chart',
  'discord-reply',
  'simulated-house',
  'simulated-discord',
];

/** A Node-RED runtime inside the test with all our nodes and one flow. */
export class Runtime {
  private readonly waiting: ((outcome: Outcome) => void)[] = [];
  private readonly early: Outcome[] = [];

  /**
   * @param userDir where relative files lie
   * @param credentials by id of their node
   */
  static async start(flow: object[], userDir = '/nonexistent', credentials: object = {}): Promise<Runtime> {
    helper.init(nodeRedMain, { userDir });
    await new Promise<void>((resolve) => helper.startServer(resolve));
    const nodes = TYPES.map((type) => load(join(projectRoot, 'dist', 'nodes', type, `${type}.js`)) as NodeInitializer);
    await helper.load(nodes, flow, credentials);
    return new Runtime();
  }

  private constructor() {
    for (const [name, id] of [
      ['message', 'out'],
      ['caught', 'caught'],
    ] as const) {
      helper.getNode(id).on('input', (received) => {
        const outcome = { [name]: received };
        const waiting = this.waiting.shift();
        if (waiting) waiting(outcome);
        else this.early.push(outcome);
      });
    }
  }

  /** What comes next: a message of the node under test, or an error that the Catch node got. */
  next(): Promise<Outcome> {
    const early = this.early.shift();
    return early ? Promise.resolve(early) : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Sends a message to a node and gives what comes of it. */
  send(id: string, message: object): Promise<Outcome> {
    const outcome = this.next();
    helper.getNode(id).receive(message);
    return outcome;
  }

  node(id: string): TestNode {
    return helper.getNode(id);
  }

  get(path: string): Promise<{ status: number; body: unknown }> {
    return helper.request().get(path);
  }

  /** The newest status of a node. */
  status(id: string): unknown {
    return this.said(id, 'status').at(-1);
  }

  /** What a node has warned of, in the order it did. */
  warnings(id: string): unknown[] {
    return this.said(id, 'warn');
  }

  private said(id: string, method: 'status' | 'warn'): unknown[] {
    const node = helper.getNode(id);
    // The helper watches the method of all nodes, not that of each.
    const spy = node[method] as unknown as { getCalls(): { thisValue: unknown; args: unknown[] }[] };
    return spy
      .getCalls()
      .filter(({ thisValue }) => thisValue === node)
      .map(({ args }) => args[0]);
  }

  async stop(): Promise<void> {
    await helper.unload();
    await new Promise<void>((resolve) => helper.stopServer(resolve));
  }
}

export interface Outcome {
  message?: Record<string, unknown>;
  caught?: Record<string, unknown>;
}

/** Nodes around the one under test: a tab, where its message goes, and where its errors go. */
export const AROUND = [
  { id: 'tab', type: 'tab' },
  { id: 'out', z: 'tab', type: 'helper', x: 0, y: 0 },
  { id: 'catch', z: 'tab', type: 'catch', scope: null, x: 0, y: 0, wires: [['caught']] },
  { id: 'caught', z: 'tab', type: 'helper', x: 0, y: 0 },
];

/** The sentence of a caught error. */
export function sentence({ caught }: Outcome): string {
  return String((caught?.['error'] as { message?: unknown } | undefined)?.message);
}
