/** A store node in this process, on a seeded disk, behind its real HTTP API; no hub answers it. */
import { HttpApi } from '../http/server.ts';
import { StoreNode } from '../node.ts';
import type { HubPen, SeededHome } from './seeded-home.ts';
import { apiKeys, KEYS, seedHome, STORE } from './seeded-home.ts';

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

export type AsRole = keyof typeof KEYS;

export class TestNode {
  readonly home: SeededHome;
  node: StoreNode;
  #api: HttpApi;

  private constructor(home: SeededHome, node: StoreNode, api: HttpApi) {
    this.home = home;
    this.node = node;
    this.#api = api;
  }

  static async start(seed: Parameters<typeof seedHome>[0]): Promise<TestNode> {
    const home = await seedHome(seed);
    return new TestNode(home, ...(await open(home)));
  }

  get url(): string {
    return this.#api.url;
  }

  get hub(): HubPen {
    return this.home.hub;
  }

  /** Stops in good order and starts again from the disk. */
  async restart(): Promise<void> {
    await this.stop();
    [this.node, this.#api] = await open(this.home);
  }

  async stop(): Promise<void> {
    await this.#api.stop();
    await this.node.stop();
  }

  async end(): Promise<void> {
    await this.stop();
    await this.home.remove();
  }

  /** Sends a body as it is when it is text, else as JSON. */
  post(path: string, body: unknown, role: AsRole = 'clerk'): Promise<Answered> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEYS[role]}` };
    return answered(fetch(`${this.url}${path}`, { method: 'POST', headers, body: text }));
  }

  get(path: string, role: AsRole = 'clerk'): Promise<Answered> {
    return answered(fetch(`${this.url}${path}`, { headers: { 'x-api-key': KEYS[role] } }));
  }
}

async function open(home: SeededHome): Promise<[StoreNode, HttpApi]> {
  const onFatal = (error: unknown): never => {
    throw error;
  };
  const config = { store: STORE, hubUrl: 'http://127.0.0.1:9', data: home.directory, host: '127.0.0.1', port: 0 };
  const node = await StoreNode.start({ config, log: () => undefined, onFatal });
  return [node, await HttpApi.start({ node, keys: apiKeys, host: '127.0.0.1', port: 0, onBug: onFatal })];
}

async function answered(request: Promise<Response>): Promise<Answered> {
  const response = await request;
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, type: response.headers.get('content-type') ?? '', body };
}
