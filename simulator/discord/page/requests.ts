import type { IncomingMessage } from 'node:http';
import type { OptionValue } from '../chat';

/** A request that is refused, with a sentence for the one who sent it. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const LARGEST_BODY = 64 * 1024;

/**
 * Reads a JSON object.
 * @throws RequestError 415 for another type, 413 when it is longer than 64 kB, 400 for what is not a JSON object
 */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  // A form of another site can't send this type without asking first, which nothing here allows.
  if (type !== 'application/json') throw new RequestError(415, 'Send the body as application/json.');
  const body = request.readableDidRead ? readBefore(request) : parse(await readAll(request));
  if (!isObject(body)) throw new RequestError(400, 'The body must be a JSON object.');
  return body;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Node-RED's editor, when it has the same root, reads and parses all JSON bodies before anyone else sees them. */
function readBefore({ body }: IncomingMessage & { body?: unknown }): unknown {
  if (JSON.stringify(body ?? null).length > LARGEST_BODY) throw tooLong();
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'The body is not JSON.');
  }
}

function tooLong(): RequestError {
  return new RequestError(413, 'The body is longer than 64 kB.');
}

/*
 * Readers of one field each. All of them throw a RequestError 400 that names the field.
 */

/** A text that is not empty. */
export function text(body: Record<string, unknown>, field: string, longest = 100): string {
  const value = body[field];
  if (typeof value !== 'string' || value.trim() === '' || value.length > longest) {
    throw new RequestError(400, `"${field}" must be a text of 1 to ${longest} characters.`);
  }
  return value;
}

/** Texts, or undefined when the field is absent. */
export function texts(body: Record<string, unknown>, field: string): string[] | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  const good = (part: unknown): boolean => typeof part === 'string' && part.length <= 100;
  if (!Array.isArray(value) || value.length > 25 || !value.every(good)) {
    throw new RequestError(400, `"${field}" must be a list of at most 25 texts.`);
  }
  return value as string[];
}

/** Option values by option name. */
export function options(body: Record<string, unknown>, field: string): Record<string, OptionValue> {
  const value = body[field];
  const good = (part: unknown): boolean =>
    (typeof part === 'string' && part.length <= 6000) || typeof part === 'boolean' || Number.isFinite(part);
  if (!isObject(value) || Object.keys(value).length > 25 || !Object.values(value).every(good)) {
    throw new RequestError(
      400,
      `"${field}" must be an object of at most 25 texts of 6000 characters, numbers or booleans.`,
    );
  }
  return value as Record<string, OptionValue>;
}

/** A language as Discord names it, such as `en-US` or `pl`. */
export function locale(body: Record<string, unknown>, field: string): string | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[a-z]{2}(-[A-Z]{2}|-419)?$/.test(value)) {
    throw new RequestError(400, `"${field}" must be a language such as "en-US" or "pl".`);
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
