import type { Backend } from '../backend';
import { type ErrorName, refusal } from '../errors';
import type { Body } from './body';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that is authorised and read. */
export interface Call extends Body {
  /** The parts of the path that the route names. */
  params: Record<string, string>;
  query: URLSearchParams;
}

export interface Reply {
  status: number;
  /** JSON; nothing with 204. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An endpoint of the REST API. */
export interface Route {
  method: Method;
  /** `/channels/:channel`: a word after a colon stands for any part. */
  path: string;
  /** Who may call it: the bot by its token; or anyone, as where an interaction's token in the path says enough. */
  by: 'bot' | 'anyone';
  /** @throws DiscordError */
  answer: (backend: Backend, call: Call) => Reply;
}

/** A route and the values of its path's parts. */
export interface Match {
  route: Route;
  params: Record<string, string>;
}

/**
 * Finds the endpoint of a request.
 * @returns what to refuse it with, if there is none
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | ErrorName {
  const fitting = routes.flatMap((route): Match[] => {
    const params = match(route.path, path);
    return params ? [{ route, params }] : [];
  });
  return fitting.find(({ route }) => route.method === method) ?? (fitting.length > 0 ? 'methodNotAllowed' : 'notFound');
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export const NO_CONTENT: Reply = { status: 204 };

/** @throws DiscordError for another application than the bot's */
export function refuseOtherApplication(id: string | undefined, own: string): void {
  if (id !== own) throw refusal('notAuthorizedOnApplication');
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of wanted.entries()) {
    const part = decode(parts[index]!);
    if (name.startsWith(':') && part !== '') params[name.slice(1)] = part;
    else if (name !== part) return undefined;
  }
  return params;
}

/** Clients may escape parts such as `@original`. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
