/**
 * Questions to stores for units that their shelves seem to have. What it keeps true:
 * - a store is asked one question at a time: who comes meanwhile is gathered into the next one, so that hundreds who
 *   want the same few units cost a store no more than a handful;
 * - what a store has just declined is not asked for again until its shelf has changed, or a while has passed;
 * - nobody waits longer than for one question.
 */
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { SkuLine } from '@ringfence/domain/documents/pickup.ts';
import { shelf } from '@ringfence/domain/ledger/account.ts';
import type { AskEnd } from './asks.ts';
import type { Clock } from './clock.ts';
import type { Desk } from './desks/desk.ts';
import { LIMITS } from './limits.ts';

interface Question {
  readonly units: Map<Sku, number>;
  readonly over: PromiseWithResolvers<void>;
}

interface Declined {
  /** Units on the shelf at that time, as the hub knew them. */
  readonly shelf: number;
  readonly until: number;
}

export interface UnitAsksPorts {
  readonly clock: Clock;
  /** Puts a question to a store; resolves when it has ended, with nothing when the store could not be asked. */
  readonly put: (desk: Desk, lines: readonly SkuLine[]) => Promise<AskEnd | undefined>;
}

export class UnitAsks {
  readonly #ports: UnitAsksPorts;
  /** Of each store the question that was put, and those being gathered. */
  readonly #open = new Map<StoreId, Question[]>();
  readonly #declined = new Map<string, Declined>();

  constructor(ports: UnitAsksPorts) {
    this.#ports = ports;
  }

  /** Resolves when the store was asked for all of these lines and has answered, or when that takes too long. */
  ask(desk: Desk, lines: readonly SkuLine[]): Promise<void> {
    if (lines.some(({ sku }) => this.#wasDeclined(desk, sku))) return Promise.resolve();
    const queue = this.#open.get(desk.store) ?? [];
    // The first one was put; what is asked now can only join one behind it.
    let question = queue.length > 1 ? queue.at(-1) : undefined;
    if (question === undefined || question.units.size + lines.length > LIMITS.unitsAskLines) {
      question = { units: new Map(), over: Promise.withResolvers() };
      queue.push(question);
    }
    for (const { sku, units } of lines) question.units.set(sku, (question.units.get(sku) ?? 0) + units);
    if (queue.length === 1) {
      this.#open.set(desk.store, queue);
      void this.#putAll(desk, queue);
    }
    const { promise: over } = question.over;
    return new Promise((resolve) => {
      const callOff = this.#ports.clock.after(LIMITS.unitsAskMs, resolve);
      void over.then(() => {
        callOff();
        resolve();
      });
    });
  }

  async #putAll(desk: Desk, queue: Question[]): Promise<void> {
    for (let question = queue[0]; question !== undefined; question = queue[0]) {
      const lines = [...question.units].map(([sku, units]) => ({ sku, units }));
      const end = await this.#ports.put(desk, lines);
      if (end === 'declined') for (const { sku } of lines) this.#decline(desk, sku);
      queue.shift();
      question.over.resolve();
    }
    this.#open.delete(desk.store);
  }

  #decline(desk: Desk, sku: Sku): void {
    const key = `${desk.store}/${sku}`;
    this.#declined.delete(key);
    this.#declined.set(key, {
      shelf: desk.state.book.units(shelf(sku)),
      until: this.#ports.clock.now() + LIMITS.declinedMs,
    });
    const [oldest] = this.#declined.keys();
    if (this.#declined.size > LIMITS.declinesKept && oldest !== undefined) this.#declined.delete(oldest);
  }

  #wasDeclined(desk: Desk, sku: Sku): boolean {
    const key = `${desk.store}/${sku}`;
    const declined = this.#declined.get(key);
    if (declined === undefined) return false;
    if (this.#ports.clock.now() < declined.until && desk.state.book.units(shelf(sku)) === declined.shelf) return true;
    this.#declined.delete(key);
    return false;
  }
}
