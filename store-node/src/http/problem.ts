/** Answers that are not what was asked for, as problem details (RFC 9457). */
import type { ServerResponse } from 'node:http';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import { type FaultCode, FAULTS, problemTypeOf, REFUSALS } from '@ringfence/domain/basic/refusals.ts';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** What goes wrong before a command is understood, or inside. */
const TITLES = {
  unauthorized: 'A valid key is needed',
  'not-found': 'There is nothing here',
  'method-not-allowed': 'This address does not take that method',
  'body-too-large': 'The body is too large',
  'unsupported-media-type': 'The body must be JSON',
  internal: 'The store node made a mistake',
  unavailable: 'The store node cannot answer now',
} as const satisfies Partial<Record<FaultCode, string>>;
export type Fault = keyof typeof TITLES;

export const problemView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  field: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof problemView>;

/** An expected no, with the status of the table. */
export function problemOfRefusal(refusal: Refusal): Problem {
  const { refused: code, message, field, details } = refusal;
  return {
    type: problemTypeOf(code),
    title: code.replaceAll('-', ' '),
    status: REFUSALS[code].status,
    detail: message,
    code,
    ...(field === undefined ? {} : { field }),
    ...(details === undefined ? {} : { details: { ...details } }),
  };
}

/** A no before the command was understood, or a failure. */
export function problemOfFault(fault: Fault, detail: string = TITLES[fault]): Problem {
  return { type: problemTypeOf(fault), title: TITLES[fault], status: FAULTS[fault], detail, code: fault };
}

/** Thrown by what stands before a handler; answered in one place. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Thrown for an input that cannot be read. */
export const invalid = (message: string, field?: string): HttpProblem =>
  new HttpProblem(problemOfRefusal(refuse('invalid-input', message, field === undefined ? {} : { field }).refusal));

/** Answers with a problem document, and `Retry-After` where the same may be sent again. */
export function sendProblem(res: ServerResponse, problem: Problem): void {
  const wait = secondsToWait(problem);
  if (wait !== undefined) res.setHeader('retry-after', String(wait));
  if (problem.status === 401) res.setHeader('www-authenticate', 'Bearer');
  send(res, problem.status, problem, 'application/problem+json');
}

function secondsToWait({ status, details }: Problem): number | undefined {
  if (status === 503) return LIMITS.retryAfterSeconds;
  const waitMs = Number(details?.['waitMs']);
  return status === 429 && waitMs > 0 ? Math.ceil(waitMs / 1000) : undefined;
}

/** Writes JSON in one piece. */
export function send(res: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader('content-type', type);
  res.setHeader('content-length', Buffer.byteLength(text));
  res.end(text);
}
