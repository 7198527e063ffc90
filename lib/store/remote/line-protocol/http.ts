import { type LineAddress, parseLineAddress } from './address';

const TIMEOUT = 30_000;
const LONGEST_ANSWER = 300;

/** What a server answered that did not take something. */
export class HttpFailure extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`The remote answered ${status}: ${text.slice(0, LONGEST_ANSWER).trim() || 'nothing'}`);
  }
}

/** Requests to a database by HTTP. */
export class LineServer {
  readonly url: URL;
  private readonly authorization: string | undefined;

  /** @throws InputError `bad-address` */
  constructor(address: LineAddress) {
    this.url = parseLineAddress(address);
    const { username } = this.url;
    this.url.username = '';
    const { secret } = address;
    if (secret !== undefined) {
      this.authorization = username
        ? `Basic ${Buffer.from(`${decodeURIComponent(username)}:${secret}`).toString('base64')}`
        : `Token ${secret}`;
    }
  }

  /** The server and the database, for texts. */
  get name(): string {
    const { db, bucket } = Object.fromEntries(this.url.searchParams);
    return `${this.url.host} ${db ?? bucket ?? ''}`.trim();
  }

  async write(lines: readonly string[]): Promise<void> {
    await this.request(this.url, { method: 'POST', body: `${lines.join('\n')}\n` });
  }

  /** @param path of the server, such as `/query` */
  async ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    method: 'GET' | 'POST' = 'GET',
  ): Promise<string> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return this.request(url, { method });
  }

  private async request(url: URL, init: RequestInit): Promise<string> {
    const headers = this.authorization === undefined ? {} : { authorization: this.authorization };
    const response = await fetch(url, {
      ...init,
      headers,
      signal: AbortSignal.timeout(TIMEOUT),
      redirect: 'error',
    }).catch((error: Error) => {
      // "fetch failed" says nothing; its cause does.
      throw (error.cause as Error | undefined) ?? error;
    });
    const text = await response.text();
    if (!response.ok) throw new HttpFailure(response.status, text);
    return text;
  }
}
