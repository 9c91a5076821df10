/**
 * What stands before several hubs, as a load balancer does elsewhere: one
 * address, connections shared out among the hubs that say they are ready, and
 * cut when their hub no longer says so.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

const HOST = '127.0.0.1';
const CHECK_MS = 250;
const PATIENCE_MS = 4_000;

export class Front {
  readonly url: string;
  readonly #server: Server;
  readonly #hubs: () => readonly string[];
  readonly #sockets = new Map<string, Set<Socket>>();
  #ready: readonly string[] = [];
  #next = 0;
  readonly #checking: NodeJS.Timeout;

  private constructor(server: Server, hubs: () => readonly string[]) {
    this.#server = server;
    this.#hubs = hubs;
    this.url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket) => this.#pass(socket));
    this.#checking = setInterval(() => void this.#check(), CHECK_MS);
  }

  /** `hubs` says where they listen; it is asked again and again. */
  static async open(port: number, hubs: () => readonly string[]): Promise<Front> {
    const server = createServer();
    server.listen(port, HOST);
    await once(server, 'listening');
    const front = new Front(server, hubs);
    await front.#check();
    return front;
  }

  async close(): Promise<void> {
    clearInterval(this.#checking);
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const sockets of this.#sockets.values()) for (const socket of sockets) socket.destroy();
    await closed;
  }

  async #check(): Promise<void> {
    const hubs = this.#hubs();
    const answers = await Promise.all(hubs.map(isReady));
    this.#ready = hubs.filter((_, index) => answers[index]);
    for (const [hub, sockets] of this.#sockets)
      if (!this.#ready.includes(hub)) for (const socket of sockets) socket.destroy();
  }

  #pass(near: Socket): void {
    near.on('error', () => {});
    const hub = this.#ready[this.#next++ % Math.max(1, this.#ready.length)];
    if (hub === undefined) {
      near.destroy();
      return;
    }
    const far = connect(Number(new URL(hub).port), HOST);
    const sockets = this.#sockets.get(hub) ?? new Set();
    this.#sockets.set(hub, sockets.add(near));
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => {
      sockets.delete(near);
      far.destroy();
    });
    near.pipe(far).pipe(near);
  }
}

/** Whether the hub says that it serves. */
export async function isReady(hub: string): Promise<boolean> {
  try {
    const response = await fetch(`${hub}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
