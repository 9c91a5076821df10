/**
 * The one event stream of this page. An event only says that something of a
 * kind changed: what it is now is read from the feed, from the checkpoint, so
 * that nothing can be missed between two streams.
 */
import { Subject } from 'rxjs';
import { LIMITS } from '../limits.ts';
import type { NodeApi } from './node-api.ts';
import type { Reachability } from './reach.ts';

/** `resync` when anything may have changed. `link` carries how the store stands to the hub. */
export type StreamEvent = { readonly type: 'resync' | 'stock' | 'order' | 'catalog' | 'link'; readonly data: unknown };

const TYPES = new Set(['resync', 'stock', 'order', 'catalog', 'link']);

export class EventStream {
  readonly events$ = new Subject<StreamEvent>();
  readonly #api: NodeApi;
  readonly #reach: Reachability;
  readonly #stop = new AbortController();
  #current: AbortController | undefined;

  constructor(api: NodeApi, reach: Reachability) {
    this.#api = api;
    this.#reach = reach;
  }

  /** Reads until `close`, connecting again after every break. */
  async run(): Promise<void> {
    let pause: number = LIMITS.retryMinMs;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#readOnce(() => {
          pause = LIMITS.retryMinMs;
        });
      } catch {
        // Every break is the same everyday event: connect again.
      }
      if (this.#stop.signal.aborted) return;
      this.#reach.report(false);
      await this.#sleep(pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LIMITS.retryMaxMs / 3);
    }
  }

  /** Breaks the stream to connect anew at once; for when the browser says the network changed. */
  reconnect(): void {
    this.#current?.abort();
  }

  close(): void {
    this.#stop.abort();
    this.#current?.abort();
    this.events$.complete();
  }

  async #readOnce(onOpen: () => void): Promise<void> {
    const current = new AbortController();
    this.#current = current;
    let silence = setTimeout(() => current.abort(), LIMITS.probeMs);
    try {
      const stream = await this.#api.stream(current.signal);
      onOpen();
      this.#reach.report(true);
      this.events$.next({ type: 'resync', data: {} });
      let text = '';
      const decoder = new TextDecoder();
      const reader = stream.getReader();
      for (;;) {
        clearTimeout(silence);
        silence = setTimeout(() => current.abort(), LIMITS.streamSilenceMs);
        const { done, value } = await reader.read();
        if (done) return;
        text += decoder.decode(value, { stream: true });
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) this.#tell(part);
      }
    } finally {
      clearTimeout(silence);
      current.abort();
    }
  }

  #tell(block: string): void {
    const field = (name: string): string | undefined =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const type = field('event');
    if (type === undefined || !TYPES.has(type)) return;
    let data: unknown;
    try {
      data = JSON.parse(field('data') ?? '{}');
    } catch {
      return;
    }
    this.events$.next({ type: type as StreamEvent['type'], data });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stop.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}
