import type { NodeAPI, NodeDef } from 'node-red';
import { decodeHeatPump } from '../../lib/decoders/heat-pump';
import { heatPumpProfile, heatPumpProfiles } from '../../lib/decoders/heat-pumps';
import { parseRows } from '../../lib/decoders/profile-rows';
import { registerDecoder } from '../shared/decoder';
import { meterSetting, optionalText, wholeSetting } from '../shared/settings';

interface Config extends NodeDef {
  meter: unknown;
  /** Name of a shipped profile, or `own`. */
  profile: unknown;
  /** Of an own profile. */
  rows: unknown;
  address: unknown;
}

export = (RED: NodeAPI): void => {
  registerDecoder<Config>(RED, 'heat-pump-decode', (config) => {
    const meter = meterSetting('meter', config.meter ?? 'heat_pump');
    const profile = optionalText('profile', config.profile ?? 'own');
    const rows = profile === 'own' ? parseRows(config.rows) : heatPumpProfile(profile).rows;
    const isKnown = config.address !== undefined && config.address !== '' && config.address !== null;
    const address = isKnown ? wholeSetting('address', config.address, 0, 65_535) : undefined;
    return (payload, now, request) => {
      const { readings, problems } = decodeHeatPump(payload, now, { meter, rows, address, ...request });
      const shown = readings.map(({ value, unit }) => `${value} ${unit}`).join(' · ');
      return { readings, problems, status: shown || 'heat-pump-decode.status.no-sensor' };
    };
  });

  RED.httpAdmin.get(
    '/heat-pump-decode/profiles',
    RED.auth.needsPermission('heat-pump-decode.read'),
    (_request, response) => {
      response.json(heatPumpProfiles());
    },
  );
};
