import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../node-red-version';
import { freePort } from './node-red';

export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  [property: string]: unknown;
}

export function readShippedFlows(): FlowNode[] {
  return JSON.parse(readFileSync(join(projectRoot, 'flows', 'flows.json'), 'utf8'));
}

/** One shipped tab with the bot and the database that it uses; the bot talks to another Discord. */
export function readShippedTab(tab: string, bot: { api: string; guilds: string }): FlowNode[] {
  return readShippedFlows()
    .filter(({ id, z }) => z === tab || [tab, 'bot', 'telemetry-db'].includes(id))
    .map((node) => (node.id === 'bot' ? { ...node, ...bot } : node));
}

/** The shipped flows, their simulated house and chat on free ports so that a running demo is not disturbed. */
export async function shippedFlows(): Promise<FlowNode[]> {
  const flows = readShippedFlows();
  const [gatewayPort, linePort, inverterPort] = [await freePort(), await freePort(), await freePort()];
  for (const node of flows) {
    if (node.type === 'simulated-house') Object.assign(node, { gatewayPort, linePort, inverterPort });
    if (node.type === 'simulated-discord') Object.assign(node, { port: await freePort() });
    if (node.id === 'line-gateway') node['tcpPort'] = String(gatewayPort);
    if (node.id === 'line-rs485') node['tcpPort'] = String(linePort);
    if (node.id === 'line-inverter') node['tcpPort'] = String(inverterPort);
  }
  return flows;
}
