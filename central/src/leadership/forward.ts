/**
 * A stand-by's answer to everything: what the leader answers. Requests, streams
 * and waits go through as they are. When nobody leads, or the leader goes away
 * before it answered, the caller is told to come again: whether it happened is
 * unknown, and asking again under the same id is safe.
 */
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { createProxyServer } from 'http-proxy-3';
import { problemTypeOf } from '@ringfence/domain/basic/refusals.ts';
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
    if (wouldLoseItsEnd(request)) {
      answer(response, LENGTH_NEEDED);
      return;
    }
    try {
      this.#proxy.web(request, response, { target, headers: this.headersFor(request) }, () => {
        if (response.headersSent) response.destroy();
        else answerNobodyLeads(response);
      });
    } catch {
      // Its address or headers are such as nobody may send on. Nothing was.
      answer(response, MALFORMED);
    }
  }

  close(): void {
    this.#agent.destroy();
    this.#proxy.close();
  }
}

/**
 * The proxy declares requests of these methods empty when they do not say their length, and sends their body all the
 * same: the leader would take it for the next request on a connection that all callers share.
 */
const wouldLoseItsEnd = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'DELETE' || method === 'OPTIONS') && headers['transfer-encoding'] !== undefined;

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

const NOBODY_LEADS: Refused = {
  status: 503,
  code: 'overloaded',
  title: 'Come again',
  detail: 'No hub leads at this moment; ask again under the same id.',
};
const LENGTH_NEEDED: Refused = {
  status: 411,
  code: 'invalid-input',
  title: 'Length required',
  detail: 'Say how long the body is.',
};
const MALFORMED: Refused = {
  status: 400,
  code: 'invalid-input',
  title: 'Bad request',
  detail: 'The address or a header is malformed.',
};

const answerNobodyLeads = (response: ServerResponse): void =>
  answer(response, NOBODY_LEADS, { 'retry-after': String(LIMITS.retryAfterS) });

function answer(response: ServerResponse, { code, ...problem }: Refused, headers: Record<string, string> = {}): void {
  const body = { type: problemTypeOf(code), ...problem, code };
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    ...headers,
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
