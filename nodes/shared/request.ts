import type { Message } from './input';

/** What a message says about the Modbus request that it answers. */
export interface ModbusRequest {
  unitId?: number;
  functionCode?: number;
  address?: number;
}

/**
 * The request of an answer of node-red-contrib-modbus: its flex-getter puts it into `msg.modbusRequest`, its other
 * nodes into `msg.input.payload`.
 */
export function requestOf(message: Message): ModbusRequest {
  const { modbusRequest, input } = message as { modbusRequest?: unknown; input?: { payload?: unknown } | null };
  const { unitid, fc, address } = (modbusRequest ?? input?.payload ?? {}) as Record<string, unknown>;
  return {
    ...(isWhole(unitid) ? { unitId: unitid } : {}),
    ...(isWhole(fc) ? { functionCode: fc } : {}),
    ...(isWhole(address) ? { address } : {}),
  };
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
