import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import { type Device, parseDevices, parseSeconds } from '../../lib/polling/devices';
import { Poller, toWallClock } from '../../lib/polling/poller';
import { problemOf } from '../../lib/polling/request';
import type { DeviceReport } from '../../lib/polling/schedule';
import { handleInput, type Message, showError } from '../shared/input';
import { wholeSetting } from '../shared/settings';

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

/** From one device's poll to the next one's, in ms: room for an answer that does not come. */
const LONGEST_SPREAD = 10_000;

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
      devices = parseDevices(config.devices, parseSeconds('interval', config.interval ?? 300));
      const shortest = Math.min(...devices.map((device) => device.interval));
      poller = new Poller(
        {
          devices,
          spread: Math.min(LONGEST_SPREAD, shortest / devices.length),
          timeout: parseSeconds('timeout', config.timeout ?? 4),
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
        parseSeconds('delay', config.delay ?? 5, 0),
      );
    } catch (error) {
      refused = error as Error;
      showError(this, refused);
    }
    handleInput(this, async (message, send) => {
      if (refused || !poller) throw refused;
      if (message['poll'] === undefined) {
        if (isAnswer(message)) throw noNumber();
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

/** An answer of the getter that has lost its number must not be taken for the wish to poll: that would never end. */
function isAnswer(message: Message): boolean {
  return ['modbusRequest', 'responseBuffer', 'messageId', 'error'].some((property) => property in message);
}

function noNumber(): InputError {
  return new InputError(
    'no-number',
    'The answer does not say which poll it is from (msg.poll). Tick "Keep msg properties" in the Modbus Flex Getter, ' +
      'and wire its first output to this node.',
  );
}

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
