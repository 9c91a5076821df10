/** What the scripts say to a store node: commands, and the queries they need. */
import type { RefusalCode } from '@ringfence/domain/basic/refusals.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { send } from './http.ts';

export type Answer<Body = unknown> =
  { readonly outcome: 'recorded' | 'exists'; readonly document: Envelope<string, Body> } | Refused;

export interface Refused {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  readonly detail: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type CommandPath =
  | 'sales'
  | 'returns'
  | 'receipts'
  | 'counts'
  | 'adjustments'
  | 'dispatches'
  | 'arrivals'
  | 'picks'
  | 'short-picks'
  | 'hand-overs'
  | 'order-ends';

export class StoreApi {
  readonly url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.#key = key;
  }

  /** Sends a command until it is answered. Refusals are returned. */
  async command<Body = unknown>(path: CommandPath, body: unknown): Promise<Answer<Body>> {
    const reply = await send({ url: `${this.url}/v1/${path}`, method: 'POST', key: this.#key, body });
    if (reply.status < 300) return reply.body as Answer<Body>;
    const problem = reply.body as { code?: RefusalCode; detail?: string; details?: Record<string, unknown> };
    if (problem?.code === undefined) throw new Error(`${path} answered ${reply.status} ${JSON.stringify(reply.body)}`);
    return { outcome: 'refused', code: problem.code, detail: problem.detail ?? '', details: problem.details ?? {} };
  }

  /** Cuts the line to the hub, or heals it. */
  async cutLink(cut: boolean): Promise<void> {
    const reply = await send({ url: `${this.url}/v1/link`, method: 'POST', key: this.#key, body: { cut } });
    if (reply.status >= 300) throw new Error(`the link answered ${reply.status} ${JSON.stringify(reply.body)}`);
  }

  /** The answer of a query; nothing when the store knows nothing of that name. */
  async get<Body>(path: string): Promise<Body | undefined> {
    const reply = await send({ url: `${this.url}/v1/${path}`, method: 'GET', key: this.#key });
    const { code } = (reply.body ?? {}) as { code?: string };
    if (reply.status === 404 || code?.startsWith('unknown-')) return undefined;
    if (reply.status >= 300) throw new Error(`${path} answered ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as Body;
  }
}
