/** The headers that every answer of the API carries, as the handlers of the ordinary way set them. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FixedHeaders } from './direct-way.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Runs `protect` once on a response that is thrown away, and gives what it set: its headers do not depend on the request. */
export function fixedHeaders(protect: Handler): FixedHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  protect(request, response, () => {});
  const set = response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]);
  return [...set.flat(), 'cache-control', 'no-store'];
}
