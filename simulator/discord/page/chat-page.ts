import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chat } from '../chat';
import { type Asset, readAssets } from './assets';
import { ChangeStream } from './change-stream';
import { type Action, type Answers, type ChatState, DIRECT_MESSAGES } from './protocol';
import { locale, options, RequestError, readJson, text, texts } from './requests';
import { checkHost, checkSameOrigin } from './same-origin';

/** Discord's own limit. */
const LONGEST_MESSAGE = 2000;
/** What a browser may show from here as a picture; anything else is only for download. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

type Body = Record<string, unknown>;

/** Serves the page of a simulated chat, and what the page asks for, below one path of an HTTP server. */
export class ChatPage {
  readonly #chat: Chat;
  readonly #base: string;
  readonly #assets: Map<string, Asset> = readAssets();
  readonly #changes: ChangeStream;
  readonly #actions: { [A in Action]: (body: Body) => Promise<Answers[A]> };

  /** @param base the page's path, such as `/chat` */
  constructor(chat: Chat, base: string) {
    this.#chat = chat;
    this.#base = base;
    this.#changes = new ChangeStream(chat);
    this.#actions = {
      say: async (body) => {
        chat.say(this.#person(body), this.#channel(body), text(body, 'text', LONGEST_MESSAGE));
        return {};
      },
      command: (body) =>
        chat.command(this.#person(body), this.#channel(body), text(body, 'name'), options(body, 'options')),
      suggest: (body) =>
        chat.suggest(
          this.#person(body),
          this.#channel(body),
          text(body, 'name'),
          options(body, 'options'),
          text(body, 'focused'),
        ),
      press: (body) =>
        chat.press(this.#person(body), text(body, 'message'), text(body, 'customId'), texts(body, 'values')),
      person: async (body) => {
        this.#change(body);
        return {};
      },
    };
  }

  /** @returns whether the request is one for this page, and so will be answered */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    if (path !== this.#base && !path.startsWith(`${this.#base}/`)) return false;
    this.#answer(request, response, path.slice(this.#base.length), new URLSearchParams(query)).catch((error) =>
      refuse(request, response, error),
    );
    return true;
  }

  /** Ends the streams of all open pages; they try to connect again until there is a new server. */
  close(): void {
    this.#changes.close();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    // The page's own addresses are relative to its folder; so is this one, to work below any root.
    if (path === '') {
      response.writeHead(308, { Location: `.${this.#base}/` }).end();
      return;
    }
    const name = path.slice(1);
    const asset = this.#assets.get(name);
    if (asset) {
      allow(request, 'GET', 'HEAD');
      checkHost(request);
      send(response, asset.type, asset.body, asset.headers);
      return;
    }
    checkSameOrigin(request);
    if (Object.hasOwn(this.#actions, name)) {
      allow(request, 'POST');
      sendJson(response, await this.#actions[name as Action](await readJson(request)));
      return;
    }
    allow(request, 'GET');
    if (name === 'state') sendJson(response, this.#state(query));
    else if (name === 'events') this.#changes.follow(response);
    else if (name.startsWith('attachments/')) this.#sendAttachment(response, name.slice('attachments/'.length));
    else throw new RequestError(404, 'There is no such page.');
  }

  #state(query: URLSearchParams): ChatState {
    const { guild, bot, botOnline, channels, roles, people } = this.#chat;
    const person = this.#person({ person: query.get('person') || people[0]?.id });
    const channel = this.#channel({ channel: query.get('channel') || channels[0]?.id });
    return {
      ...{ guild, bot, botOnline, channels, roles, people, person, channel },
      commands: this.#chat.commands(person, channel),
      messages: this.#chat.messages(person, channel),
    };
  }

  #sendAttachment(response: ServerResponse, id: string): void {
    const attachment = this.#chat.attachment(id);
    if (!attachment) throw new RequestError(404, 'There is no such attachment.');
    const { type, name, data } = attachment;
    const isPicture = PICTURES.has(type);
    send(response, isPicture ? type : 'application/octet-stream', data, {
      'Content-Disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
    });
  }

  #person(body: Body): string {
    const id = text(body, 'person');
    if (!this.#chat.people.some((person) => person.id === id)) throw new RequestError(404, 'There is no such person.');
    return id;
  }

  #channel(body: Body): string {
    const id = text(body, 'channel');
    if (id !== DIRECT_MESSAGES && !this.#chat.channels.some((channel) => channel.id === id)) {
      throw new RequestError(404, 'There is no such channel.');
    }
    return id;
  }

  #change(body: Body): void {
    const language = locale(body, 'locale');
    const roles = texts(body, 'roles');
    if (roles?.some((id) => !this.#chat.roles.some((role) => role.id === id))) {
      throw new RequestError(404, 'There is no such role.');
    }
    this.#chat.setPerson(this.#person(body), { ...(language && { locale: language }), ...(roles && { roles }) });
  }
}

function allow({ method }: IncomingMessage, ...methods: string[]): void {
  if (!methods.includes(method ?? '')) throw new RequestError(405, `Only ${methods.join(' and ')} can be used here.`);
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(value)), {}, status);
}

function send(
  response: ServerResponse,
  type: string,
  body: Buffer,
  headers: Record<string, string>,
  status = 200,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

/** Chat's own errors are sentences about what was asked, too. */
function refuse(request: IncomingMessage, response: ServerResponse, error: Error): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // What is left of a body that was too long is not read.
  if (!request.complete) response.setHeader('Connection', 'close');
  sendJson(response, { error: error.message }, error instanceof RequestError ? error.status : 400);
}
