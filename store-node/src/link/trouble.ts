/** What can go wrong between a store and the hub. Both are everyday; neither stops a sale. */

/** No usable answer: no network, a time-out, a cut, a server that is broken or busy. Trying again may help. */
export class HubUnreachable extends Error {
  override readonly name = 'HubUnreachable';
  /** How long a hub that has too much to do wants to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number | undefined } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The hub answered no. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal';
  readonly status: number;
  /** The refusal's code, where the hub named one. */
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`the hub answers ${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/**
 * True for what the link has thrown, however the replicator wrapped it. The
 * replicator leaves a promise without a handler when a request of it fails;
 * such a rejection is an everyday event and not a bug.
 */
export function isLinkTrouble(reason: unknown): boolean {
  for (let error = reason, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (error instanceof HubUnreachable || error instanceof HubRefusal) return true;
  }
  return false;
}
