import type { NodeAPI, NodeDef } from 'node-red';
import { decodeLe03m, type Le03mOptions } from '../../lib/decoders/le03m';
import { registerDecoder } from '../shared/decoder';
import { meterSetting, numberSetting, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  meter: unknown;
  divisor: unknown;
  offset: unknown;
}

export = (RED: NodeAPI): void => {
  registerDecoder<Config>(RED, 'le03m-decode', (config) => {
    const options: Le03mOptions = {
      meter: meterSetting('meter', config.meter ?? 'heat_pump'),
      divisor: numberSetting('divisor', config.divisor ?? 10, (value) => value > 0, 'a number above 0'),
      offset: wholeSetting('offset', config.offset ?? 0, 0, 122),
    };
    return (payload, now) => {
      const readings = decodeLe03m(payload, now, options);
      return { readings, status: `${readings[0]!.value} kWh` };
    };
  });
};
