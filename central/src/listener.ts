/** The port of this process, listened to from the start; who serves what comes in may change once it leads. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from './limits.ts';

export class Listener {
  readonly url: string;
  readonly server: Server;

  private constructor(url: string, server: Server) {
    this.url = url;
    this.server = server;
  }

  /** Resolves when it listens; `port` 0 for any free one. */
  static async open({ host, port }: { readonly host: string; readonly port: number }): Promise<Listener> {
    const server = createServer({
      keepAliveTimeout: LIMITS.keepAliveMs,
      headersTimeout: LIMITS.headersTimeoutMs,
      requestTimeout: LIMITS.requestTimeoutMs,
      connectionsCheckingInterval: LIMITS.timeoutCheckMs,
    });
    server.maxConnections = LIMITS.connections;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: LIMITS.connectionsWaiting }, resolve);
    });
    const address = server.address() as AddressInfo;
    return new Listener(`http://${host}:${address.port}`, server);
  }

  /** From now on requests go there; what is under way ends where it began. */
  serve(handler: RequestListener): void {
    this.server.removeAllListeners('request');
    this.server.on('request', handler);
  }

  /** Takes nothing new, and lets what is under way finish for so many milliseconds. */
  async close(drainMs: number = LIMITS.drainMs): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    const patience = setTimeout(() => this.server.closeAllConnections(), drainMs);
    const idle = setInterval(() => this.server.closeIdleConnections(), 50);
    await closed;
    clearTimeout(patience);
    clearInterval(idle);
  }
}
