/**
 * One stream of server-sent events for everything that changes. An event says
 * how its subject is now, so what changes often is told once, and a client
 * that comes back hears of every subject that changed since the id it saw
 * last. One that was away too long is told to `resync`: read everything anew.
 */
import type { Request, Response } from 'express';
import { skusOf } from '@ringfence/domain/store/react.ts';
import { LIMITS } from '../limits.ts';
import type { NodeEvent, StoreNode } from '../node.ts';
import { orderOf } from '../views/orders.ts';
import { linkOf } from '../views/status.ts';
import { stockOf } from '../views/stock.ts';
import { problemOfFault, sendProblem } from './problem.ts';

type EventType = 'stock' | 'order' | 'link' | 'catalog';

interface Subject {
  readonly type: EventType;
  readonly key: string;
  readonly seq: number;
}

interface Stream {
  readonly response: Response;
  /** Everything up to here was sent. */
  seq: number;
}

export class EventFeed {
  readonly #node: StoreNode;
  /** Tells the numbering of this start from that of another. */
  readonly #start: string;
  /** Subjects in the order of their last change. */
  readonly #subjects = new Map<string, Subject>();
  readonly #streams = new Set<Stream>();
  readonly #unfollow: () => void;
  readonly #beat: NodeJS.Timeout;
  #seq = 0;
  /** Changes up to here may have been forgotten. */
  #forgotten = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(node: StoreNode, start: string) {
    this.#node = node;
    this.#start = start;
    this.#unfollow = node.follow((event) => this.#onEvent(event));
    this.#beat = setInterval(() => this.#write(': beat\n\n'), LIMITS.eventBeatMs).unref();
  }

  open(request: Request, response: Response): void {
    if (this.#streams.size >= LIMITS.eventStreams) {
      sendProblem(response, problemOfFault('unavailable', 'Too many event streams are open.'));
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const stream: Stream = { response, seq: this.#seq };
    const last = this.#positionOf(request.headers['last-event-id']);
    response.write(`retry: 1000\n\n`);
    if (last === undefined) response.write(this.#event('resync', {}, this.#seq));
    else stream.seq = last;
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    this.#flush();
  }

  close(): void {
    this.#unfollow();
    clearInterval(this.#beat);
    clearTimeout(this.#timer);
    for (const { response } of this.#streams) response.end();
  }

  #onEvent(event: NodeEvent): void {
    if (event.type !== 'change') {
      this.#touch('link', '');
      return;
    }
    const { document, direction } = event;
    if (direction === 'catalog') {
      this.#touch('catalog', catalogKeyOf(document));
      return;
    }
    for (const sku of skusOf(document)) this.#touch('stock', sku);
    if (!('order' in document.body)) return;
    const { order } = document.body;
    this.#touch('order', order);
    for (const { sku } of this.#node.store?.order(order)?.placed?.body.lines ?? []) this.#touch('stock', sku);
  }

  #touch(type: EventType, key: string): void {
    const name = `${type} ${key}`;
    this.#subjects.delete(name);
    this.#seq += 1;
    this.#subjects.set(name, { type, key, seq: this.#seq });
    if (this.#subjects.size > LIMITS.eventsKept) {
      const [oldest] = this.#subjects;
      if (oldest) {
        this.#forgotten = oldest[1].seq;
        this.#subjects.delete(oldest[0]);
      }
    }
    if (this.#streams.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, LIMITS.eventGatherMs).unref();
  }

  #flush(): void {
    const from = Math.min(...[...this.#streams].map((stream) => stream.seq));
    const due = [...this.#subjects.values()].filter((subject) => subject.seq > from);
    const texts = due.map((subject) => ({ seq: subject.seq, text: this.#textOf(subject) }));
    for (const stream of this.#streams) {
      const isCutShort = stream.seq < this.#forgotten;
      const text = isCutShort
        ? this.#event('resync', {}, this.#seq)
        : texts.map((one) => (one.seq > stream.seq ? one.text : '')).join('');
      stream.seq = this.#seq;
      if (text === '') continue;
      stream.response.write(text);
      if (stream.response.writableLength > LIMITS.eventStreamBytes) stream.response.destroy();
    }
  }

  #textOf({ type, key, seq }: Subject): string {
    const data = this.#dataOf(type, key);
    return data === undefined ? '' : this.#event(type, data, seq);
  }

  #dataOf(type: EventType, key: string): unknown {
    const { store, standing } = this.#node;
    if (type === 'link') return { ...linkOf(this.#node), trading: standing.trading };
    if (!store) return undefined;
    if (type === 'stock') return stockOf(store, key);
    if (type === 'catalog') {
      const [kind, subject] = [key.slice(0, key.indexOf('~')), key.slice(key.indexOf('~') + 1)];
      if (kind === 'product') return { product: store.catalogue.product(subject) };
      return kind === 'store' ? { store: store.catalogue.store(subject) } : {};
    }
    const record = store.order(key);
    return record ? orderOf(store, record) : undefined;
  }

  #event(type: string, data: unknown, seq: number): string {
    return `id: ${this.#start}.${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  /** The position an id stands for; nothing when it is of another start or too long ago. */
  #positionOf(id: unknown): number | undefined {
    if (typeof id !== 'string') return undefined;
    const [start, text] = id.split('.');
    const seq = Number(text);
    if (start !== this.#start || !Number.isSafeInteger(seq)) return undefined;
    return seq >= this.#forgotten && seq <= this.#seq ? seq : undefined;
  }

  #write(text: string): void {
    for (const { response } of this.#streams) response.write(text);
  }
}

/** Kind and subject of a catalogue document. Its id would not do: that also says which version of the subject it is. */
function catalogKeyOf({ kind, body }: { kind: string; body: unknown }): string {
  const { sku, store, staff } = body as { readonly sku?: string; readonly store?: string; readonly staff?: string };
  return `${kind}~${sku ?? store ?? staff ?? ''}`;
}
