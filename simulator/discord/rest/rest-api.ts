import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Backend } from '../backend';
import { DiscordError, refusal } from '../errors';
import type { Violation } from '../journal';
import { API_VERSION } from '../protocol';
import { RateLimits } from '../rate-limits';
import { type Body, readBody } from './body';
import type { Interference } from './interference';
import { InvalidRequests } from './invalid-requests';
import { findRoute, type Match, NO_CONTENT, type Reply } from './route';
import { ROUTES } from './routes';

const API_PATH = /^\/api\/v(\d+)(\/.*)$/;
const FILE_PATH = /^\/attachments\/\d+\/(\d+)\/[^/]+$/;

/** A request as it came in. */
interface Arrived {
  /** Undefined outside of the API. */
  version: string | undefined;
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string;
  /** Or what is wrong with it. */
  body: Body | DiscordError;
}

/** Discord's REST API, and the files of its content network, over node:http. */
export class RestApi {
  readonly #backend: Backend;
  readonly #interference: Interference;
  readonly #limits: RateLimits;
  readonly #invalid: InvalidRequests;
  #stopping = new AbortController();

  constructor(backend: Backend, interference: Interference) {
    this.#backend = backend;
    this.#interference = interference;
    this.#limits = new RateLimits(backend.clock);
    this.#invalid = new InvalidRequests(backend.clock);
  }

  /** Answers a request; never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that vanishes is no fault of the server.
    response.on('error', () => {});
    try {
      const url = URL.parse(request.url ?? '', 'http://localhost');
      const file = url && FILE_PATH.exec(url.pathname)?.[1];
      if (file) this.#sendFile(file, response);
      else await this.#answer(request, response, url?.pathname ?? '', url?.searchParams ?? new URLSearchParams());
    } catch {
      // The connection broke while the body came in, or while an answer was held back.
      response.destroy();
    }
  }

  /** Forgets answers that are held back. */
  stop(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }

  async #answer(request: IncomingMessage, response: ServerResponse, pathname: string, query: URLSearchParams) {
    const { signal } = this.#stopping;
    const method = request.method ?? '';
    const [, version, path = pathname] = API_PATH.exec(pathname) ?? [];
    const met = this.#interference.meet(`${method} ${path}`);
    const body = await readBody(request).catch((error: unknown) => {
      if (error instanceof DiscordError) return error;
      throw error;
    });
    const authorization = request.headers.authorization ?? '';
    const reply =
      met.reply ?? this.#invalid.ban() ?? this.#reply({ version, method, path, query, authorization, body });
    // What is shown later is what was true now.
    const text = reply.status === NO_CONTENT.status ? '' : JSON.stringify(reply.body);
    if (met.delay > 0) await setTimeout(met.delay, undefined, { signal });
    this.#invalid.count(reply.status);
    this.#backend.journal.request({ method, path, status: reply.status });
    response.writeHead(reply.status, { ...reply.headers, ...(text ? { 'content-type': 'application/json' } : {}) });
    response.end(text);
  }

  #reply({ version, method, path, query, authorization, body }: Arrived): Reply {
    let headers: Record<string, string> = {};
    try {
      const { route, params } = this.#find(version, method, path);
      if (route.by === 'bot') this.#authorize(authorization);
      const allowance = this.#limits.count(`${method} ${path}`, route.by === 'anyone');
      if (allowance.reply) {
        this.#backend.journal.violation('rate-limit', `${method} ${path}`);
        return allowance.reply;
      }
      headers = allowance.headers;
      if (body instanceof Error) throw body;
      return { ...route.answer(this.#backend, { ...body, params, query }), headers };
    } catch (error) {
      if (!(error instanceof DiscordError)) return { status: 500, body: { message: String(error), code: 0 } };
      this.#backend.journal.violation(ruleOf(error), `${method} ${path}: ${describe(error)}`);
      return { status: error.status, body: error.body, headers };
    }
  }

  #find(version: string | undefined, method: string, path: string): Match {
    if (version === undefined) throw refusal('notFound');
    if (version !== String(API_VERSION)) throw refusal('invalidApiVersion');
    const match = findRoute(ROUTES, method, path);
    if (typeof match === 'string') throw refusal(match);
    return match;
  }

  #authorize(authorization: string): void {
    const token = /^Bot (.+)$/.exec(authorization)?.[1];
    if (token === undefined || !this.#backend.acceptsToken(token)) throw refusal('unauthorized');
  }

  #sendFile(id: string, response: ServerResponse): void {
    const file = this.#backend.attachments.get(id);
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.data);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.');
  }
}

const RULES: Record<number, Violation['rule']> = { 10062: 'deadline', 50006: 'form', 50035: 'form' };

function ruleOf({ status, body }: DiscordError): Violation['rule'] {
  if (status === 401) return 'authorization';
  return RULES[body.code] ?? (body.code === 0 ? 'route' : 'refused');
}

function describe({ body }: DiscordError): string {
  return body.errors ? `${body.message} ${JSON.stringify(body.errors)}` : `${body.code} ${body.message}`;
}
