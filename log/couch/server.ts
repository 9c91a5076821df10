/**
 * One CouchDB over HTTP. What it keeps true:
 * - a request ends with what was heard: a status and a body of JSON, or
 *   nothing (status 0), which says nothing about what was done;
 * - no request waits for ever, and only so many are under way;
 * - nothing that is thrown or told here holds a credential.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import nano from 'nano';
import { StorageFailure } from '../port.ts';
import type { CouchAddress } from './address.ts';
import { LIMITS } from './limits.ts';

export interface Request {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly database?: string;
  readonly path?: string;
  /** Keys are given as they are; they travel as JSON. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** Milliseconds until the outcome is unknown. */
  readonly patience?: number;
  /** The answer is one JSON string. */
  readonly isText?: boolean;
}

export interface Answer {
  /** What the server said; 0 when nothing whole was heard. */
  readonly status: number;
  /** An object or an array, undefined when the server refused. */
  readonly body: unknown;
  /** For people: what went wrong, without credentials. */
  readonly why: string;
}

export interface ServerOptions extends Omit<CouchAddress, 'prefix'> {
  /** How long a definite answer is waited for, over all attempts. */
  readonly settleMs?: number;
  /** How long one request may take. */
  readonly requestMs?: number;
}

/** Whether the server was asked in vain: the same request may be sent again and may have been done already. */
export const isUnknown = ({ status }: Answer): boolean =>
  status === 0 || status === 408 || status === 429 || status >= 500;

export class CouchServer {
  /** Without credentials. */
  readonly url: string;
  /** What is not as it should be, for people. */
  readonly warnings: string[] = [];
  readonly #server: nano.ServerScope;
  readonly #options: ServerOptions;
  /** nano says the status of a success in its log alone; this tells whose it is. */
  readonly #heard = new AsyncLocalStorage<{ status: number }>();
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  private constructor(options: ServerOptions) {
    const { url, user, password } = options;
    this.url = url;
    this.#options = options;
    const credentials = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
    this.#server = nano({
      url,
      parseUrl: false,
      ...(user === undefined ? {} : { headers: { Authorization: `Basic ${credentials}` } }),
      log: (entry: unknown) => {
        const status = (entry as { headers?: { statusCode?: unknown } }).headers?.statusCode;
        const heard = this.#heard.getStore();
        if (heard !== undefined && typeof status === 'number') heard.status = status;
      },
    } as nano.Configuration);
  }

  /** Resolves when the server answers as a CouchDB that can be used; rejects with `StorageFailure`. */
  static async connect(options: ServerOptions): Promise<CouchServer> {
    const server = new CouchServer(options);
    const { status, body, why } = await server.ask({});
    const { couchdb, version } = (body ?? {}) as { couchdb?: unknown; version?: unknown };
    if (status !== 200) throw new StorageFailure(`${server.url}: ${why}`);
    if (couchdb !== undefined && Number.parseInt(String(version), 10) < 3)
      throw new StorageFailure(`${server.url}: CouchDB ${String(version)} is too old, it has to be 3 or newer`);
    await server.#expectLimits();
    return server;
  }

  /** Sends once. Never rejects. */
  async request(request: Request): Promise<Answer> {
    await this.#turn();
    try {
      const heard = { status: 0 };
      return await this.#heard.run(heard, () => this.#send(request, heard));
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  /**
   * Sends a request that may be done twice, until it is answered. Rejects with `StorageFailure` when no answer came for
   * too long.
   */
  async ask(request: Request): Promise<Answer> {
    const patience = this.patience();
    for (;;) {
      const answer = await this.request(request);
      if (!isUnknown(answer)) return answer;
      await patience.pause(`${this.url}: ${answer.why}`);
    }
  }

  /** Pauses between attempts, each longer than the one before, as long as there is patience left. */
  patience(): Patience {
    return new Patience(this.#options.settleMs ?? LIMITS.settleMs);
  }

  async #send(request: Request, heard: { status: number }): Promise<Answer> {
    const { method = 'GET', database, path, query, body, patience, isText = false } = request;
    const timeout = patience ?? this.#options.requestMs ?? LIMITS.requestMs;
    const stop = new AbortController();
    const late = sleep(timeout, undefined, { signal: stop.signal }).then(
      () => ({ status: 0, body: undefined, why: `no answer within ${timeout} ms` }),
      () => ({ status: 0, body: undefined, why: 'given up' }),
    );
    const options = {
      method,
      ...(database === undefined ? {} : { db: database }),
      ...(path === undefined ? {} : { path }),
      ...(query === undefined ? {} : { qs: { ...query } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body), dontStringify: true }),
      signal: stop.signal,
    };
    const answered = this.#server.request(options).then(
      (retval: unknown): Answer => {
        const isObject = typeof retval === 'object' && retval !== null && !Buffer.isBuffer(retval);
        return isObject || (isText && typeof retval === 'string' && retval !== '')
          ? { status: heard.status, body: retval, why: `${heard.status}` }
          : { status: 0, body: undefined, why: `${heard.status} with a broken answer` };
      },
      (error: unknown): Answer => {
        const { statusCode: status, error: code, reason } = error as Record<string, unknown>;
        if (typeof status !== 'number') return { status: 0, body: undefined, why: (error as Error).message };
        return { status, body: undefined, why: `${status} ${textOf(code)} ${textOf(reason)}`.trim() };
      },
    );
    try {
      return await Promise.race([answered, late]);
    } finally {
      stop.abort();
    }
  }

  /** Waits for a place; who leaves hands it to whoever waits longest. */
  async #turn(): Promise<void> {
    if (this.#underWay < LIMITS.requestsAtOnce) this.#underWay += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Asks what one document and one request may be long; who may not ask hears nothing. */
  async #expectLimits(): Promise<void> {
    const configured = async (name: string): Promise<number | undefined> => {
      const { status, body } = await this.ask({ path: `_node/_local/_config/${name}`, isText: true });
      return status === 200 ? Number(body) : undefined;
    };
    const document = await configured('couchdb/max_document_size');
    const request = await configured('chttpd/max_http_request_size');
    if (document === undefined) {
      this.warnings.push('this user may not read the limits of CouchDB; they are not checked');
      return;
    }
    if (document < LIMITS.documentBytes)
      throw new StorageFailure(`${this.url}: max_document_size is ${document}, it has to be ${LIMITS.documentBytes}`);
    if (document > LIMITS.documentBytes)
      this.warnings.push(`max_document_size is ${document}, better ${LIMITS.documentBytes}`);
    if (request !== undefined && request > LIMITS.serverRequestBytes)
      this.warnings.push(`max_http_request_size is ${request}, better ${LIMITS.serverRequestBytes}`);
  }
}

const textOf = (word: unknown): string => (typeof word === 'string' ? word : '');

/** How long somebody goes on asking. */
export class Patience {
  readonly #endsAt: number;
  #pause: number = LIMITS.pauseMs;

  constructor(milliseconds: number) {
    this.#endsAt = performance.now() + milliseconds;
  }

  /** Waits before the next attempt; rejects with `StorageFailure` when it would be one too many. */
  async pause(why: string): Promise<void> {
    if (performance.now() + this.#pause > this.#endsAt) throw new StorageFailure(why);
    await sleep(this.#pause * (0.5 + Math.random() / 2));
    this.#pause = Math.min(2 * this.#pause, LIMITS.longestPauseMs);
  }
}
