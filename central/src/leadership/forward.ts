/**
 * A stand-by's answer to everything: what the leader answers. Requests, streams
 * and waits go through as they are. When nobody leads, or the leader goes away
 * before it answered, the caller is told to come again: whether it happened is
 * unknown, and asking again under the same id is safe.
 */
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { LIMITS } from './limits.ts';

/** On a forwarded request, with the hubs' common secret: who called the stand-by. */
export const FORWARDED = 'x-ringfence-forwarded';

export interface ForwarderOptions {
  /** Where the leader is, as far as it is known. */
  readonly leader: () => string | undefined;
  /** What the hubs know and nobody else. */
  readonly secret: string;
}

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #proxy;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#proxy = createProxyServer({ agent: this.#agent, proxyTimeout: 0 });
  }

  /** What tells the leader who asks through this stand-by. */
  headersFor(request: IncomingMessage): Record<string, string> {
    return { [FORWARDED]: `${this.#options.secret} ${request.socket.remoteAddress ?? ''}` };
  }

  forward(request: IncomingMessage, response: ServerResponse): void {
    const target = this.#options.leader();
    // A request that was forwarded once came to one who thought that we lead; it is not sent round in circles.
    if (target === undefined || request.headers[FORWARDED] !== undefined) {
      answerNobodyLeads(response);
      return;
    }
    this.#proxy.web(request, response, { target, headers: this.headersFor(request) }, () => {
      if (response.headersSent) response.destroy();
      else answerNobodyLeads(response);
    });
  }

  close(): void {
    this.#agent.destroy();
    this.#proxy.close();
  }
}

function answerNobodyLeads(response: ServerResponse): void {
  const detail = 'No hub leads at this moment; ask again under the same id.';
  response.writeHead(503, {
    'content-type': 'application/problem+json',
    'retry-after': String(LIMITS.retryAfterS),
    'cache-control': 'no-store',
  });
  response.end(
    JSON.stringify({
      type: 'urn:ringfence:refusal:overloaded',
      title: 'Come again',
      status: 503,
      detail,
      code: 'overloaded',
    }),
  );
}
