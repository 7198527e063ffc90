import type { HttpServer } from './http-server';

/** The two ports: the API with the gateway, and the address at which a session is resumed. */
export class Ports {
  readonly #main: HttpServer;
  readonly #resume: HttpServer;
  #mainPort = 0;
  #resumePort = 0;
  /** Faults: what is closed only for a while. */
  #isDown = false;
  #isResumeDown = false;

  constructor(main: HttpServer, resume: HttpServer) {
    this.#main = main;
    this.#resume = resume;
  }

  /**
   * Opens both ports, or none.
   * @param port of the API; 0 for any free one. The other one is any free one, and stays the same once it was open.
   */
  async open(port: number): Promise<{ main: number; resume: number }> {
    try {
      this.#mainPort = await this.#main.listen(port);
      this.#resumePort = await this.#resume.listen(this.#resumePort);
      return { main: this.#mainPort, resume: this.#resumePort };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isDown = false;
    this.#isResumeDown = false;
    await Promise.all([this.#main.close(), this.#resume.close()]);
  }

  /** Closes both ports for a while. */
  async takeDown(): Promise<void> {
    await this.close();
    this.#isDown = true;
  }

  /** Opens again what was taken down. */
  async bringBack(): Promise<void> {
    if (!this.#isDown) return;
    this.#isDown = false;
    await this.open(this.#mainPort);
  }

  /** Closes the port for a resume for a while. */
  async takeResumeDown(): Promise<void> {
    this.#isResumeDown = true;
    await this.#resume.close();
  }

  /** Opens the port for a resume again, if only that was taken down. */
  async bringResumeBack(): Promise<void> {
    if (!this.#isResumeDown) return;
    this.#isResumeDown = false;
    await this.#resume.listen(this.#resumePort);
  }

  dropConnections(): void {
    this.#main.dropConnections();
    this.#resume.dropConnections();
  }
}
