import type { IncomingMessage } from 'node:http';
import { DiscordError, refusal } from '../errors';
import type { Upload } from '../validate/message';

const LARGEST_BODY = 110 * 2 ** 20;
const FILE = /^files\[(\d{1,2})\]$/;

/** A request's body: JSON, or JSON with files. */
export interface Body {
  json: unknown;
  uploads: Upload[];
}

/**
 * Reads a body of JSON, or multipart with `payload_json` and `files[n]`.
 * @throws DiscordError for one that is too large or can't be read
 */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const bytes = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { json: {}, uploads: [] };
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  if (type.startsWith('application/json')) return { json: parse(bytes.toString()), uploads: [] };
  throw new DiscordError(400, {
    message: 'Expected "Content-Type" header to be one of {application/json}.',
    code: 50035,
  });
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read, or the client would not see the answer, but not kept.
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  if (size > LARGEST_BODY) throw refusal('requestTooLarge');
  return Buffer.concat(chunks);
}

async function readForm(bytes: Buffer, type: string): Promise<Body> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  } catch {
    throw refusal('invalidJson');
  }
  const json = form.get('payload_json');
  const uploads: Upload[] = [];
  for (const [key, value] of form) {
    const index = FILE.exec(key)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    const data = Buffer.from(await value.arrayBuffer());
    uploads.push({ index: Number(index), name: value.name, type: value.type || 'application/octet-stream', data });
  }
  return { json: typeof json === 'string' ? parse(json) : {}, uploads };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('invalidJson');
  }
}
