/**
 * Requests to the hub. Every one has a deadline, carries the store's token,
 * and ends in an answer, in `HubRefusal` or in `HubUnreachable`. While the
 * line is cut no request leaves.
 */
import type { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { type Later, later } from './timers.ts';
import { HubRefusal, HubUnreachable } from './trouble.ts';
import type { Tokens } from './token.ts';

const MS_PER_SECOND = 1000;

export interface RequestOptions {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly ms?: number;
  readonly anonymous?: boolean;
  readonly signal?: AbortSignal;
}

/** What PouchDB hands to its `fetch`. */
interface ReplicatorRequest {
  readonly method?: string;
  readonly headers?: Iterable<[string, string]>;
  readonly body?: string | null;
  readonly signal?: AbortSignal;
}

export class HubClient {
  readonly url: string;
  readonly later: Later = later;
  readonly #tokens: Tokens;
  #line = new AbortController();
  #isCut = false;

  constructor(url: string, tokens: Tokens) {
    this.url = url.replace(/\/+$/, '');
    this.#tokens = tokens;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Aborts what is under way and lets nothing leave until it is restored. */
  cut(isCut: boolean): void {
    if (isCut === this.#isCut) return;
    this.#isCut = isCut;
    if (isCut) this.#line.abort(new HubUnreachable('the line is cut'));
    else this.#line = new AbortController();
  }

  /** Asks for JSON and checks its shape. */
  async json<T>(path: string, answer: z.ZodType<T>, options: RequestOptions = {}): Promise<T> {
    const { method = options.body === undefined ? 'GET' : 'POST', body, ms = LIMITS.requestMs } = options;
    const response = await this.#send(`${this.url}${path}`, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: anyOf(AbortSignal.timeout(ms), options.signal),
      anonymous: options.anonymous ?? false,
    });
    const raw = await readJson(response);
    if (!response.ok) throw refusalOf(response, raw);
    const parsed = answer.safeParse(raw);
    if (!parsed.success)
      throw new HubUnreachable(`the hub's answer to ${path} has another shape`, { cause: parsed.error });
    return parsed.data;
  }

  /** Opens a stream of lines; only the way there has a deadline. */
  async open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LIMITS.requestMs);
    try {
      const response = await this.#send(`${this.url}${path}`, {
        method: 'GET',
        headers: { accept: 'application/x-ndjson' },
        signal: anyOf(signal, patience.signal),
        anonymous: false,
      });
      if (!response.ok) throw refusalOf(response, await readJson(response));
      if (response.body === null) throw new HubUnreachable('the stream has no body');
      return response.body as ReadableStream<Uint8Array>;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The `fetch` of a replicator: "not there" is an answer it needs, every other failure ends its run. */
  readonly replicatorFetch = async (url: string, options: ReplicatorRequest = {}): Promise<Response> => {
    const headers: Record<string, string> = {};
    for (const [name, value] of options.headers ?? []) headers[name] = value;
    const response = await this.#send(url, {
      method: options.method ?? 'GET',
      headers,
      ...(options.body === undefined || options.body === null ? {} : { body: options.body }),
      signal: anyOf(AbortSignal.timeout(LIMITS.requestMs), options.signal),
      anonymous: false,
    });
    if (response.ok || response.status === 404) return response;
    throw refusalOf(response, await readJson(response));
  };

  async #send(
    url: string,
    options: {
      method: string;
      headers: Record<string, string>;
      body?: string;
      signal: AbortSignal;
      anonymous: boolean;
    },
  ): Promise<Response> {
    if (this.#isCut) throw new HubUnreachable('the line is cut');
    const { anonymous, headers, signal, ...rest } = options;
    if (!anonymous) headers['authorization'] = `Bearer ${await this.#tokens.current()}`;
    let response: Response;
    try {
      response = await fetch(url, { ...rest, headers, signal: AbortSignal.any([signal, this.#line.signal]) });
    } catch (error) {
      throw new HubUnreachable(`no answer from ${url}`, { cause: error });
    }
    if (response.status === 401) this.#tokens.forget();
    return response;
  }
}

const anyOf = (one: AbortSignal, other: AbortSignal | undefined): AbortSignal =>
  other === undefined ? one : AbortSignal.any([one, other]);

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return (await response.json()) as unknown;
  } catch (error) {
    if (!response.ok) return undefined;
    throw new HubUnreachable('the answer broke off or is not JSON', { cause: error });
  }
}

/** A 4xx is the hub's word; everything else is a hub that cannot answer now. */
function refusalOf({ status, headers }: Response, raw: unknown): Error {
  const problem = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
  const code = text(problem['code'], text(problem['error'], 'refused'));
  const detail = text(problem['detail'], text(problem['reason'], ''));
  if (status >= 500 || status === 408 || status === 429)
    return new HubUnreachable(`the hub answers ${status} ${code} ${detail}`, { retryAfterMs: retryAfter(headers) });
  return new HubRefusal(status, code, detail);
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return seconds >= 0 ? seconds * MS_PER_SECOND : undefined;
}
