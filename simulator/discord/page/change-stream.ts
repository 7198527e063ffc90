import type { ServerResponse } from 'node:http';
import type { Chat } from '../chat';

/** Tells open pages, through Server-Sent Events, that something has changed: one event for many changes at once. */
export class ChangeStream {
  readonly #pages = new Set<ServerResponse>();
  readonly #stopListening: () => void;
  #pending: NodeJS.Immediate | undefined;

  constructor(chat: Chat) {
    this.#stopListening = chat.onChange(() => {
      this.#pending ??= setImmediate(() => {
        this.#pending = undefined;
        for (const page of this.#pages) page.write('data: changed\n\n');
      });
    });
  }

  /** Keeps the response open until the page goes away or this is closed. */
  follow(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // Proxies would otherwise collect events before passing them on.
      'X-Accel-Buffering': 'no',
    });
    // The page may have missed changes while it was not connected.
    response.write('retry: 1000\ndata: connected\n\n');
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
    response.on('error', () => this.#pages.delete(response));
  }

  close(): void {
    this.#stopListening();
    clearImmediate(this.#pending);
    for (const page of this.#pages) page.end();
    this.#pages.clear();
  }
}
