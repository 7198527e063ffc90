import { InputError } from '../../../input-error';

/** How a database takes a reading whose figures have changed since it was sent. */
export const DIALECTS = ['influxdb', 'victoriametrics'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Where lines are written to, and how to get in. */
export interface LineAddress {
  /** Such as `https://host:8086/write?db=home` or `https://host/api/v2/write?org=home&bucket=telemetry`, without a secret. */
  url: string;
  /** `influxdb`: a later line of the same moment takes the place of the one before; `victoriametrics`: both stay. */
  dialect: Dialect;
  /** A token, or the password of the user in the address. */
  secret?: string | undefined;
  /** `off`: http is taken for other machines too. */
  tls: 'verify' | 'off';
}

/** @throws InputError `bad-address` that says what is wrong, without a secret that may be in it */
export function parseLineAddress({ url: text, tls }: LineAddress): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw bad('it must be such as https://host:8086/write?db=home');
  }
  if (url.password || ['p', 'token', 'u'].some((name) => url.searchParams.has(name))) {
    throw bad('it holds a secret: put that into the password field instead');
  }
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isLocal && tls !== 'off') {
    throw bad('http:// is not encrypted: use https://, or switch TLS off where the line is safe');
  }
  url.searchParams.set('precision', 'ms');
  return url;
}

function bad(why: string): InputError {
  return new InputError('bad-address', `The address of the remote can't be used: ${why}.`);
}
