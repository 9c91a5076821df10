/** How the gateway says no: problem details (RFC 9457), or what a CouchDB replicator expects in its place. */
import type { ErrorRequestHandler, Response } from 'express';
import type { Refusal } from '@ringfence/domain/basic/outcome.ts';
import { problemTypeOf, REFUSALS } from '@ringfence/domain/basic/refusals.ts';
import { StorageFailure } from '@ringfence/log/port.ts';
import { LIMITS } from '../limits.ts';
import { QuarantineFull } from '../quarantine.ts';

/** An answer that is decided deep inside a request. Its text is shown to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: {
      field?: string | undefined;
      details?: Readonly<Record<string, unknown>> | undefined;
      retryAfterS?: number;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = extra.field;
    this.details = extra.details;
    this.retryAfterS = extra.retryAfterS;
  }
}

/** A refusal of the domain, with the status of the table. */
export const problemOf = ({ refused, message, field, details }: Refusal): Problem =>
  new Problem(REFUSALS[refused].status, refused, message, { field, details });

export const unauthenticated = (message: string): Problem => new Problem(401, 'unauthorized', message);
export const overloaded = (message: string): Problem =>
  new Problem(503, 'overloaded', message, { retryAfterS: LIMITS.retryAfterS });
export const forbidden = (message: string): Problem => new Problem(403, 'not-allowed', message);
export const invalid = (message: string, field?: string): Problem =>
  new Problem(400, 'invalid-input', message, { field });

const COUCH_ERRORS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  503: 'overloaded',
};

function sendProblem(response: Response, problem: Problem): void {
  const { status, code, message, field, details } = problem;
  const type = problemTypeOf(code);
  const title = code.replaceAll('-', ' ');
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type, title, status, detail: message, code, field, details }));
}

/** What went wrong, in words that say nothing about the inside. */
function understood(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof StorageFailure)
    return new Problem(503, 'overloaded', 'The hub cannot store now.', { retryAfterS: 5 });
  if (error instanceof QuarantineFull) return new Problem(503, 'overloaded', error.message, { retryAfterS: 60 });
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return new Problem(413, 'invalid-input', 'The body is too large.');
  if (typeof status === 'number' && status >= 400 && status < 500) return invalid('The request cannot be read.');
  return undefined;
}

/** Ends every failed request; bugs are given to `onBug` and masked. */
export function answerErrors(onBug: (error: unknown) => void, style: 'problem' | 'couch'): ErrorRequestHandler {
  return (error, _request, response, next) => {
    let problem = understood(error);
    if (problem === undefined) {
      onBug(error);
      problem = new Problem(500, 'internal', 'The hub failed; the failure was noted.');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    if (problem.retryAfterS !== undefined) response.set('Retry-After', String(problem.retryAfterS));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (style === 'problem') sendProblem(response, problem);
    else
      response
        .status(problem.status)
        .json({ error: COUCH_ERRORS[problem.status] ?? 'internal_error', reason: problem.message });
  };
}
