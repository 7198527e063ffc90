import type { Node, NodeAPI } from 'node-red';
import { InputError } from '../../lib/input-error';
import type { BotNode, BotNodeState } from '../discord-bot/discord-bot';
import { showError } from './input';

/** The bot that a node names; says so in the status when it is missing. */
export function findBot(RED: NodeAPI, node: Node, id: unknown): BotNode | undefined {
  const found = RED.nodes.getNode(String(id ?? '')) as BotNode | null;
  if (found?.onState) return found;
  showError(node, noBot());
  return undefined;
}

export function noBot(): InputError {
  return new InputError('no-bot', 'No bot is chosen. Open this node and choose or add one.');
}

type Look = { fill: 'red' | 'yellow' | 'green'; shape: 'ring' | 'dot' };

const RED_RING: Look = { fill: 'red', shape: 'ring' };
const YELLOW_RING: Look = { fill: 'yellow', shape: 'ring' };

/** Shows in a node's status how its bot is. */
export function showBotState(node: Node, state: BotNodeState): void {
  const look: Look =
    state === 'online'
      ? { fill: 'green', shape: 'dot' }
      : state === 'connecting' || state === 'waiting'
        ? YELLOW_RING
        : RED_RING;
  node.status({ ...look, text: `${node.type}.status.${state}` });
}
