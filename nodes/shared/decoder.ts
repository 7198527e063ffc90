import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InputError } from '../../lib/input-error';
import type { Reading } from '../../lib/reading';
import { handleInput, joinProblems, type Message, showError } from './input';
import { type ModbusRequest, requestOf } from './request';

export interface Decoded {
  readings: Reading[];
  /** What had to be left out. */
  problems?: InputError[];
  /** What its owner should know though nothing is missing: shows in the status, and once in the log. */
  warning?: InputError;
  /** Added to the message. */
  format?: string;
  /** What else the device shows, added to the message. */
  devices?: object[];
  /** What the status shows. */
  status: string;
}

/**
 * Registers a node that turns a payload into Readings.
 * @param decoderOf reads the node's settings and gives its decoder; what it throws shows in the status at once and
 *   answers every message. A decoder is told the time, and the Modbus request that the message answers
 */
export function registerDecoder<Config extends NodeDef>(
  RED: NodeAPI,
  type: string,
  decoderOf: (config: Config) => (payload: unknown, now: number, request: ModbusRequest) => Decoded,
): void {
  RED.nodes.registerType(type, function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    let decode: ReturnType<typeof decoderOf>;
    try {
      decode = decoderOf(config);
    } catch (error) {
      showError(this, error as Error);
      decode = () => {
        throw error;
      };
    }
    let warned: string | undefined;
    handleInput(this, async (message, send) => {
      const {
        readings,
        problems = [],
        warning,
        format,
        devices,
        status,
      } = withReason(message, () => decode(message.payload, Date.now(), requestOf(message)));
      message.payload = readings;
      if (format) message.format = format;
      if (devices) message.devices = devices;
      if (warning) this.status({ fill: 'yellow', shape: 'dot', text: `${type}.status.${warning.code}` });
      else this.status({ fill: 'green', shape: 'dot', text: status });
      if (warning && warning.code !== warned) this.warn(warning.message);
      warned = warning?.code;
      send(message);
      return joinProblems(problems);
    });
  });
}

/** Adds to a failed read why it failed: node-red-contrib-modbus puts that into `msg.error`. */
function withReason<T>(message: Message, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = (message.error as Error | undefined)?.message;
    if (!(error instanceof InputError) || error.code !== 'read-failed' || !reason) throw error;
    throw new InputError(error.code, `${error.message} The read said: ${reason}.`, { ...error.details, reason });
  }
}
