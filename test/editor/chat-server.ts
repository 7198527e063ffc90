import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatPage } from '../../simulator/discord/page/chat-page';
import { SimulatedDiscord } from '../../simulator/discord/simulated-discord';

/** A simulated Discord with its page on an HTTP server, as the node puts them together. */
export class ChatServer {
  discord!: SimulatedDiscord;
  #page: ChatPage | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      if (!this.#page?.handle(request, response)) response.writeHead(404).end();
    });
  }

  /** @param deadline ms that the bot has for its first answer */
  static async start(deadline = 3000): Promise<ChatServer> {
    const server = new ChatServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    await server.startNode(deadline);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/chat`;
  }

  /** What a deployment does: another Discord, with nothing in it, on the same page. */
  async startNode(deadline = 3000): Promise<void> {
    this.discord = new SimulatedDiscord({ port: 0, deadline });
    await this.discord.start();
    this.#page = new ChatPage(this.discord.chat, '/chat');
  }

  /** The page is gone, as while Node-RED starts; open browsers find nothing. */
  async stopNode(): Promise<void> {
    this.#page?.close();
    this.#page = undefined;
    await this.discord.stop();
  }

  async stop(): Promise<void> {
    await this.stopNode();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
