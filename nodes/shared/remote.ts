import { InputError } from '../../lib/input-error';
import { DIALECTS } from '../../lib/store/remote/line-protocol/address';
import { LineRemote } from '../../lib/store/remote/line-protocol/line-remote';
import type { PostgresAddress } from '../../lib/store/remote/postgres/connection';
import { PostgresRemote } from '../../lib/store/remote/postgres/postgres-remote';
import type { Remote } from '../../lib/store/remote/remote';
import { choiceSetting, optionalText } from './settings';

/** The properties of a database node about a database far away. */
export interface RemoteConfig {
  remote: unknown;
  remoteUrl: unknown;
  remoteTls: unknown;
  remoteCa: unknown;
  home: unknown;
}

const REMOTES = ['postgresql', ...DIALECTS] as const;
const PASSWORD_VARIABLE = 'TELEMETRY_REMOTE_PASSWORD';

/**
 * The remote that the settings name; undefined without one, as with an environment variable that is not set.
 * @throws InputError what is wrong with them
 */
export function remoteOf(config: RemoteConfig, password: string | undefined): Remote | undefined {
  const url = optionalText('remoteUrl', config.remoteUrl);
  if (!url || !config.remote) return undefined;
  const kind = choiceSetting('remote', config.remote, REMOTES);
  const home = optionalText('home', config.home);
  if (!home) {
    throw new InputError(
      'bad-home',
      'The remote needs a name for this home, so that one database can serve many houses.',
    );
  }
  if (kind === 'postgresql') return new PostgresRemote(postgresAddress(config, password), home);
  return new LineRemote({ url, dialect: kind, tls: tlsSetting(config), ...secretOf(password) }, home);
}

export function postgresAddress(config: RemoteConfig, password: string | undefined): PostgresAddress {
  const caFile = optionalText('remoteCa', config.remoteCa);
  const { secret } = secretOf(password);
  return {
    url: optionalText('remoteUrl', config.remoteUrl),
    tls: tlsSetting(config),
    ...(secret === undefined ? {} : { password: secret }),
    ...(caFile ? { caFile } : {}),
  };
}

function tlsSetting({ remoteTls }: RemoteConfig): 'verify' | 'off' {
  return choiceSetting('remoteTls', remoteTls || 'verify', ['verify', 'off']);
}

function secretOf(password: string | undefined): { secret?: string } {
  const secret = password?.trim() || process.env[PASSWORD_VARIABLE]?.trim();
  return secret ? { secret } : {};
}
