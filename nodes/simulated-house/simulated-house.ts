import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import { type Reading, show } from '../../lib/reading';
import type { Device } from '../../simulator/faults';
import { SimulatedHouse } from '../../simulator/simulated-house';
import { handleInput, type Message, type Send, showError } from '../shared/input';
import { bad, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  gatewayPort: unknown;
  linePort: unknown;
  inverterPort: unknown;
  seed: unknown;
}

/** Where a history that is being sent has come to; travels in `msg.history`. */
interface HistoryProgress {
  next: number;
  to: number;
}

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const POLL = 300_000;

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('simulated-house', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    let house: SimulatedHouse | undefined;
    const showRunning = (): void => {
      const count = house?.faults.length ?? 0;
      if (count === 0) this.status({ fill: 'green', shape: 'dot', text: 'simulated-house.status.running' });
      else this.status({ fill: 'yellow', shape: 'dot', text: RED._('simulated-house.status.faults', { count }) });
    };
    try {
      house = createHouse(config, () => showRunning());
      this.status({ fill: 'yellow', shape: 'ring', text: 'simulated-house.status.starting' });
      house.start().then(showRunning, (error: Error) => {
        showError(this, new InputError('port-failed', error.message));
        this.error(error.message);
      });
    } catch (error) {
      showError(this, error as Error);
      this.error(error as Error);
    }

    handleInput(this, async (message, send) => {
      if (!house) throw new InputError('bad-setting', 'The simulated house is not running; see its settings.');
      if (isProgress(message.history)) sendHistory(house, message, message.history, send);
      else if (asksHistory(message.payload)) sendHistory(house, message, wholeHistory(message.payload), send);
      else {
        setFaults(house, message.payload);
        showRunning();
      }
      return undefined;
    });
    this.on('close', (done: (error?: Error) => void) => {
      if (!house) done();
      else house.stop().then(() => done(), done);
    });
  });
};

function createHouse({ gatewayPort, linePort, inverterPort, seed }: Config, onFaultOver: () => void): SimulatedHouse {
  const ports = {
    gatewayPort: wholeSetting('gatewayPort', gatewayPort ?? 10502, 1024, 65535),
    linePort: wholeSetting('linePort', linePort ?? 10503, 1024, 65535),
    inverterPort: wholeSetting('inverterPort', inverterPort ?? 10505, 1024, 65535),
  };
  const [name, port] =
    Object.entries(ports).find(([, one], index, all) => all.findIndex(([, two]) => one === two) < index) ?? [];
  if (name) throw bad(name, port, 'a port that no other device has');
  return new SimulatedHouse({ ...ports, onFaultOver, seed: wholeSetting('seed', seed ?? 1, 0, 2 ** 31 - 1) });
}

function setFaults(house: SimulatedHouse, payload: unknown): void {
  const { fault, device, on, clear } = (payload ?? {}) as Record<string, unknown>;
  if (clear === true) {
    house.clearFaults();
    return;
  }
  if (typeof fault !== 'string') {
    throw new InputError(
      'failed',
      `${show(payload)} is nothing the simulated house knows. Send { fault, device, on }, { clear: true } or ` +
        '{ history: { days: 400 } }.',
    );
  }
  try {
    house.setFault(fault, device as Device | undefined, on !== false);
  } catch (error) {
    throw new InputError('failed', (error as Error).message);
  }
}

function asksHistory(payload: unknown): payload is { history: { days: unknown } } {
  return typeof payload === 'object' && payload !== null && typeof (payload as Message).history === 'object';
}

function wholeHistory({ history }: { history: { days: unknown } }): HistoryProgress {
  const days = wholeSetting('history.days', history.days, 1, 3650);
  const now = Date.now();
  // The live polls take over from here: they come with the gateway's stamps, which are never older than a poll.
  return { next: now - days * DAY, to: now - POLL };
}

function isProgress(history: unknown): history is HistoryProgress {
  const { next, to } = (history ?? {}) as Partial<HistoryProgress>;
  return Number.isFinite(next) && Number.isFinite(to);
}

/** Sends the next week of the past; the message comes back for the one after it, when it is stored. */
function sendHistory(house: SimulatedHouse, message: Message, { next, to }: HistoryProgress, send: Send): void {
  if (next >= to) return;
  const end = Math.min(next + WEEK, to);
  const readings: Reading[] = [...house.history(next, end)].flat();
  message.payload = readings;
  message.history = { next: end, to } satisfies HistoryProgress;
  send(message);
}
