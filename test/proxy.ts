import { connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to a connection on its way. `true` from `onAnswer` cuts it before the answer arrives. */
export interface ProxyRules {
  onRequest?: (data: Buffer) => void;
  onAnswer?: (data: Buffer) => boolean;
}

/** A line to a server on loopback that a test can cut, or let answers get lost on. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private isUp = true;
  rules: ProxyRules = {};

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new TcpProxy(server, (server.address() as { port: number }).port);
    server.on('connection', (socket) => proxy.join(socket, target));
    return proxy;
  }

  /** Cuts every connection, and refuses new ones until `up`. */
  down(): void {
    this.isUp = false;
    for (const socket of this.sockets) socket.destroy();
  }

  up(): void {
    this.isUp = true;
  }

  async stop(): Promise<void> {
    this.down();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(socket: Socket, target: number): void {
    if (!this.isUp) {
      socket.destroy();
      return;
    }
    const other = connect(target, '127.0.0.1');
    const end = (): void => {
      for (const one of [socket, other]) {
        this.sockets.delete(one);
        one.destroy();
      }
    };
    for (const one of [socket, other]) {
      this.sockets.add(one);
      one.on('error', end).on('close', end);
    }
    socket.on('data', (data) => {
      this.rules.onRequest?.(data);
      if (!other.destroyed) other.write(data);
    });
    other.on('data', (data) => {
      if (this.rules.onAnswer?.(data)) end();
      else if (!socket.destroyed) socket.write(data);
    });
  }
}
