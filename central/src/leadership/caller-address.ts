/** Where a request came from: its connection, or what a stand-by of ours says about the one it forwards. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { FORWARDED } from './forward.ts';

const addresses = new WeakMap<IncomingMessage, string>();

/** The caller's address, for limits that count by it. */
export const addressOf = (request: IncomingMessage): string =>
  addresses.get(request) ?? request.socket.remoteAddress ?? '';

/** Believes a forwarded request that knows the hubs' common secret. */
export function trustForwarded(secret: string): RequestHandler {
  const expected = new TextEncoder().encode(secret);
  return (request, _response, next) => {
    const [presented = '', address = ''] = String(request.headers[FORWARDED] ?? '').split(' ');
    const given = new TextEncoder().encode(presented);
    if (given.length === expected.length && timingSafeEqual(given, expected)) addresses.set(request, address);
    delete request.headers[FORWARDED];
    next();
  };
}
