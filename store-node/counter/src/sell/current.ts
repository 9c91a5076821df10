/**
 * The basket at this tab, kept over reloads. It lives outside the screens, so
 * that looking something up in the middle of a sale loses nothing.
 */
import { BehaviorSubject } from 'rxjs';
import type { Basket } from './basket.ts';

const KEY = 'basket';

export class CurrentBasket {
  readonly basket$: BehaviorSubject<Basket>;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.basket$ = new BehaviorSubject<Basket>(readBasket(storage.getItem(KEY)));
  }

  change(how: (basket: Basket) => Basket): void {
    const basket = how(this.basket$.value);
    this.basket$.next(basket);
    this.#storage.setItem(KEY, JSON.stringify(basket));
  }
}

function readBasket(text: string | null): Basket {
  try {
    const value = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(value) ? (value as Basket) : [];
  } catch {
    return [];
  }
}
