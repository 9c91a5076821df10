/**
 * What stands before GraphQL: a known key, JSON by POST of a bounded size, no key names that change objects. Whatever
 * is turned away here was not looked at any further, and is answered with problem details (RFC 9457).
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import express from 'express';
import { problemTypeOf } from '@ringfence/domain/basic/refusals.ts';
import { unsafeContent } from '@ringfence/domain/documents/parse.ts';
import { Attempts, type SharedCounts } from '../attempts.ts';
import type { Door } from '../door.ts';
import { addressOf } from '../leadership/caller-address.ts';
import { LIMITS as LIMITS_OF_THE_HUB } from '../limits.ts';
import type { Caller } from './keys.ts';
import { LIMITS } from './limits.ts';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** What of the request it is about. */
  readonly field?: string | undefined;
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'A key is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many wrong keys',
  500: 'The hub failed',
  503: 'Overloaded',
};

/** Answers with a problem document (RFC 9457). */
export function sendProblem(response: Response, { status, code, detail, field }: Problem): void {
  const title = TITLES[status] ?? 'Refused';
  response.status(status).type('application/problem+json');
  response.send(JSON.stringify({ type: problemTypeOf(code), title, status, detail, code, field }));
}

/** A request that began on the direct way: what was read of it, and what was done for it. */
export interface Taken {
  /** The parsed body; nothing when it is no JSON. */
  readonly body: object | undefined;
  /** It is inside already; this is how it leaves. */
  readonly leave: () => void;
  /** The root field was resolved already: gives or throws what came of it. */
  readonly answered?: (() => unknown) | undefined;
}
export const taken = new WeakMap<IncomingMessage, Taken>();

/** Callers of the requests under way, as found by `authenticate`. */
const callers = new WeakMap<Request, Caller>();
/** Who asks; nobody before `authenticate` let the request in. */
export const callerOf = (request: Request): Caller | undefined => callers.get(request);

/** The key a request brings, known or not. */
export function presentedKey(request: IncomingMessage): string | undefined {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string') return header;
  const [scheme, token] = request.headers.authorization?.split(' ') ?? [];
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}

/** Lets requests with a known key through. An address that goes on guessing is turned away for a while. */
export function authenticate(find: (presented: string) => Caller | undefined, shared?: SharedCounts): RequestHandler {
  const { wrongKeys: attempts, wrongKeysWindowSeconds: windowS } = LIMITS;
  const guesses = new Attempts({ name: 'wrong-keys', attempts, windowS, shared });
  return async (request, response, next) => {
    const presented = presentedKey(request);
    const caller = presented === undefined ? undefined : find(presented);
    if (caller) {
      callers.set(request, caller);
      // Answers may hold personal data and are true for a moment only.
      response.set('cache-control', 'no-store');
      next();
      return;
    }
    const wait = await guesses.waitFor(addressOf(request));
    if (wait > 0) {
      response.set('retry-after', String(wait));
      sendProblem(response, {
        status: 429,
        code: 'too-many-wrong-keys',
        detail: 'Too many wrong keys came from here.',
      });
      return;
    }
    response.set('www-authenticate', 'Bearer realm="ringfence"');
    const detail = 'Send a key as `Authorization: Bearer <key>` or `x-api-key`.';
    sendProblem(response, { status: 401, code: 'unauthorized', detail });
  };
}

/** Lets a request in while there is room; a stream leaves that room when it is open, by what is kept here. */
export function admit(door: Door): RequestHandler {
  return (request, response, next) => {
    const leave = taken.get(request)?.leave ?? door.enterWeb(response);
    if (leave) {
      response.locals['leave'] = leave;
      next();
      return;
    }
    response.set('retry-after', String(LIMITS_OF_THE_HUB.retryAfterS));
    sendProblem(response, { status: 503, code: 'overloaded', detail: 'The hub is busy; try again under the same id.' });
  };
}

/** Only `POST` of `application/json`: nothing that a form or a link on a foreign page can send. */
const jsonByPost: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST') {
    response.set('allow', 'POST');
    sendProblem(response, { status: 405, code: 'method-not-allowed', detail: 'Send the operation by POST.' });
  } else if (!request.is('application/json')) {
    sendProblem(response, { status: 415, code: 'unsupported-media-type', detail: 'Send application/json.' });
  } else next();
};

/** Whoever puts a sign in the place of bytes that are none takes two different texts for one. */
const expectUtf8 = (_request: unknown, _response: unknown, bytes: Buffer): void => {
  if (!isUtf8(bytes as Uint8Array)) throw Object.assign(new Error('the body is not UTF-8'), { status: 400 });
};
const readBody = express.json({ limit: LIMITS.bodyBytes, strict: true, inflate: false, verify: expectUtf8 });
/** Reads the body, or finds it read on the direct way. */
const jsonBody: RequestHandler = (request, response, next) => {
  const before = taken.get(request);
  if (!before) readBody(request, response, next);
  else if (before.body) {
    request.body = before.body;
    next();
  } else next(Object.assign(new Error('the body is no JSON'), { status: 400 }));
};

/** The body is one GraphQL request whose names are harmless. */
const oneOperation: RequestHandler = (request, response, next) => {
  const body: unknown = request.body;
  const single = typeof body === 'object' && body !== null && 'query' in body && typeof body.query === 'string';
  const unsafe = single ? unsafeContent(body) : 'the body is not an object with a text `query`';
  if (unsafe === undefined) next();
  else sendProblem(response, { status: 400, code: 'invalid-input', detail: `The request is refused: ${unsafe}.` });
};

/** Body parsers report what they refuse as errors with a status; anything else is left to `hideFailure`. */
const refusedBody: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, next) => {
  if (response.headersSent) next(error);
  else if (error.type === 'entity.too.large')
    sendProblem(response, {
      status: 413,
      code: 'body-too-large',
      detail: `At most ${LIMITS.bodyBytes} bytes are read.`,
    });
  else if (error.status !== undefined && error.status < 500)
    sendProblem(response, { status: 400, code: 'invalid-input', detail: 'The body is not well-formed JSON in UTF-8.' });
  else next(error);
};

/** What failed without an answer is reported, and told to nobody outside. */
export function hideFailure(report: (failure: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    report(error);
    if (response.headersSent) response.destroy();
    else
      sendProblem(response, { status: 500, code: 'internal', detail: 'The hub failed; ask again under the same id.' });
  };
}

/** From a request with a known key to one parsed GraphQL request in `request.body`. */
export const readOperation: readonly (RequestHandler | ErrorRequestHandler)[] = [
  jsonByPost,
  jsonBody,
  oneOperation,
  refusedBody,
];
