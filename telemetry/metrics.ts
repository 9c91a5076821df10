/**
 * Figures for Prometheus. What it keeps true: a figure is read when it is asked for, so that nothing has to be kept in
 * step; labels take few values, never an id that a client may choose.
 */
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** From a cached answer to a request that waits for a slow disk, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  /** With the figures of the process itself: memory, processor, event loop, garbage collection. */
  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'ringfence_http_request_seconds',
      help: 'Time to the end of the answer; streams and long polls are not counted',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers: [this.#registry],
    });
  }

  /** A figure that is read at each scrape. A label's value that is gone is gone from the answer too. */
  gauge(name: string, help: string, read: () => Iterable<Sample> | Promise<Iterable<Sample>>): void {
    const samples = new Gauge({
      name,
      help,
      labelNames: ['store', 'street', 'state'],
      registers: [this.#registry],
      async collect() {
        const read_ = await read();
        samples.reset();
        for (const { labels, value } of read_) samples.set({ ...labels }, value);
      },
    });
  }

  /** Returns what counts one more of it. */
  counter<Label extends string>(
    name: string,
    help: string,
    labels: readonly Label[],
  ): (values: Readonly<Record<Label, string>>) => void {
    const counter = new Counter({ name, help, labelNames: labels, registers: [this.#registry] });
    return (values) => counter.inc(values);
  }

  /** Times every request that `routeOf` names; an unnamed one is a stream, and is left out. */
  timing(routeOf: Parameters<typeof timed>[1]): RequestHandler {
    return timed(this.#requests, routeOf);
  }

  /** Returns what counts a request that was timed elsewhere: its status, and its seconds. */
  counting(method: string, route: string): (status: number, seconds: number) => void {
    return (status, seconds) => this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** The figures as Prometheus reads them, and the content type to send them with. */
  async read(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}

function timed(
  histogram: Histogram<'method' | 'route' | 'status'>,
  routeOf: (request: Parameters<RequestHandler>[0], response: Parameters<RequestHandler>[1]) => string | undefined,
): RequestHandler {
  return (request, response, next) => {
    const stop = histogram.startTimer();
    response.once('finish', () => {
      const route = routeOf(request, response);
      if (route !== undefined) stop({ method: request.method, route, status: String(response.statusCode) });
    });
    next();
  };
}

/**
 * The pattern of the route that answered, such as `/v1/orders/:id`, never the address itself; `other` when none did.
 * Nothing for a stream of events.
 */
export function routePattern(
  request: Parameters<RequestHandler>[0],
  response: Parameters<RequestHandler>[1],
): string | undefined {
  const type = String(response.getHeader('content-type') ?? '');
  if (type.includes('event-stream') || type.includes('ndjson')) return undefined;
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? `${request.baseUrl.toLowerCase()}${route.path}` : 'other';
}
