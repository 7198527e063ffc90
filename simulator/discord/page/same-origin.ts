import type { IncomingMessage } from 'node:http';
import { RequestError } from './requests';

const LOOPBACK_NAME = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;

/**
 * Lets only this page use its server: not another website that the same browser shows, and no name of another site
 * that was made to lead here (DNS rebinding).
 * @throws RequestError 403
 */
export function checkSameOrigin(request: IncomingMessage): void {
  checkHost(request);
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  // `none`: typed into the address bar. Programs that are not browsers send neither header.
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign || (origin !== undefined && hostOf(origin) !== host)) {
    throw new RequestError(403, 'Only the chat page itself may ask for this.');
  }
}

/** @throws RequestError 403 for a request over the loopback interface to a name that is not a loopback name */
export function checkHost({ headers, socket }: IncomingMessage): void {
  if (!LOOPBACK_ADDRESS.test(socket.localAddress ?? '')) return;
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!LOOPBACK_NAME.test(name)) {
    throw new RequestError(403, 'Open the chat page as localhost or 127.0.0.1, not under another name.');
  }
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
