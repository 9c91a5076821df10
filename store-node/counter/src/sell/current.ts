/**
 * The basket at this tab, kept over reloads, with everything that belongs to
 * it: its id (the sale's, from the first scan on), what is taken off and who
 * approved it, the member, and goods brought back in exchange. It lives outside
 * the screens, so that looking something up in the middle of a sale loses
 * nothing. A change of the lines can be taken back.
 */
import type { Disposition } from '@ringfence/domain/documents/sale.ts';
import { BehaviorSubject } from 'rxjs';
import { LIMITS } from '../limits.ts';
import type { Member } from '../member/member.ts';
import { type Basket, type BasketLine, type Discounts, NO_DISCOUNTS } from './basket.ts';

/** Goods that come back in the same basket. Amounts in minor units. */
export interface Exchange {
  /** The return's own id. */
  readonly id: string;
  readonly sale: string;
  readonly soldAt: string;
  readonly of: 'sale' | 'order';
  readonly lines: readonly {
    readonly line: number;
    readonly name: string;
    readonly units: number;
    /** Pieces where it is absent. */
    readonly measure?: 'piece' | 'gram';
    readonly amount: number;
    readonly disposition: Disposition;
  }[];
  /** What all of it is worth, and the part of that which goes back in points. */
  readonly total: number;
  readonly points: number;
}

export interface Extras {
  readonly id: string;
  readonly discounts: Discounts;
  readonly approval: { readonly by: string; readonly reason: string; readonly token?: string } | null;
  readonly member: Member | null;
  readonly exchange: Exchange | null;
}

const BASKET = 'basket';
const EXTRAS = 'basket-extras';

export const noExtras = (): Extras => ({
  id: crypto.randomUUID(),
  discounts: NO_DISCOUNTS,
  approval: null,
  member: null,
  exchange: null,
});

export class CurrentBasket {
  readonly basket$: BehaviorSubject<Basket>;
  readonly extras$: BehaviorSubject<Extras>;
  /** How many changes of the lines can be taken back. */
  readonly undoable$ = new BehaviorSubject(0);
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  #before: Basket[] = [];
  /** The line that was touched last. */
  #lastKey = '';

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    const lines = parsed(storage.getItem(BASKET));
    this.basket$ = new BehaviorSubject<Basket>(Array.isArray(lines) ? (lines as Basket) : []);
    const extras = parsed(storage.getItem(EXTRAS)) as Partial<Extras> | null;
    this.extras$ = new BehaviorSubject<Extras>({ ...noExtras(), ...extras });
  }

  change(how: (basket: Basket) => Basket): void {
    const before = this.basket$.value;
    const basket = how(before);
    if (basket === before) return;
    this.#lastKey = basket.findLast((line) => !before.includes(line))?.key ?? this.#lastKey;
    this.#before = [...this.#before, before].slice(-LIMITS.undoSteps);
    this.#set(basket);
    // What was taken off belonged to what is gone; a supervisor's word most of all.
    if (basket.length === 0) this.alter({ discounts: NO_DISCOUNTS, approval: null });
  }

  /** The line that was touched last; the last one of the basket when that is gone. */
  get lastLine(): BasketLine | undefined {
    const lines = this.basket$.value;
    return lines.find(({ key }) => key === this.#lastKey) ?? lines.at(-1);
  }

  /** Takes the last change of the lines back. */
  undo(): void {
    const before = this.#before.pop();
    if (before) this.#set(before);
  }

  alter(change: Partial<Extras>): void {
    const extras = { ...this.extras$.value, ...change };
    this.extras$.next(extras);
    this.#storage.setItem(EXTRAS, JSON.stringify(extras));
  }

  /** Another sale was recorded under this basket's id, by a copy of this tab: it goes on under one of its own. */
  renew(): void {
    this.alter({ id: crypto.randomUUID(), approval: null });
  }

  /** An empty basket of the next customer; or one that was parked. */
  begin(basket: Basket = [], extras: Extras = noExtras()): void {
    this.#before = [];
    this.#set(basket);
    this.alter(extras);
  }

  #set(basket: Basket): void {
    this.basket$.next(basket);
    this.#storage.setItem(BASKET, JSON.stringify(basket));
    this.undoable$.next(this.#before.length);
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown;
  } catch {
    return null;
  }
}
