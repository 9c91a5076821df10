/** Talks to the store node. What it answers is returned; that it does not answer is `Unreachable`. */
import { LIMITS } from '../limits.ts';

export interface Device {
  /** Where the store node is; the page's own origin in a browser. */
  readonly url: string;
  readonly key: string;
  /** The name of this register. */
  readonly register: string;
}

export interface Recorded {
  readonly outcome: 'recorded' | 'exists';
  readonly document: { readonly _id: string; readonly at: number; readonly n: number; readonly body: unknown };
  /** Of an exchange: the return beside the sale. */
  readonly returned?: { readonly body: unknown };
}

export interface Refused {
  readonly outcome: 'refused';
  readonly code: string;
  readonly detail: string;
  readonly details: Readonly<Record<string, unknown>>;
}
export type Answer = Recorded | Refused;

/** No answer: whether the command was recorded is unknown. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export class NodeApi {
  readonly device: Device;
  constructor(device: Device) {
    this.device = device;
  }

  /** Sends a command; `approval` is a supervisor's word for this one. Throws `Unreachable` when nobody answers within `patienceMs`. */
  async command(
    path: string,
    body: unknown,
    options: { patienceMs?: number; approval?: string } = {},
  ): Promise<Answer> {
    const response = await this.#fetch(`/v1/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        ...this.#headers(),
        'content-type': 'application/json',
        ...(options.approval === undefined ? {} : { 'x-approval': options.approval }),
      },
      signal: AbortSignal.timeout(options.patienceMs ?? LIMITS.requestMs),
    });
    const content = await readJson(response);
    return response.ok ? (content as Recorded) : refusedBy(response.status, content);
  }

  /** What a query answers, or the refusal in the store's words. Throws `Unreachable` when nobody answers. */
  async ask<T extends object>(path: string): Promise<T | Refused> {
    const response = await this.#fetch(`/v1/${path}`, {
      headers: this.#headers(),
      signal: AbortSignal.timeout(LIMITS.requestMs),
    });
    const content = await readJson(response);
    return response.ok ? (content as T) : refusedBy(response.status, content);
  }

  /** What a question that records nothing answers, or the refusal. Throws `Unreachable` when nobody answers. */
  async put<T extends object>(path: string, body: unknown): Promise<T | Refused> {
    return (await this.command(path, body)) as T | Refused;
  }

  /** What a query answers; nothing for 404. Throws `Unreachable`, also for other refusals. */
  async get<T>(path: string, patienceMs: number = LIMITS.requestMs): Promise<T | undefined> {
    const response = await this.#fetch(`/v1/${path}`, {
      headers: this.#headers(),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status === 404) return undefined;
    const content = await readJson(response);
    if (!response.ok) throw new Unreachable(`${path} answered ${response.status}`);
    return content as T;
  }

  /** The one stream of changes. */
  async stream(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch('/v1/events', { headers: this.#headers(), signal });
    if (!response.ok || response.body === null) throw new Unreachable(`events answered ${response.status}`);
    return response.body;
  }

  #headers(): Record<string, string> {
    return { 'x-api-key': this.device.key };
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.device.url + path, { cache: 'no-store', ...init });
    } catch (error) {
      throw new Unreachable('no answer', { cause: error });
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch (error) {
    throw new Unreachable(`an answer broke off (${response.status})`, { cause: error });
  }
}

export const isRefused = (answer: object): answer is Refused => (answer as { outcome?: unknown }).outcome === 'refused';

function refusedBy(status: number, content: unknown): Refused {
  const problem = (content ?? {}) as { code?: string; detail?: string; details?: Record<string, unknown> };
  const code = problem.code ?? `http-${status}`;
  return {
    outcome: 'refused',
    code,
    detail: problem.detail ?? '',
    details: problem.details ?? {},
  };
}
