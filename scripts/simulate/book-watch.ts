/**
 * Sees every change of a book as it is posted, so that a step is checked by
 * what it touched and not by the whole book.
 */
import { type Account, ACCOUNT_KINDS } from '@ringfence/domain/ledger/account.ts';
import type { Book } from '@ringfence/domain/ledger/book.ts';

/** Units of an account, and by how much they changed since the last look. */
export type Judge = (account: Account, units: number, change: number) => void;

const keyOf = ({ kind, subject }: Account): string => `${kind} ${subject}`;

export class BookWatch {
  readonly #book: Book;
  readonly #known = new Map<string, number>();
  readonly #touched = new Map<string, Account>();

  /** The first look judges everything that is in the book now. `onTouch` hears that there is something to look at. */
  constructor(book: Book, onTouch: () => void) {
    this.#book = book;
    const post = book.post.bind(book);
    book.post = (transfers) => {
      post(transfers);
      if (this.#touched.size === 0) onTouch();
      for (const { from, to } of transfers) {
        this.#touched.set(keyOf(from), from);
        this.#touched.set(keyOf(to), to);
      }
    };
    for (const kind of ACCOUNT_KINDS)
      for (const subject of book.of(kind).keys()) this.#touched.set(keyOf({ kind, subject }), { kind, subject });
  }

  /** Judges what was touched since the last look; returns the sum of all changes, which is zero in a true book. */
  look(judge: Judge): number {
    let sum = 0;
    for (const [key, account] of this.#touched) {
      const units = this.#book.units(account);
      const change = units - (this.#known.get(key) ?? 0);
      sum += change;
      if (units === 0) this.#known.delete(key);
      else this.#known.set(key, units);
      judge(account, units, change);
    }
    this.#touched.clear();
    return sum;
  }
}
