/**
 * A process that does not lead: serves by forwarding, watches the leader, and
 * tries to lead when that one gives no sign of life. What it keeps true: it
 * reads and decides nothing before its own fence stands.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageFailure } from '@ringfence/log/port.ts';
import { type AvailabilityCache, isAvailability } from './availability-cache.ts';
import type { Fence, Fences } from './fences.ts';
import { Forwarder } from './forward.ts';
import { LIMITS } from './limits.ts';
import { type Presence, type Role, signOf, Watch } from './peer.ts';
import { nextStep } from './rules.ts';

export interface StandByOptions {
  readonly fences: Fences;
  /** This process, as its fence will say it. */
  readonly self: Omit<Fence, 'term' | 'at'>;
  readonly secret: string;
  /** What this process can answer by itself; nothing without Redis. */
  readonly availability?: AvailabilityCache | undefined;
  /** Serves `/metrics`, which are each process's own. */
  readonly metrics?: RequestListener | undefined;
  /** Told whenever another process leads, or nobody. */
  readonly onLeader: (leader: Fence | undefined) => void;
  /** The storage could not be asked who leads; it is asked again. */
  readonly onTrouble: (error: unknown) => void;
}

export class StandBy {
  readonly #options: StandByOptions;
  readonly #forwarder: Forwarder;
  readonly #stop = new AbortController();
  readonly #someoneLeads = Promise.withResolvers<void>();
  #leader: Fence | undefined;
  #role: Role = 'standing by';
  #term = 0;
  /** A hint that somebody new leads wakes who sleeps. */
  #wake = new AbortController();

  constructor(options: StandByOptions) {
    this.#options = options;
    this.#forwarder = new Forwarder({ leader: () => this.#leader?.address, secret: options.secret });
  }

  get presence(): Presence {
    return { instance: this.#options.self.instance, role: this.#role, term: this.#term };
  }

  /** Serves a request while this process does not lead. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split('?')[0];
    if (path === '/healthz') answer(response, 200, { ok: true });
    else if (path === '/leadership') answer(response, 200, this.presence);
    else if (path === '/readyz') {
      const ready = this.#leader !== undefined;
      answer(response, ready ? 200 : 503, { ready });
    } else if (path === '/metrics' && this.#options.metrics) this.#options.metrics(request, response);
    else if (this.#options.availability && isAvailability(request)) void this.#answerAvailability(request, response);
    else this.#forwarder.forward(request, response);
  }

  async #answerAvailability(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const leader = this.#leader?.address;
    const headers = this.#forwarder.headersFor(request);
    const isAnswered = await this.#options.availability?.answer({ request, response, leader, headers });
    if (!isAnswered) this.#forwarder.forward(request, response);
  }

  /** Resolves when somebody leads for the first time, this process or another. */
  get someoneLeads(): Promise<void> {
    return this.#someoneLeads.promise;
  }

  /** This process leads and answers. */
  serving(): void {
    this.#role = 'leading';
    this.#someoneLeads.resolve();
    this.#forwarder.close();
  }

  /** Somebody says that the leader changed; it is only a reason to look at once. */
  hint(): void {
    this.#wake.abort();
  }

  /** Resolves with the own fence once it stands; never when it was closed before. */
  async lead(): Promise<Fence> {
    let watch = new Watch(Date.now());
    while (!this.#stop.signal.aborted) {
      try {
        const newest = await this.#options.fences.newest();
        if (newest === undefined) {
          const own = await this.#campaign(undefined);
          if (own) return own;
          continue;
        }
        if (newest.term !== this.#term) {
          watch = new Watch(Date.now());
          this.#term = newest.term;
        }
        const own = await this.#follow(newest, watch);
        if (own) return own;
      } catch (error) {
        if (!(error instanceof StorageFailure)) throw error;
        this.#options.onTrouble(error);
        await this.#pause();
      }
    }
    return new Promise(() => {});
  }

  close(): void {
    this.#stop.abort();
    this.#wake.abort();
    this.#forwarder.close();
  }

  /** Asks the leader again and again while it gives signs of life. The own fence when this process has to follow it. */
  async #follow(newest: Fence, watch: Watch): Promise<Fence | undefined> {
    for (;;) {
      const sign = await signOf(newest);
      if (this.#stop.signal.aborted) return undefined;
      const isServing = sign === 'leading';
      this.#see(isServing ? newest : undefined);
      const patience = Date.now() - (newest.at ?? 0) < LIMITS.newMs ? LIMITS.newPatience : 1;
      if (watch.isDead(sign, Date.now(), patience)) return this.#campaign(newest);
      const wasWoken = await this.#pause();
      if (wasWoken || !isServing) return undefined;
    }
  }

  async #campaign(newest: Fence | undefined): Promise<Fence | undefined> {
    const { fences, self } = this.#options;
    await sleep(Math.random() * LIMITS.jitterMs);
    const step = nextStep({ term: 0, newest: newest?.term ?? 0, isRead: false, sealed: 0 });
    const fence = await fences.create({ ...self, term: step.step === 'fence' ? step.term : 1, at: Date.now() });
    if (fence.instance !== self.instance) return undefined;
    this.#role = 'taking over';
    this.#term = fence.term;
    this.#see(undefined);
    return fence;
  }

  #see(leader: Fence | undefined): void {
    if (leader?.instance === this.#leader?.instance) return;
    this.#leader = leader;
    if (leader) this.#someoneLeads.resolve();
    this.#options.onLeader(leader);
  }

  /** True when it was woken before its time. */
  async #pause(): Promise<boolean> {
    try {
      await sleep(LIMITS.pollMs, undefined, { signal: this.#wake.signal });
      return false;
    } catch {
      this.#wake = new AbortController();
      return true;
    }
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
