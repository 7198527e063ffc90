import type { Node, NodeAPI } from 'node-red';
import { InputError } from '../../lib/input-error';
import type { Telemetry } from '../../lib/store/telemetry';
import type { DatabaseNode } from '../telemetry-database/telemetry-database';
import { showError } from './input';

/** The config node that a node names; says so in the status when it is missing. */
export function findDatabase(RED: NodeAPI, node: Node, id: unknown): DatabaseNode | undefined {
  const found = RED.nodes.getNode(String(id ?? '')) as DatabaseNode | null;
  if (!found?.onState) showError(node, missing());
  return found?.onState ? found : undefined;
}

/** @throws InputError `no-database`, or what is wrong with the config node's settings */
export function usableDatabase(node: DatabaseNode | undefined): Telemetry {
  if (node?.database) return node.database;
  throw node?.problem ?? missing();
}

function missing(): InputError {
  return new InputError('no-database', 'No database is chosen. Open this node and choose or add one.');
}
