/** A store's way to the hub, as the production link uses it, over the simulated line. */
import type { z } from 'zod';
import type { HubClient, RequestOptions } from '@ringfence/store-node/src/link/hub-client.ts';
import { HubRefusal, HubUnreachable } from '@ringfence/store-node/src/link/trouble.ts';
import { LIMITS } from '@ringfence/store-node/src/limits.ts';
import type { Listener, Reply } from './sim-gateway.ts';
import type { SimStore } from './sim-store.ts';
import type { World } from './world.ts';

const SIGNALS = '/gateway/signals';
const encoder = new TextEncoder();

export class SimClient implements Pick<HubClient, 'json' | 'open' | 'later' | 'cut' | 'isCut'> {
  readonly isCut = false;
  readonly #world: World;
  readonly #sim: SimStore;
  readonly #incarnation: number;
  readonly #isAlive: () => boolean;
  /** How the hub learns that a connection of this process is gone, and how the process lets go of it. */
  readonly #connections = new Map<() => void, () => void>();

  constructor(world: World, sim: SimStore, life: { incarnation: number; isAlive: () => boolean }) {
    this.#world = world;
    this.#sim = sim;
    this.#incarnation = life.incarnation;
    this.#isAlive = life.isAlive;
  }

  cut(): void {}

  readonly later = (ms: number, task: () => void): (() => void) => {
    let isOff = false;
    this.#world.scheduler.later(ms, () => {
      if (isOff || !this.#isAlive()) return;
      this.#sim.fuse.stir();
      task();
    });
    return () => {
      isOff = true;
    };
  };

  async json<T>(path: string, shape: z.ZodType<T>, { body, ms = LIMITS.requestMs }: RequestOptions = {}): Promise<T> {
    const raw = await this.#request(path, body, ms);
    const parsed = shape.safeParse(raw);
    if (!parsed.success)
      throw new HubUnreachable(`the hub's answer to ${path} has another shape`, { cause: parsed.error });
    return parsed.data;
  }

  /** The stream of signals. A line that loses messages loses lines of it: the beat tells whether it is there at all. */
  open(_path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { promise, resolve, reject } = Promise.withResolvers<ReadableStream<Uint8Array>>();
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start: (started) => {
        controller = started;
      },
    });
    let detach: (() => void) | undefined;
    const gone = (): void => this.#sim.line.toHub.send(() => detach?.());
    const end = (why: unknown): void => {
      const open = controller;
      controller = undefined;
      if (!open || !this.#isAlive()) return;
      this.#connections.delete(gone);
      signal.removeEventListener('abort', onAbort);
      reject(new HubUnreachable('no stream'));
      open.error(why);
    };
    const onAbort = (): void => {
      if (controller) gone();
      end(signal.reason);
    };
    // Signals that somebody listens to are kept for ever: a world that is over must not be.
    this.#connections.set(gone, () => signal.removeEventListener('abort', onAbort));
    signal.addEventListener('abort', onAbort);
    this.later(LIMITS.requestMs, () => reject(new HubUnreachable('no stream')));
    const arrives = (act: () => void): void =>
      this.#sim.line.toStore.send(() => {
        if (!this.#isAlive() || !controller) return;
        this.#sim.fuse.stir();
        resolve(stream);
        act();
      });
    const listener: Listener = {
      hear: (heard) => {
        const line = encoder.encode(`${JSON.stringify(heard)}\n`);
        arrives(() => controller?.enqueue(line));
      },
      end: () => arrives(() => end(new HubUnreachable('the hub ended it'))),
    };
    let isAsked = false;
    this.#sim.line.toHub.send(() => {
      // A connection is opened once, however often its messages arrive.
      if (isAsked) return;
      isAsked = true;
      const { id: store } = this.#sim;
      const request = { store, incarnation: this.#incarnation, path: SIGNALS, body: undefined };
      detach = this.#world.gateway.listen(request, listener);
      if (!detach) listener.end();
    });
    return promise;
  }

  /** The process is gone: the hub hears it from its side of the connections, if the line lets it. */
  dropped(): void {
    for (const [gone, release] of this.#connections) {
      gone();
      release();
    }
    this.#connections.clear();
  }

  #request(path: string, body: unknown, ms: number): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const callOff = this.later(ms, () => reject(new HubUnreachable(`no answer from ${path}`)));
    const arrived = (reply: Reply): void => {
      if (!this.#isAlive()) return;
      this.#sim.fuse.stir();
      callOff();
      if (reply.ok) resolve(reply.value);
      else reject(new HubRefusal(reply.status, reply.code, path));
    };
    const { line, id: store } = this.#sim;
    line.toHub.send(() => {
      const request = { store, incarnation: this.#incarnation, path, body };
      this.#world.gateway.serve(request, (reply) => line.toStore.send(() => arrived(reply)));
    });
    return promise;
  }
}
