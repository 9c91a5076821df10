/** The hub over HTTP: the gateway for the stores, the API for everybody else, and two addresses that say how it is. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { LIMITS } from './limits.ts';

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
}

export class HubServer {
  readonly url: string;
  readonly #server: Server;
  readonly #stop: AbortController;

  private constructor(url: string, server: Server, stop: AbortController) {
    this.url = url;
    this.#server = server;
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
    app.get('/healthz', (_request, response) => void response.json({ ok: true }));
    app.get('/readyz', (_request, response) => {
      response.status(stop.signal.aborted ? 503 : 200).json({ ready: !stop.signal.aborted });
    });
    if (metrics) app.use(metrics.timing(patternOf));
    if (metrics && api) app.get('/metrics', helmet(), authenticate(keyRing(api.keys)), serveMetrics(metrics));
    app.use('/gateway', helmet(), createGateway({ hub, clock, sha256, door, stop: stop.signal, onBug }));
    if (api) app.use(createApi(hub, api, door));
    app.use((_request, response) => void response.status(404).json({ error: 'not_found', reason: 'no such address' }));
    const server = createServer(
      {
        headersTimeout: LIMITS.headersTimeoutMs,
        requestTimeout: LIMITS.requestTimeoutMs,
        connectionsCheckingInterval: LIMITS.timeoutCheckMs,
      },
      app,
    );
    server.maxConnections = LIMITS.connections;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const address = server.address() as AddressInfo;
    return new HubServer(`http://${host}:${address.port}`, server, stop);
  }

  /** Takes nothing new, ends streams and waits, and lets what is under way finish for a while. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#stop.abort();
    this.#server.closeIdleConnections();
    const patience = setTimeout(() => this.#server.closeAllConnections(), LIMITS.drainMs);
    const idle = setInterval(() => this.#server.closeIdleConnections(), 50);
    await closed;
    clearTimeout(patience);
    clearInterval(idle);
  }
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
