import type { NodeAPI, NodeDef } from 'node-red';
import { WORD_ORDERS } from '../../lib/decoders/gateway/entries';
import { decodeMbusWater, type MbusWaterOptions } from '../../lib/decoders/mbus-water';
import { InputError } from '../../lib/input-error';
import { registerDecoder } from '../shared/decoder';
import { bad, choiceSetting, meterSetting, numberSetting, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  meter: unknown;
  wordOrder: unknown;
  maxAge: unknown;
  unit: unknown;
  exponent: unknown;
  meters: unknown;
}

export = (RED: NodeAPI): void => {
  registerDecoder<Config>(RED, 'mbus-water-decode', (config) => {
    const options: MbusWaterOptions = {
      meter: meterSetting('meter', config.meter ?? 'water'),
      wordOrder: choiceSetting('wordOrder', config.wordOrder ?? 'big', WORD_ORDERS),
      maxAge: numberSetting('maxAge', config.maxAge ?? 60, (value) => value >= 0, 'a number of minutes, 0 or more'),
      unit: choiceSetting('unit', config.unit ?? 'dm3', ['dm3', 'm3']),
      exponent: wholeSetting('exponent', config.exponent ?? 0, -9, 9),
      meters: metersSetting(config.meters ?? []),
    };
    return (payload, now) => {
      const { readings, format, problems, drift } = decodeMbusWater(payload, now, options);
      const warning = drift === undefined ? {} : { warning: wrongClock(drift) };
      return { readings, format, problems, ...warning, status: `mbus-water-decode.status.${format}` };
    };
  });
};

function wrongClock(drift: number): InputError {
  const minutes = Math.round(Math.abs(drift) / 60);
  return new InputError(
    'clock-drift',
    `The gateway's clock is ${minutes} min ${drift > 0 ? 'fast' : 'slow'}: set it, or let it ask a time server (SNTP). ` +
      'Meanwhile readings get the time of the poll.',
    { drift },
  );
}

function metersSetting(value: unknown): MbusWaterOptions['meters'] {
  if (!Array.isArray(value)) throw bad('meters', value, 'a list of { serial, meter }');
  const meters = value.map((entry: { serial?: unknown; meter?: unknown } | null) => {
    const serial = String(entry?.serial ?? '').trim();
    if (!/^[0-9A-Fa-f]{1,8}$/.test(serial)) throw bad('meters', value, 'a list of serial numbers of up to 8 digits');
    return { serial, meter: meterSetting('meters', entry?.meter) };
  });
  const serials = new Set(meters.map(({ serial }) => serial.padStart(8, '0')));
  if (serials.size < meters.length) throw bad('meters', value, 'a list that names no serial number twice');
  const names = new Set(meters.map(({ meter }) => meter));
  if (names.size < meters.length) throw bad('meters', value, 'a list that gives each meter a name of its own');
  return meters;
}
