/** The hub over HTTP: the gateway for the stores, the API for everybody else, and two addresses that say how it is. */
import type { RequestListener } from 'node:http';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Pressure } from '@ringfence/domain/basic/admission.ts';
import { type Metrics, routePattern } from '@ringfence/telemetry/metrics.ts';
import { authenticate, callerOf } from './api/gate.ts';
import { keyRing } from './api/keys.ts';
import { type ApiConfig, createApi } from './api/server.ts';
import type { Clock } from './clock.ts';
import { sha256 } from './crypto.ts';
import { Door } from './door.ts';
import { createGateway } from './gateway/router.ts';
import type { Hub } from './hub.ts';
import { trustForwarded } from './leadership/caller-address.ts';
import { answerWhileCertain, type Certainty } from './leadership/certainty.ts';
import type { Presence } from './leadership/peer.ts';
import { Listener } from './listener.ts';

export interface ServerOptions {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Without it only the gateway is served. */
  readonly api?: ApiConfig;
  readonly onBug: (error: unknown) => void;
  /** Served at `/metrics` to keys with the scope `operations`. */
  readonly metrics?: Metrics;
  /** How the process is; never under pressure by default. */
  readonly pressure?: () => Pressure;
  /** The port that this process listens on already. */
  readonly listener?: Listener | undefined;
  /** What this hub is among several. */
  readonly presence?: (() => Presence) | undefined;
  /** Whether this hub may answer from memory; always, when it is alone. */
  readonly certainty?: Certainty | undefined;
  /** What a hub that forwards to this one proves itself with. */
  readonly secret?: string | undefined;
}

export class HubServer {
  readonly url: string;
  readonly #listener: Listener;
  readonly #stop: AbortController;

  private constructor(listener: Listener, stop: AbortController) {
    this.url = listener.url;
    this.#listener = listener;
    this.#stop = stop;
  }

  /** Resolves when it listens. */
  static async start(options: ServerOptions): Promise<HubServer> {
    const { hub, clock, host, port, api, onBug, metrics, pressure } = options;
    const stop = new AbortController();
    const door = new Door(pressure);
    stop.signal.addEventListener('abort', () => door.close());
    const app = express();
    app.disable('x-powered-by').disable('etag');
    if (options.secret !== undefined) app.use(trustForwarded(options.secret));
    const { presence } = options;
    if (presence) app.get('/leadership', (_request, response) => void response.json(presence()));
    app.get('/healthz', (_request, response) => void response.json({ ok: true }));
    app.get('/readyz', (_request, response) => {
      response.status(stop.signal.aborted ? 503 : 200).json({ ready: !stop.signal.aborted });
    });
    if (metrics) app.use(metrics.timing(patternOf));
    if (metrics && api)
      app.get('/metrics', helmet(), authenticate(keyRing(api.keys), api.counts), serveMetrics(metrics));
    const { certainty } = options;
    const whileCertain = certainty && answerWhileCertain(certainty);
    if (whileCertain) app.use(whileCertain);
    app.use(
      '/gateway',
      helmet(),
      createGateway({ hub, clock, sha256, door, stop: stop.signal, onBug, counts: api?.counts }),
    );
    const served = api && createApi(hub, { ...api, stop: stop.signal, whileCertain }, door);
    if (served) app.use(served.router);
    app.use((_request, response) => void response.status(404).json({ error: 'not_found', reason: 'no such address' }));
    const listener = await (options.listener ?? Listener.open({ host, port }));
    const around = {
      ...(certainty && { isCertain: () => certainty.isFresh }),
      ...(metrics && { answered: metrics.counting('POST', '/graphql') }),
    };
    listener.serve(served ? served.direct(app, around) : app);
    return new HubServer(listener, stop);
  }

  /** Takes nothing new, ends streams and waits, and lets what is under way finish for a while. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#listener.close();
  }
}

/** The figures of a hub that stands by; everything else it is asked for, the leader answers. */
export function serveMetricsAlone(metrics: Metrics, keys: ApiConfig['keys']): RequestListener {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/metrics', helmet(), authenticate(keyRing(keys)), serveMetrics(metrics));
  return app;
}

/** GraphQL is one address however much stands behind it. */
const patternOf: typeof routePattern = (request, response) => {
  const pattern = routePattern(request, response);
  return pattern === 'other' && request.originalUrl.startsWith('/graphql') ? '/graphql' : pattern;
};

const serveMetrics =
  (metrics: Metrics): RequestHandler =>
  async (request, response) => {
    if (!callerOf(request)?.scopes.has('OPERATIONS')) {
      response.status(403).json({ error: 'forbidden', reason: 'This needs a key with the scope operations.' });
      return;
    }
    const { type, text } = await metrics.read();
    response.type(type).send(text);
  };
