/**
 * What a stand-by knows of availability, through Redis: the leader's answers to
 * `GET /v1/availability`. What it keeps true: an answer is given again as it was
 * for a moment only; after that, and only when no leader answers, it is given
 * with the time it was true, and every store as one that cannot be asked. It is
 * information, never a promise.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AVAILABILITY_PATH } from '../api/availability-rest.ts';
import type { SharedCounts } from '../attempts.ts';
import { LIMITS } from './limits.ts';

const kept = z.object({ at: z.number(), etag: z.string(), body: z.string() });
type Kept = z.infer<typeof kept>;

export interface Question {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Where the leader is, and the headers that say who asks through us. */
  readonly leader: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export const isAvailability = ({ method, url }: IncomingMessage): boolean =>
  method === 'GET' && url?.split('?')[0] === AVAILABILITY_PATH;

export class AvailabilityCache {
  readonly #shared: SharedCounts;
  readonly #now: () => number;

  constructor(shared: SharedCounts, now: () => number = Date.now) {
    this.#shared = shared;
    this.#now = now;
  }

  /** Answers; false when it cannot, and nothing was sent. Never rejects. */
  async answer({ request, response, leader, headers }: Question): Promise<boolean> {
    // The same key asked the same question before, and was allowed to.
    const credentials = { authorization: request.headers.authorization, key: request.headers['x-api-key'] };
    const print = createHash('sha256')
      .update(JSON.stringify([credentials, request.url]))
      .digest('base64url');
    const name = `${this.#shared.prefix}:availability:${print}`;
    const before = await this.#read(name);
    if (before && this.#now() - before.at < LIMITS.availabilityFreshMs) return send(request, response, before);
    if (leader !== undefined && (await this.#ask(name, { request, response, leader, headers }))) return true;
    return before !== undefined && send(request, response, aged(before), this.#now() - before.at);
  }

  /** Asks the leader and keeps a good answer; false when there was none. */
  async #ask(name: string, { request, response, leader, headers }: Question & { leader: string }): Promise<boolean> {
    const { authorization, 'x-api-key': key } = request.headers;
    try {
      const answer = await fetch(`${leader}${request.url}`, {
        headers: {
          ...headers,
          ...(authorization === undefined ? {} : { authorization }),
          ...(typeof key === 'string' ? { 'x-api-key': key } : {}),
        },
        signal: AbortSignal.timeout(LIMITS.lookMs),
      });
      const body = await answer.text();
      if (answer.status >= 500) return false;
      if (answer.status !== 200) {
        response.writeHead(answer.status, toldBy(answer)).end(body);
        return true;
      }
      const found: Kept = { at: this.#now(), etag: answer.headers.get('etag') ?? '', body };
      const { client } = this.#shared;
      client.set(name, JSON.stringify(found), 'PX', LIMITS.availabilityStaleMs).catch(() => {});
      return send(request, response, found);
    } catch {
      return false;
    }
  }

  async #read(name: string): Promise<Kept | undefined> {
    try {
      const text = await this.#shared.client.get(name);
      return text === null ? undefined : kept.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }
}

/** What a refusal says to its caller beside its text. */
const toldBy = ({ headers }: Response): Record<string, string> =>
  Object.fromEntries(
    ['content-type', 'retry-after', 'www-authenticate', 'cache-control'].flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );

/** The answer as it is to be told later: what was now is then, and nobody can be asked. */
function aged({ at, body }: Kept): Kept {
  const { stores } = JSON.parse(body) as { stores: readonly { readonly asOf: number | null }[] };
  const told = stores.map((store) => ({ ...store, storeConnected: false, asOf: store.asOf ?? at }));
  return { at, etag: '', body: JSON.stringify({ stores: told }) };
}

function send(request: IncomingMessage, response: ServerResponse, { etag, body }: Kept, ageMs?: number): true {
  const headers = {
    'cache-control': 'private, max-age=1, must-revalidate',
    vary: 'authorization, x-api-key',
    ...(etag === '' ? {} : { etag }),
    ...(ageMs === undefined ? {} : { age: String(Math.round(ageMs / 1000)) }),
  };
  if (etag !== '' && request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
  else response.writeHead(200, { ...headers, 'content-type': 'application/json; charset=utf-8' }).end(body);
  return true;
}
