/**
 * The gateway: everything the nodes of the stores ask of the hub. What it
 * keeps true:
 * - nothing but enrolment is served without a token of a store's current node;
 * - a node reaches its own streets and the catalogue, nothing else;
 * - sizes, rates and what is on its way in at one time have bounds.
 */
import express, { type RequestHandler, type Router } from 'express';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Decision } from '@ringfence/domain/basic/outcome.ts';
import { Attempts, type SharedCounts } from '../attempts.ts';
import type { Clock } from '../clock.ts';
import type { Door } from '../door.ts';
import type { HubAsk } from '../exchange.ts';
import type { Hub } from '../hub.ts';
import { addressOf } from '../leadership/caller-address.ts';
import { LIMITS } from '../limits.ts';
import * as bodies from './bodies.ts';
import { Budget } from './budget.ts';
import { couchRouter } from './couch.ts';
import { Entrance } from './entrance.ts';
import { addLookups } from './lookups.ts';
import { answerErrors, overloaded, Problem, problemOf } from './problem.ts';
import { SignalStream } from './signal-stream.ts';
import { callerOf, Tokens } from './tokens.ts';

export interface GatewayOptions {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly door: Door;
  /** Ends streams and waits when the process is to stop. */
  readonly stop: AbortSignal;
  readonly onBug: (error: unknown) => void;
  /** Where several hubs count attempts together. */
  readonly counts?: SharedCounts | undefined;
}

/** The router of `/gateway`. */
export function createGateway(options: GatewayOptions): Router {
  const { hub, clock, sha256, door, stop, onBug } = options;
  const tokens = new Tokens(hub, clock);
  const entrance = new Entrance({ perTurn: LIMITS.storeRequestsPerTurn, mostWaiting: LIMITS.rooms.store.inFlight });
  const router = express.Router();
  const body = express.json({ limit: LIMITS.smallBodyBytes });
  const introduction = express.json({ limit: LIMITS.introductionBytes });
  const letIn: RequestHandler = async (request, response, next) => {
    // A few in each turn: when hundreds of stores connect at once, whoever is ready besides does not wait for all of them.
    const { authorization } = request.headers;
    if (!(await entrance.enter(tokens.remembers(authorization)))) throw overloaded('The hub is busy; try again.');
    const caller = await tokens.current(authorization);
    const leave = door.enterStore(caller.desk.store, response);
    if (!leave) throw overloaded('The hub is busy; try again.');
    hub.exchange.heard(caller.desk);
    response.locals['leave'] = leave;
    response.locals['caller'] = caller;
    next();
  };

  router.use('/db', letIn, couchRouter({ hub, sha256, clock, budget: new Budget(), stop }));
  router.use('/db', answerErrors(onBug, 'couch'));

  router.post('/enrol', limitRate(options.counts), introduction, async (request, response) => {
    const admitted = valueOf(await hub.exchange.enrol(bodies.read(bodies.enrol, request.body)));
    response.status(201).json({ ...admitted, hubKey: hub.publicKey });
  });

  const nodeOnce: RequestHandler = async (request, response, next) => {
    response.locals['caller'] = await tokens.any(request.headers.authorization);
    next();
  };
  router.post('/incarnation', nodeOnce, introduction, async (request, response) => {
    const { desk, incarnation } = callerOf(response);
    const { publicKey } = bodies.read(bodies.incarnation, request.body);
    const admitted = valueOf(await hub.exchange.nextIncarnation(desk.store, incarnation, publicKey));
    response.json({ ...admitted, hubKey: hub.publicKey });
  });

  router.get('/status', letIn, (_request, response) => {
    response.json(hub.exchange.status(callerOf(response).desk));
  });

  router.post('/report', letIn, body, async (request, response) => {
    const { desk } = callerOf(response);
    await hub.exchange.report(desk, bodies.read(bodies.report, request.body));
    response.json(hub.exchange.status(desk));
  });

  router.post('/asks', letIn, body, async (request, response) => {
    const { desk } = callerOf(response);
    const ask = bodies.read(bodies.ask, request.body) satisfies HubAsk;
    response.json(await hub.exchange.answer(desk, ask));
  });

  router.post('/asks/:id/decline', letIn, (request, response) => {
    hub.exchange.decline(callerOf(response).desk, String(request.params['id']));
    response.status(204).end();
  });

  router.get('/signals', letIn, (_request, response) => {
    // It stays open, and a store has one.
    (response.locals['leave'] as () => void)();
    const stream = new SignalStream(response);
    const detach = hub.exchange.attach(callerOf(response).desk, stream);
    const close = (): void => stream.close();
    stop.addEventListener('abort', close);
    response.once('close', () => {
      stop.removeEventListener('abort', close);
      detach();
    });
  });

  addLookups(router, hub, letIn);

  router.use(() => {
    throw new Problem(404, 'not-found', 'The gateway has no such address.');
  });
  router.use(answerErrors(onBug, 'problem'));
  return router;
}

/** Guessing codes is slow: so many tries a minute from one address. */
function limitRate(shared?: SharedCounts): RequestHandler {
  const limiter = new Attempts({ name: 'enrol', attempts: LIMITS.enrolAttemptsPerMinute, windowS: 60, shared });
  return async (request, _response, next) => {
    const wait = await limiter.waitFor(addressOf(request));
    if (wait > 0) throw new Problem(429, 'overloaded', 'Too many attempts; wait a minute.', { retryAfterS: wait });
    next();
  };
}

function valueOf<T>(decision: Decision<T>): T {
  if (decision.ok) return decision.value;
  throw problemOf(decision.refusal);
}
