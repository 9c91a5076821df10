/**
 * The availability question as a plain address that caches well: `GET /v1/availability?skus=a,b&stores=S01,S02`. What
 * it keeps true: an answer is used again only while nothing it tells of has changed, and never for longer than a
 * moment; the same answer has the same ETag.
 */
import { createHash } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { GraphQLError } from 'graphql';
import { type RefusalCode, REFUSALS } from '@ringfence/domain/basic/refusals.ts';
import type { Sku } from '@ringfence/domain/basic/ids.ts';
import type { Hub } from '../hub.ts';
import { availabilityNow, type Question, question } from './availability.ts';
import { callerOf, sendProblem } from './gate.ts';
import { parseQuery } from './input.ts';
import { LIMITS } from './limits.ts';

export const AVAILABILITY_PATH = '/v1/availability';

interface Answered {
  readonly skus: readonly Sku[];
  /** Of everything the answer depends on; another one when any of it changed. */
  readonly version: string;
  readonly goodUntil: number;
  readonly etag: string;
  readonly body: Buffer;
}

/** Counts the changes that an answer can depend on, from the first time somebody asks. */
class Versions {
  readonly #hub: Hub;
  readonly #bySku = new Map<Sku, number>();
  #links = 0;

  constructor(hub: Hub) {
    this.#hub = hub;
    hub.events.on('stock', ({ skus }) => {
      for (const sku of skus) this.#bySku.set(sku, (this.#bySku.get(sku) ?? 0) + 1);
    });
    hub.events.on('link', () => {
      this.#links += 1;
    });
  }

  /** Counters only grow, so their sum changes with each of them. */
  of(skus: readonly Sku[]): string {
    let changes = 0;
    for (const sku of skus) changes += this.#bySku.get(sku) ?? 0;
    return `${changes} ${this.#links} ${this.#hub.catalogue.cursor.n}`;
  }
}

/**
 * Answers `{stores: [{storeId, storeConnected, asOf, canServeAll, mayServeAll, items: [{sku, promised, likely}]}]}`,
 * with the meaning of the GraphQL query; `asOf` is null while the store is connected, because it is now. `stores` and
 * `first` are optional. Refusals as problem details: invalid-input, unknown-sku, unknown-store, not-allowed.
 */
export function availabilityRest(hub: Hub, now: () => number = Date.now): RequestHandler {
  let versions: Versions | undefined;
  const answered = new Map<string, Answered>();

  function answerTo(url: string, read: () => Question): Answered {
    versions ??= new Versions(hub);
    const known = answered.get(url);
    if (known && known.goodUntil > now() && known.version === versions.of(known.skus)) return known;
    const asked = read();
    const skus = asked.skus ?? [];
    const version = versions.of(skus);
    const body = Buffer.from(JSON.stringify({ stores: availabilityNow(hub, asked).map(plain) }));
    const etag = `"${createHash('sha256').update(new Uint8Array(body)).digest('base64url')}"`;
    const fresh = { skus, version, etag, body, goodUntil: now() + LIMITS.availabilityCacheMs };
    answered.delete(url);
    answered.set(url, fresh);
    const [oldest] = answered.keys();
    if (answered.size > LIMITS.availabilityAnswers && oldest !== undefined) answered.delete(oldest);
    return fresh;
  }

  return (request, response) => {
    if (!callerOf(request)?.scopes.has('CHECKOUT')) {
      sendProblem(response, { status: 403, code: 'not-allowed', detail: 'This needs a key with the scope checkout.' });
      return;
    }
    try {
      const { body, etag } = answerTo(request.url, () => questionOf(request.query));
      const headers = {
        etag,
        'cache-control': 'private, max-age=1, must-revalidate',
        vary: 'authorization, x-api-key',
      };
      if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
      else
        response
          .writeHead(200, { ...headers, 'content-type': 'application/json', 'content-length': body.length })
          .end(body);
    } catch (error) {
      refuse(response, error);
    }
  };
}

const plain = ({
  storeId,
  storeConnected,
  asOf,
  canServeAll,
  mayServeAll,
  items,
}: ReturnType<typeof availabilityNow>[number]) => ({
  storeId,
  storeConnected,
  asOf: storeConnected ? null : asOf,
  canServeAll,
  mayServeAll,
  items,
});

function questionOf(query: Readonly<Record<string, unknown>>): Question {
  const list = (name: string): string[] | undefined => {
    const text = query[name];
    return typeof text === 'string' ? text.split(',') : (text as undefined);
  };
  return parseQuery(question, {
    skus: list('skus') ?? [],
    storeIds: list('stores'),
    onlyServingAll: query['onlyServingAll'] === 'true',
    first: query['first'] === undefined ? LIMITS.storesAsked : Number(query['first']),
  });
}

function refuse(response: Response, error: unknown): void {
  const code = error instanceof GraphQLError ? String(error.extensions['code']) : '';
  if (!(error instanceof GraphQLError) || !(code in REFUSALS)) throw error;
  const { field } = error.extensions;
  sendProblem(response, {
    status: REFUSALS[code as RefusalCode].status,
    code,
    detail: asAsked(error.message),
    field: typeof field === 'string' ? asAsked(field) : undefined,
  });
}

/** The parameter is called `stores` here. */
const asAsked = (text: string): string => text.replace(/^storeIds\b/, 'stores');
