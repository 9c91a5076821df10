/** A store node in this process behind its real HTTP API: on a seeded disk without a hub, or enrolled at one. */
import { rm } from 'node:fs/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import { HttpApi, type HttpOptions } from '../http/server.ts';
import { metricsOf } from '../metrics.ts';
import { StoreNode } from '../node.ts';
import type { HubPen } from './seeded-home.ts';
import { apiKeys, KEYS, seedHome, STORE } from './seeded-home.ts';

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

export type AsRole = keyof typeof KEYS;

interface Place {
  readonly directory: string;
  readonly store: string;
  readonly hubUrl: string;
  readonly enrolCode?: string;
}

export class TestNode {
  readonly #place: Place;
  readonly #hub: HubPen | undefined;
  #running: { readonly node: StoreNode; readonly api: HttpApi } | undefined;
  /** What the node told of the commands it answered. */
  readonly answered: { route: string; status: number; trace: string | undefined }[] = [];

  private constructor(place: Place, hub?: HubPen) {
    this.#place = place;
    this.#hub = hub;
  }

  /** On a seeded disk, with no hub to be reached. */
  static async start(seed: Parameters<typeof seedHome>[0]): Promise<TestNode> {
    const { directory, hub } = await seedHome(seed);
    const node = new TestNode({ directory, store: STORE, hubUrl: 'http://127.0.0.1:9' }, hub);
    await node.open();
    return node;
  }

  /** On an empty disk; the hub lets it in. */
  static async enrol(place: Place): Promise<TestNode> {
    const node = new TestNode(place);
    await node.open();
    return node;
  }

  get url(): string {
    return must(this.#running, 'the node runs').api.url;
  }

  get store(): string {
    return this.#place.store;
  }

  get directory(): string {
    return this.#place.directory;
  }

  /** The pen of the hub that seeded the disk. */
  get hub(): HubPen {
    return must(this.#hub, 'the disk was seeded');
  }

  async open(): Promise<void> {
    const { directory: data, ...place } = this.#place;
    const config = { ...place, data, host: '127.0.0.1', port: 0 };
    const node = await StoreNode.start({ config, log: () => undefined, onFatal });
    this.#running = {
      node,
      api: await HttpApi.start({
        node,
        keys: apiKeys,
        host: '127.0.0.1',
        port: 0,
        onBug: onFatal,
        onAnswered: (answered) => this.answered.push(answered),
        metrics: metricsOf(node, data),
      }),
    };
  }

  /** How many documents the snapshot held that it went on from at its last start. */
  get resumedWith(): number | undefined {
    return must(this.#running, 'the node runs').node.store?.resumedWith;
  }

  /** A second door to the same node. */
  serve(options: Partial<HttpOptions>): Promise<HttpApi> {
    const { node } = must(this.#running, 'the node runs');
    return HttpApi.start({ node, keys: apiKeys, host: '127.0.0.1', port: 0, onBug: onFatal, ...options });
  }

  /** Stops in good order and starts again from the disk. */
  async restart(): Promise<void> {
    await this.stop();
    await this.open();
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.api.stop();
    await running?.node.stop();
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
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

function onFatal(error: unknown): never {
  throw error;
}

async function answered(request: Promise<Response>): Promise<Answered> {
  const response = await request;
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, type: response.headers.get('content-type') ?? '', body };
}
