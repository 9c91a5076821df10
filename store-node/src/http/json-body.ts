/**
 * Reads the body of a command: JSON, of bounded size, in UTF-8, not compressed.
 * Written out, because a sale spends a fifth of its time at the door with a
 * general parser.
 */
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { LIMITS } from '../limits.ts';
import { HttpProblem, invalid, problemOfFault } from './problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const tooLarge = (): HttpProblem =>
  new HttpProblem(problemOfFault('body-too-large', `The body may have ${LIMITS.bodyBytes} bytes.`));

/** Leaves the parsed value in `body`; whether its content is safe is looked at by who uses it. */
export function jsonBody(request: Request, response: Response, next: (error?: unknown) => void): void {
  const problem = problemOfHead(request);
  if (problem) {
    refuse(request, response);
    next(problem);
    return;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isOver = false;
  const finish = (error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    next(error);
  };
  request.on('data', (chunk: Uint8Array) => {
    size += chunk.length;
    if (size <= LIMITS.bodyBytes) {
      chunks.push(chunk);
      return;
    }
    refuse(request, response);
    finish(tooLarge());
  });
  request.on('end', () => {
    if (isOver) return;
    try {
      request.body = JSON.parse(textOf(chunks)) as unknown;
    } catch {
      finish(invalid('The body is not JSON in UTF-8.'));
      return;
    }
    finish();
  });
  // Nobody is left to read an answer.
  request.on('error', () => {
    isOver = true;
  });
}

function problemOfHead({ headers }: IncomingMessage): HttpProblem | undefined {
  const type = headers['content-type'] ?? '';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!/^application\/json *(;|$)/i.test(type) || encoding !== 'identity')
    return new HttpProblem(problemOfFault('unsupported-media-type', 'Send plain JSON as application/json.'));
  return Number(headers['content-length'] ?? 0) > LIMITS.bodyBytes ? tooLarge() : undefined;
}

/** What follows is not read; the connection ends with the answer. */
function refuse(request: IncomingMessage, response: Response): void {
  response.setHeader('connection', 'close');
  request.removeAllListeners('data');
  request.resume();
}

function textOf(chunks: readonly Uint8Array[]): string {
  const [only] = chunks;
  return utf8.decode(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
}
