import type { NodeAPI, NodeDef } from 'node-red';
import { parseTimeZone, systemTimeZone } from '../../lib/calendar/zone';
import { decodeSolarEdge, type SolarEdgeResult } from '../../lib/decoders/solaredge';
import { registerDecoder } from '../shared/decoder';
import { meterSetting, optionalText, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  meter: unknown;
  address: unknown;
  timeZone: unknown;
}

export = (RED: NodeAPI): void => {
  registerDecoder<Config>(RED, 'solaredge-decode', (config) => {
    const meter = meterSetting('meter', config.meter ?? 'solar');
    const isKnown = config.address !== undefined && config.address !== '' && config.address !== null;
    const address = isKnown ? wholeSetting('address', config.address, 0, 65_535) : undefined;
    const timeZone = parseTimeZone(optionalText('timeZone', config.timeZone) || systemTimeZone());
    return (payload, now, request) => {
      const result = decodeSolarEdge(payload, now, { meter, timeZone, address: request.address ?? address });
      return { ...result, status: statusOf(result) };
    };
  });
};

/** The power while there is some, else what the inverter does. */
function statusOf({ readings, devices }: SolarEdgeResult): string {
  const { status } = devices.find(({ device }) => device === 'inverter') ?? {};
  const power = readings.find(({ unit }) => unit === 'W');
  if (power && status !== 'sleeping') return `${power.value} W`;
  return `solaredge-decode.status.${status ?? 'decoded'}`;
}
