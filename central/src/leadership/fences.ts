/**
 * Fences and seals of one realm, in documents that are created once. What it
 * keeps true: a term belongs to the one process whose fence stands, and ends
 * where its seal says. Who leads what is the realm: `hub` for all streets.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Superseded } from '@ringfence/log/couch/superseded.ts';
import type { Landed, Leadership } from '@ringfence/log/leadership.ts';
import { endsOn, type Seal, type Term } from '@ringfence/log/terms.ts';
import { LIMITS } from './limits.ts';
import { verdictOn } from './rules.ts';

/** One leader for all streets; a finer realm would be a desk of its own. */
export const REALM = 'hub';

/** What documents that are created once can do; see `OnceDocuments`. */
export interface Once {
  create(id: string, value: unknown): Promise<unknown>;
  get(id: string): Promise<unknown>;
  list(prefix: string): Promise<readonly { readonly id: string; readonly value: unknown }[]>;
}

/** Says who leads under a term, and where the others find it. */
export interface Fence {
  readonly term: Term;
  /** The process, by a random name it has until it ends. */
  readonly instance: string;
  /** Where other hubs reach it. */
  readonly address: string;
  /** When it was made, by its maker's clock, in milliseconds since 1970; only a matter of patience. */
  readonly at?: number;
}

export class Fences {
  readonly #once: Once;
  readonly #realm: string;
  /** The newest fence that was ever seen: they count up by one, so the next one is asked for by its name. */
  #newest: Fence | undefined;

  constructor(once: Once, realm: string) {
    this.#once = once;
    this.#realm = realm;
  }

  /** The newest fence; nothing before the first. */
  async newest(): Promise<Fence | undefined> {
    if (this.#newest === undefined) {
      const all = await this.#once.list(`fence~${this.#realm}~`);
      this.#newest = all.at(-1)?.value as Fence | undefined;
    }
    while (this.#newest !== undefined) {
      const next = (await this.#once.get(this.#fenceId(this.#newest.term + 1))) as Fence | undefined;
      if (next === undefined) return this.#newest;
      this.#newest = next;
    }
    return undefined;
  }

  /** Tries to be the one who leads under `fence.term`; gives back whose fence stands. */
  async create(fence: Fence): Promise<Fence> {
    this.#newest = (await this.#once.create(this.#fenceId(fence.term), fence)) as Fence;
    return this.#newest;
  }

  /** The right to lead that the own fence gives. `onNewer` is called once when a newer fence was met. */
  leadership(term: Term, onNewer: () => void): Leadership {
    let isTold = false;
    const tell = (): void => {
      if (!isTold) onNewer();
      isTold = true;
    };
    return {
      term,
      seals: () => this.seals(),
      seal: async (seal) => (await this.#once.create(this.#sealId(seal.term), seal)) as Seal,
      confirm: async (rows) => {
        if ((await this.#once.get(this.#fenceId(term + 1))) === undefined) return;
        tell();
        if (!(await this.#isInSeal(term, rows))) throw new Superseded(`term ${term} has ended`);
      },
    };
  }

  /** True when a fence of a newer term stands. */
  async isPast(term: Term): Promise<boolean> {
    return (await this.#once.get(this.#fenceId(term + 1))) !== undefined;
  }

  /** All seals, from that of term 1 on. */
  async seals(): Promise<Seal[]> {
    const all = await this.#once.list(`seal~${this.#realm}~`);
    return all.map(({ value }) => value as Seal);
  }

  /** Waits for the seal of the own term; false when it holds not all of the rows, or does not come in time. */
  async #isInSeal(term: Term, rows: readonly Landed[]): Promise<boolean> {
    if (rows.length === 0) return false;
    for (let waited = 0; waited < LIMITS.sealMs; waited += LIMITS.sealPollMs) {
      const seals = await this.seals();
      const verdicts = rows.map(({ street, n }) => verdictOn({ n, term }, term + 1, endsOn(street, seals)));
      if (!verdicts.includes('wait')) return verdicts.every((verdict) => verdict === 'yes');
      await sleep(LIMITS.sealPollMs);
    }
    return false;
  }

  #fenceId(term: Term): string {
    return `fence~${this.#realm}~${padded(term)}`;
  }

  #sealId(term: Term): string {
    return `seal~${this.#realm}~${padded(term)}`;
  }
}

const padded = (term: Term): string => String(term).padStart(8, '0');
