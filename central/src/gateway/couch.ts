/**
 * The part of CouchDB's HTTP interface that PouchDB's replicator uses, over
 * the hub's streets. A node reads its own two streets and the catalogue, and
 * writes its own `up` street; sequence numbers are positions.
 */
import express, { type Request, type Response, type Router } from 'express';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import { upStreet } from '@ringfence/domain/basic/ids.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import type { Clock } from '../clock.ts';
import type { Hub } from '../hub.ts';
import { LIMITS } from '../limits.ts';
import * as bodies from './bodies.ts';
import type { Budget } from './budget.ts';
import { Checkpoints } from './checkpoints.ts';
import { Pages } from './pages.ts';
import { Pieces } from './pieces.ts';
import { forbidden, invalid, Problem } from './problem.ts';
import { type Change, StreetCopy } from './street-copy.ts';
import { callerOf } from './tokens.ts';
import { Turns } from './turns.ts';

export interface CouchOptions {
  readonly hub: Hub;
  readonly sha256: Sha256;
  readonly clock: Clock;
  readonly budget: Budget;
  /** Ends every wait. */
  readonly stop: AbortSignal;
}

const missing = (): Problem => new Problem(404, 'not-found', 'missing');

export function couchRouter(options: CouchOptions): Router {
  const { hub, sha256, clock, budget, stop } = options;
  const checkpoints = new Checkpoints(hub.values);
  const copies = new WeakMap<StreetReader, StreetCopy>();
  const router = express.Router();
  const small = express.json({ limit: LIMITS.smallBodyBytes });
  const raw = express.raw({ limit: LIMITS.bulkBodyBytes, type: 'application/json' });
  const large = [budget.handler, raw, new Turns().handler];
  const pieces = new Pieces();
  const pages = new Pages();

  const copyFor = (request: Request, response: Response): StreetCopy => {
    const { desk } = callerOf(response);
    const name = String(request.params['street']);
    const street = hub.streetOf(desk, name);
    if (street === undefined) throw forbidden(`${name} is not a street of ${desk.store}`);
    let copy = copies.get(street);
    if (copy === undefined) copies.set(street, (copy = new StreetCopy(street, sha256)));
    return copy;
  };

  router.get('/', (_request, response) => {
    // The identity that checkpoints belong to: a hub that was made anew is another one.
    response.json({ couchdb: 'Welcome', uuid: hub.publicKey });
  });

  router.get('/:street', (request, response) => {
    const { street } = copyFor(request, response);
    const { n } = street.head();
    response.json({ db_name: street.street, doc_count: n, update_seq: n, instance_start_time: '0' });
  });

  router.get('/:street/_changes', async (request, response) => {
    const copy = copyFor(request, response);
    const query = changesQuery(request, copy.street.head().n);
    const { since, limit, withDocuments } = query;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const heartbeat = query.waitMs > 0 ? beat(response, query.heartbeatMs) : undefined;
    await copy.moved(since, query.waitMs, AbortSignal.any([stop, gone.signal]));
    clearInterval(heartbeat);
    if (gone.signal.aborted) return;
    if (copy.street.head().n > since) await pages.turn(callerOf(response).desk, response);
    const results = await copy.changes(since, limit, withDocuments);
    sendChanges(response, { results, since, head: copy.street.head().n });
  });

  router.post('/:street/_revs_diff', ...large, (request, response) => {
    const copy = copyFor(request, response);
    const asked = Object.entries(bodies.read(bodies.revsDiff, request.body));
    const lacking = asked.filter(([id]) => !copy.has(id));
    response.json(Object.fromEntries(lacking.map(([id, revs]) => [id, { missing: revs }])));
  });

  router.post('/:street/_bulk_get', small, async (request, response) => {
    const copy = copyFor(request, response);
    const { docs } = bodies.read(bodies.bulkGet, request.body);
    await pages.turn(callerOf(response).desk, response);
    const results = await Promise.all(
      docs.map(async ({ id, rev }) => {
        const found = await copy.get(id, rev);
        return { id, docs: [found ? { ok: found } : { error: { id, rev, error: 'not_found', reason: 'missing' } }] };
      }),
    );
    response.json({ results });
  });

  router.post('/:street/_bulk_docs', ...large, async (request, response) => {
    const { desk, incarnation } = callerOf(response);
    if (request.params['street'] !== upStreet(desk.store)) throw forbidden('Only the own street may be written.');
    const { docs } = bodies.read(bodies.bulkDocs, request.body);
    const answers = await pieces.take({
      owner: desk,
      rows: docs,
      pieceRows: rowsInPiece(docs.length, Number(response.locals['bytes'])),
      atOnce: LIMITS.piecesAtOnce,
      isWanted: () => !response.closed,
      take: (rows) => hub.exchange.ingest(desk, incarnation, rows),
    });
    response.status(201).json(answers.filter((answer) => 'error' in answer));
  });

  router.get('/:street/_local/:id', async (request, response) => {
    const { street } = copyFor(request, response).street;
    const { desk } = callerOf(response);
    const found = await checkpoints.get(desk.store, street, checkpointId(request));
    if (found === undefined) throw missing();
    response.json(found);
  });

  router.put('/:street/_local/:id', small, async (request, response) => {
    const { street } = copyFor(request, response).street;
    const { desk } = callerOf(response);
    const id = checkpointId(request);
    const rev = await checkpoints.put({ store: desk.store, street, id, now: clock.now() }, request.body);
    response.status(201).json({ ok: true, id: `_local/${id}`, rev });
  });

  router.get('/:street/:id', async (request, response) => {
    const copy = copyFor(request, response);
    const rev = typeof request.query['rev'] === 'string' ? request.query['rev'] : undefined;
    const found = await copy.get(String(request.params['id']), rev);
    if (found === undefined) throw missing();
    response.json(request.query['open_revs'] === undefined ? found : [{ ok: found }]);
  });

  return router;
}

/** As many of the rows as make a piece, when each is as long as the others. */
const rowsInPiece = (rows: number, bytes: number): number =>
  Math.max(1, Math.floor((LIMITS.pieceBytes * rows) / Math.max(1, bytes)));

function checkpointId(request: Request): string {
  const id = String(request.params['id']);
  if (!/^[A-Za-z0-9._~+=-]{1,128}$/.test(id) || id === '__proto__') throw invalid('That is no name for a checkpoint.');
  return id;
}

function changesQuery(
  request: Request,
  head: number,
): { since: number; limit: number; withDocuments: boolean; waitMs: number; heartbeatMs: number } {
  const number = (name: string, otherwise: number, max: number): number => {
    const text = request.query[name];
    if (text === undefined) return otherwise;
    if (name === 'since' && text === 'now') return head;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw invalid('It must be a whole number.', name);
    return Math.min(value, max);
  };
  const isLongPoll = request.query['feed'] === 'longpoll';
  if (!isLongPoll && request.query['feed'] !== undefined && request.query['feed'] !== 'normal')
    throw invalid('Only the feeds normal and longpoll are served.', 'feed');
  return {
    since: number('since', 0, Number.MAX_SAFE_INTEGER),
    limit: Math.max(1, number('limit', LIMITS.changesRows, LIMITS.changesRows)),
    withDocuments: request.query['include_docs'] === 'true',
    waitMs: isLongPoll ? number('timeout', LIMITS.longPollMs, LIMITS.longPollMs) : 0,
    heartbeatMs: request.query['heartbeat'] === undefined ? 0 : number('heartbeat', LIMITS.beatMs, LIMITS.longPollMs),
  };
}

/** White space before the answer, so that whoever waits sees that the line is up. */
function beat(response: Response, milliseconds: number): NodeJS.Timeout | undefined {
  if (milliseconds === 0) return undefined;
  response.type('json');
  return setInterval(() => response.write('\n'), Math.max(1000, milliseconds));
}

function sendChanges(response: Response, page: { results: readonly Change[]; since: number; head: number }): void {
  const last_seq = page.results.at(-1)?.seq ?? page.since;
  const body = JSON.stringify({ results: page.results, last_seq, pending: Math.max(0, page.head - last_seq) });
  if (!response.headersSent) response.type('json');
  response.end(body);
}
