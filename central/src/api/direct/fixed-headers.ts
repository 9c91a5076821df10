/** The headers that every answer of the API carries, as the handlers of the ordinary way set them. */
import { type ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FixedHeaders } from './direct-way.ts';

/** Answers know how their names were spelt, as requests do; the types say so of requests alone. */
type Spelt = Pick<ClientRequest, 'getRawHeaderNames'>;
type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Runs `protect` once on a response that is thrown away, and gives what it set: its headers do not depend on the request. */
export function fixedHeaders(protect: Handler): FixedHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  protect(request, response, () => {});
  const names = (response as ServerResponse & Spelt).getRawHeaderNames();
  const set = names.map((name) => [name, String(response.getHeader(name))]);
  return [...set.flat(), 'cache-control', 'no-store'];
}
