/**
 * The people of the simulation and what they hold in their hands. Each command
 * has an id of its own; one without an answer is sent again under the same id
 * until somebody answers. What physically moves is kept beside, so the ledger
 * can be compared with the goods.
 */
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { statusOf } from '@ringfence/domain/pickup/order.ts';
import type { Outcome, Rights, StoreCommand } from '@ringfence/store-node/src/commands/command.ts';
import { completeSaleCommand } from '@ringfence/store-node/src/commands/complete-sale.ts';
import { exchange, type Exchanged, performExchange } from '@ringfence/store-node/src/commands/exchange.ts';
import type { Store } from '@ringfence/store-node/src/store.ts';
import type { Random } from './random.ts';
import type { SimStore } from './sim-store.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 4000;

export interface Goods {
  readonly sku: Sku;
  readonly units: number;
}

/** One thing somebody does: where, with what luck, and how what it makes is named. */
export interface Deed {
  readonly store: SimStore;
  readonly random: Random;
  /** A new id; the same deed gives the same ones in every run. */
  readonly name: (prefix: string) => string;
}

export interface Ending {
  /** It was recorded, now or before. Called once. */
  readonly done?: (document: Envelope, returned?: Envelope) => void;
  readonly refused?: () => void;
  /** Called in both cases, first. */
  readonly settled?: () => void;
}

export class Crowd {
  readonly world: World;
  /** Passes of the orders that were confirmed to somebody, and what was ordered. */
  readonly passes = new Map<string, string>();
  readonly ordered = new Map<string, readonly Goods[]>();
  /** What customers have at home and may bring back. */
  readonly sold: { id: string; store: StoreId; lines: readonly Goods[] }[] = [];
  /** Hand-overs whose goods have left. */
  readonly handedOver = new Set<string>();
  readonly transfers: { id: string; to: StoreId; lines: readonly Goods[] }[] = [];
  /** Stores in which somebody is counting: until that is booked nobody touches the goods. */
  readonly counting = new Set<StoreId>();
  /** Commands that wait for an answer, by store. */
  readonly pending = new Map<StoreId, number>();
  /** How often something came out one way or another. */
  readonly counts = new Map<string, number>();
  /** Members by their telephone number; those who are enrolled have an id. */
  readonly members = new Map<string, string>();
  /** Members who were forgotten, by the telephone number they had. */
  readonly forgotten = new Map<string, readonly string[]>();
  /** Points that members of the web shop hold. */
  readonly holds: { hold: string; member: string; points: number }[] = [];
  readonly #goods = new Map<string, number>();
  /** Minor units of cash that went into each drawer, less what came out. */
  readonly #cash = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
  }

  goodsIn(store: StoreId, sku: Sku): number {
    return this.#goods.get(`${store}/${sku}`) ?? 0;
  }

  move(store: StoreId, sku: Sku, units: number): void {
    const key = `${store}/${sku}`;
    this.#goods.set(key, (this.#goods.get(key) ?? 0) + units);
  }

  cashIn(store: StoreId, register: string): number {
    return this.#cash.get(`${store}/${register}`) ?? 0;
  }

  /** Money goes into a drawer, or (below zero) out of it. */
  pay(store: StoreId, register: string, amount: number): void {
    const key = `${store}/${register}`;
    this.#cash.set(key, (this.#cash.get(key) ?? 0) + amount);
  }

  tally(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  anySku(random: Random): Sku {
    return random.pick(this.world.skus);
  }

  /** One of the last orders that were confirmed. */
  anyOrder(random: Random): string | undefined {
    const orders = [...this.passes.keys()].slice(-30);
    return orders.length === 0 ? undefined : random.pick(orders);
  }

  /** An order the store knows and has not ended. */
  liveOrder({ store, random }: Deed): string | undefined {
    const live: string[] = [];
    for (const record of store.running?.store.state.orders.live() ?? [])
      if (['placed', 'ready'].includes(statusOf(record))) live.push(record.id);
    return live.length === 0 ? undefined : random.pick(live);
  }

  /** Sends a command until it is answered; the answer counts once. */
  ask<Input, Gathered>(deed: Deed, command: StoreCommand<Input, Gathered>, input: unknown, then: Ending = {}): void {
    const isSale = (command as unknown) === completeSaleCommand;
    const { seams } = this.world;
    let wanted = input;
    const send = (store: Store): Promise<Answer> => store.execute(command, wanted, RIGHTS);
    const onSent = (): void => {
      if (isSale && seams.retried) wanted = seams.retried(wanted, deed.name('x'));
    };
    this.#askUntil(deed, { send, onSent, isImpatient: isSale && seams.timeOutIsNo === true }, then);
  }

  /** The same with goods back and other goods in one basket; it ends with the sale. */
  exchange(deed: Deed, raw: { id: string; return: object; sale: object }, then: Ending): void {
    const input = exchange.parse(raw);
    const send = (store: Store): Promise<Answer> =>
      performExchange(store, { input, raw }, { back: RIGHTS, sale: RIGHTS });
    this.#askUntil(deed, { send, onSent: () => {}, isImpatient: false }, then);
  }

  #askUntil(deed: Deed, { send, onSent, isImpatient }: Asking, then: Ending): void {
    const { store, random } = deed;
    this.pending.set(store.id, (this.pending.get(store.id) ?? 0) + 1);
    let isAnswered = false;
    const settle = (outcome: () => void): void => {
      if (isAnswered) return;
      isAnswered = true;
      this.pending.set(store.id, (this.pending.get(store.id) ?? 1) - 1);
      then.settled?.();
      outcome();
    };
    const attempt = (): void => {
      if (isAnswered) return;
      store.serve(send, (answer) => this.#heard(store, { answer, settle }, then));
      onSent();
      // Some do not wait: they press again before the disk has answered.
      this.world.scheduler.later(random.chance(5) ? random.between(1, 20) : PATIENCE_MS, () => {
        if (isImpatient) settle(() => then.refused?.());
        attempt();
      });
    };
    attempt();
  }

  #heard(store: SimStore, { answer, settle }: Heard, then: Ending): void {
    const { checker } = this.world;
    if (answer.outcome === 'refused') {
      const { refused } = answer.refusal;
      if (refused === 'not-trading') return;
      settle(() => {
        this.tally(`refused: ${refused}`);
        then.refused?.();
      });
      return;
    }
    const { document, returned, outcome } = answer;
    checker.answered(store, outcome, document);
    // What stopped between the two was answered for only now.
    if (returned) checker.answered(store, 'exists', returned);
    settle(() => {
      this.tally(document.kind);
      this.world.tell(`${store.id} ${outcome} ${document._id} at ${document.n}`);
      then.done?.(document, returned);
    });
  }
}

const RIGHTS: Rights = { override: true };

type Answer = Outcome | Exchanged;

interface Asking {
  readonly send: (store: Store) => Promise<Answer>;
  readonly onSent: () => void;
  /** Takes no answer for a no. */
  readonly isImpatient: boolean;
}

interface Heard {
  readonly answer: Answer & { readonly returned?: Envelope };
  readonly settle: (outcome: () => void) => void;
}
