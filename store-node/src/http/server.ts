/**
 * The store's HTTP API. Everything that is not an answer is a problem document;
 * nothing but `/healthz`, `/readyz`, `/openapi.json` and the counter's own files
 * is open without a key; a body that is not plain, safe JSON of bounded size
 * never reaches a command.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unsafeContent } from '@ringfence/domain/documents/parse.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import { type Metrics, routePattern } from '@ringfence/telemetry/metrics.ts';
import type { z } from 'zod';
import type { ApiKey } from '../config.ts';
import { invalidInput } from '../commands/execute.ts';
import { Approvals } from '../identity/approvals.ts';
import { LIMITS } from '../limits.ts';
import { isLinkTrouble } from '../link/trouble.ts';
import type { StoreNode } from '../node.ts';
import { ApiKeys, type Caller, mayAct } from './api-keys.ts';
import { serveApp } from './app-files.ts';
import { COMMAND_ROUTES } from './command-routes.ts';
import { counterRoutes } from './counter-routes.ts';
import { Door } from './door.ts';
import { EventFeed } from './events.ts';
import { openApiOf } from './openapi.ts';
import { jsonBody } from './json-body.ts';
import { HttpProblem, invalid, problemOfFault, problemOfRefusal, send, sendProblem } from './problem.ts';
import { lookupRoutes } from './lookup-routes.ts';
import { PICKUP_ROUTES } from './pickup-routes.ts';
import { QUERY_ROUTES } from './query-routes.ts';
import type { AnsweringRoute, Reply, Route } from './route.ts';

export interface HttpOptions {
  readonly node: StoreNode;
  readonly keys: readonly ApiKey[];
  readonly host: string;
  readonly port: number;
  /** A bug was met while answering. */
  readonly onBug: (error: unknown) => void;
  /** Told of every command that was answered; `trace` is the id its document has everywhere. */
  readonly onAnswered?: (answered: { route: string; status: number; trace: string | undefined }) => void;
  /** Served at `/metrics` to operators. */
  readonly metrics?: Metrics;
  /** How late the process is, in milliseconds; never by default. */
  readonly lateMs?: () => number;
}

export class HttpApi {
  readonly url: string;
  readonly #server: Server;
  readonly #feed: EventFeed;
  readonly #door: Door;

  private constructor(server: Server, feed: EventFeed, door: Door) {
    this.#server = server;
    this.#feed = feed;
    this.#door = door;
    const { address, family, port } = server.address() as AddressInfo;
    this.url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  static async start(options: HttpOptions): Promise<HttpApi> {
    const feed = new EventFeed(options.node, Date.now().toString(36));
    const { node, lateMs = () => 0 } = options;
    const door = new Door(() => ({ lateMs: lateMs(), backlog: node.backlog }));
    const server = createServer(appOf(options, feed, door));
    server.maxConnections = LIMITS.connections;
    server.keepAliveTimeout = LIMITS.keepAliveMs;
    server.headersTimeout = LIMITS.headersTimeoutMs;
    server.requestTimeout = LIMITS.requestTimeoutMs;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      const { host, port } = options;
      server.listen({ host, port, backlog: LIMITS.connectionsWaiting }, resolve);
    });
    return new HttpApi(server, feed, door);
  }

  /** Takes no new requests and waits, for a while, for those under way. */
  async stop(): Promise<void> {
    this.#door.close();
    this.#feed.close();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const idle = setInterval(() => this.#server.closeIdleConnections(), LIMITS.drainCheckMs);
    const patience = setTimeout(() => this.#server.closeAllConnections(), LIMITS.drainMs);
    await closed;
    clearTimeout(patience);
    clearInterval(idle);
  }
}

function appOf(options: HttpOptions, feed: EventFeed, door: Door): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const keys = new ApiKeys(options.keys);
  const approvals = new Approvals(Date.now);
  const routes: readonly Route[] = [
    ...COMMAND_ROUTES,
    ...PICKUP_ROUTES,
    ...QUERY_ROUTES,
    ...lookupRoutes(Date.now),
    ...counterRoutes(approvals),
  ];
  const shield = helmet();
  const { metrics } = options;
  if (metrics) {
    app.use(metrics.timing(routePattern));
    app.get('/metrics', shield, authorizer({ keys, approvals }, { role: 'operator' }), serveMetrics(metrics));
  }
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const authorize = authorizer({ keys, approvals }, route);
    const guard = door.guard(route);
    if ('stream' in route) app.get(path, shield, authorize, (req, res) => route.stream(feed, req, res));
    else if (route.method === 'get') app.get(path, shield, authorize, guard, answerer(route, options));
    // Commands are answered to programs, and often; the headers that are for browsers are left out.
    else app.post(path, notForBrowsers, authorize, guard, jsonBody, answerer(route, options));
  }
  app.use(shield);
  const document = openApiOf(routes);
  app.get('/openapi.json', (_req, res) => send(res, 200, document));
  for (const path of new Set([...routes.map((route) => route.path), '/openapi.json'])) {
    const allow = [
      ...new Set(routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase())),
    ];
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (req, res) => {
      res.setHeader('allow', (allow.length === 0 ? ['GET'] : allow).join(', '));
      sendProblem(res, problemOfFault('method-not-allowed', `${req.method} is not taken here.`));
    });
  }
  serveApp(app);
  app.use((req: Request, res: Response) => sendProblem(res, problemOfFault('not-found', `There is no ${req.path}.`)));
  app.use(failed(options.onBug));
  return app;
}

const notForBrowsers: Middleware = (_req, res, next) => {
  res.setHeader('cache-control', 'no-store');
  res.setHeader('x-content-type-options', 'nosniff');
  next();
};

type Middleware = (req: Request, res: Response, next: (error?: unknown) => void) => void;

function authorizer(
  { keys, approvals }: { keys: ApiKeys; approvals: Approvals },
  { role }: Pick<Route, 'role'>,
): Middleware {
  if (role === null) return (_req, _res, next) => next();
  return (req, res, next) => {
    const caller = keys.callerOf(req);
    if (!caller) return next(new HttpProblem(problemOfFault('unauthorized')));
    if (!mayAct(caller, role)) {
      const { refusal } = refuse('not-allowed', `This needs the role ${role}.`, { details: { role } });
      return next(new HttpProblem(problemOfRefusal(refusal)));
    }
    const words = approvals.wordsOf(req.headers['x-approval']);
    res.locals['caller'] = words.length === 0 ? caller : { ...caller, words };
    next();
  };
}

const NO_CALLER: Caller = { name: '', rank: -1 };

function answerer(
  route: AnsweringRoute,
  { node, onAnswered }: HttpOptions,
): (req: Request, res: Response) => Promise<void> {
  return async (req, res) => {
    if (route.body) expectSafeBody(req);
    const reply = await route.handle({
      node,
      caller: (res.locals['caller'] as Caller | undefined) ?? NO_CALLER,
      params: parsed(route.params, req.params),
      query: parsed(route.query, req.query),
      body: req.body as unknown,
    });
    answer(res, reply);
    if (route.body) onAnswered?.({ route: route.path, status: res.statusCode, trace: traceOf(req.body) });
  };
}

function traceOf(body: unknown): string | undefined {
  const { id } = body as { id?: unknown };
  return typeof id === 'string' ? id.slice(0, LIMITS.traceChars) : undefined;
}

const serveMetrics =
  (metrics: Metrics) =>
  async (_req: Request, res: Response): Promise<void> => {
    const { type, text } = await metrics.read();
    res.type(type).send(text);
  };

function answer(res: Response, reply: Reply): void {
  if ('refusal' in reply) sendProblem(res, problemOfRefusal(reply.refusal));
  else send(res, reply.status, reply.body);
}

function expectSafeBody(req: Request): void {
  const body = req.body as unknown;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('The body is not a JSON object.');
  const unsafe = unsafeContent(body);
  if (unsafe !== undefined) throw invalid(`The body is not acceptable: ${unsafe}.`);
}

function parsed(schema: z.ZodObject | undefined, raw: unknown): unknown {
  if (!schema) return {};
  const result = schema.safeParse({ ...(raw as object) });
  if (result.success) return result.data;
  throw new HttpProblem(problemOfRefusal(invalidInput(result.error)));
}

function failed(onBug: (error: unknown) => void): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _req, res, _next) => {
    if (res.headersSent) {
      res.destroy();
      return;
    }
    if (error instanceof HttpProblem) return sendProblem(res, error.problem);
    if (error instanceof URIError) return sendProblem(res, invalid('The address is malformed.').problem);
    const isPassing = isLinkTrouble(error) || (error as { name?: unknown } | null)?.name === 'StorageFailure';
    if (isPassing) return sendProblem(res, problemOfFault('unavailable'));
    onBug(error);
    sendProblem(res, problemOfFault('internal'));
  };
}
