import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import { Poller, toWallClock } from '../../lib/polling/poller';
import { parseReadRequest, problemOf, type ReadRequest } from '../../lib/polling/request';
import type { DeviceReport } from '../../lib/polling/schedule';
import { handleInput, type Message, showError } from '../shared/input';
import { bad, numberSetting, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  devices: unknown;
  /** In s. */
  interval: unknown;
  timeout: unknown;
  delay: unknown;
  /** In ms. */
  pause: unknown;
  retries: unknown;
}

interface Device {
  name: string;
  interval: number;
  request: ReadRequest;
}

const SECOND = 1000;
const LONGEST_SPREAD = 10 * SECOND;
const DAY = 86_400;

/** Outputs: 1 the requests to the line, 2 how it stands with the devices, then the answers of each device. */
const ANSWERS_FROM = 2;

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('meter-poll', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    let poller: Poller | undefined;
    let devices: Device[] = [];
    let refused: Error | undefined;
    const output = (index: number, message: object): null[] => {
      const outputs: unknown[] = Array(devices.length + ANSWERS_FROM).fill(null);
      outputs[index] = message;
      return outputs as null[];
    };
    const showState = (): void => {
      const reports = poller!.schedule.reports;
      const silent = reports.filter(({ state }) => state === 'paused' || state === 'retried');
      const count = reports.filter(({ state }) => state === 'answers').length;
      const names = silent.map(({ device }) => device).join(', ');
      if (silent.length > 0)
        this.status({ fill: 'red', shape: 'ring', text: RED._('meter-poll.status.silent', { names }) });
      else if (count > 0)
        this.status({ fill: 'green', shape: 'dot', text: RED._('meter-poll.status.answer', { count }) });
      this.send(output(1, { topic: this.name || this.id, payload: reports.map(toPlain) }));
    };
    try {
      const interval = numberSetting('interval', config.interval ?? 300, isInterval, 'from 1 to 86400 s');
      devices = devicesSetting(config.devices, interval);
      const shortest = Math.min(...devices.map((device) => device.interval));
      poller = new Poller(
        {
          devices,
          spread: Math.min(LONGEST_SPREAD, shortest / devices.length),
          timeout: numberSetting('timeout', config.timeout ?? 4, isInterval, 'from 1 to 86400 s') * SECOND,
          pause: wholeSetting('pause', config.pause ?? 100, 0, 60_000),
          retries: wholeSetting('retries', config.retries ?? 1, 0, 10),
        },
        {
          ask: (device, poll) => {
            const { name, request } = devices[device]!;
            this.send(output(0, { topic: name, payload: { ...request }, poll }));
          },
          failed: (device, error) => {
            const problem = silence(devices[device]!, error);
            this.error(problem, { topic: devices[device]!.name, payload: '' } as never);
          },
          changed: showState,
        },
        numberSetting('delay', config.delay ?? 5, (value) => value >= 0 && value <= DAY, 'from 0 to 86400 s') * SECOND,
      );
    } catch (error) {
      refused = error as Error;
      showError(this, refused);
    }
    handleInput(this, async (message, send) => {
      if (refused || !poller) throw refused;
      if (message['poll'] === undefined) {
        poller.pollAll();
        return undefined;
      }
      const asked = devices[devices.findIndex(({ name }) => name === message.topic)];
      const problem = asked ? problemOf(message.payload, message['error'], asked.request) : 'nobody asked';
      const device = poller.answer(message['poll'], problem);
      if (device === undefined || problem !== undefined) return undefined;
      const { poll: _, ...answer } = message;
      send(output(device + ANSWERS_FROM, answer) as unknown as Message[]);
      return undefined;
    });
    this.on('close', () => poller?.stop());
  });
};

function toPlain({ since, answered, ...report }: DeviceReport): object {
  return {
    ...report,
    ...(since === undefined ? {} : { since: toWallClock(since) }),
    ...(answered === undefined ? {} : { answered: toWallClock(answered) }),
  };
}

function silence({ name, request }: Device, error: string): InputError {
  return new InputError('no-answer', `${name} (unit id ${request.unitid}) does not answer: ${error}.`, {
    device: name,
  });
}

function isInterval(value: number): boolean {
  return value >= 1 && value <= DAY;
}

function devicesSetting(value: unknown, interval: number): Device[] {
  if (!Array.isArray(value) || value.length === 0) throw bad('devices', value, 'a list with at least one device');
  const devices = value.map((entry: unknown, index): Device => {
    const fields = (entry ?? {}) as Record<string, unknown>;
    const name = String(fields['name'] ?? '').trim() || `device ${index + 1}`;
    const isOwn = fields['interval'] !== undefined && fields['interval'] !== '';
    const own = isOwn
      ? numberSetting(`interval of ${name}`, fields['interval'], isInterval, 'from 1 to 86400 s')
      : interval;
    return { name, interval: own * SECOND, request: parseReadRequest(fields, name) };
  });
  if (new Set(devices.map(({ name }) => name)).size < devices.length) {
    throw bad(
      'devices',
      devices.map(({ name }) => name),
      'a list that gives each device a name of its own',
    );
  }
  return devices;
}
