import type { HttpServer } from './http-server';

/** The two ports: the API with the gateway, and the address at which a session is resumed. */
export class Ports {
  readonly #main: HttpServer;
  readonly #resume: HttpServer;
  #mainPort = 0;
  #resumePort = 0;

  constructor(main: HttpServer, resume: HttpServer) {
    this.#main = main;
    this.#resume = resume;
  }

  /**
   * Opens both ports, or none.
   * @param port of the API; 0 for any free one. The other one is free to choose, but stays the same once it is open.
   */
  async open(port: number): Promise<{ main: number; resume: number }> {
    try {
      this.#mainPort = await this.#main.listen(port);
      await this.openResume();
      return { main: this.#mainPort, resume: this.#resumePort };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Opens the ports that were open before. */
  async reopen(): Promise<void> {
    await this.open(this.#mainPort);
  }

  async openResume(): Promise<void> {
    this.#resumePort = await this.#resume.listen(this.#resumePort);
  }

  async closeResume(): Promise<void> {
    await this.#resume.close();
  }

  async close(): Promise<void> {
    await Promise.all([this.#main.close(), this.#resume.close()]);
  }

  dropConnections(): void {
    this.#main.dropConnections();
    this.#resume.dropConnections();
  }
}
