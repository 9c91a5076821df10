/**
 * A book is the fold of transfers: the sum of what entered and left each
 * account. Addition commutes, so the order of documents does not matter, and
 * the sum over all accounts is always zero. Accounts that stand at zero are
 * not kept: two books that agree are equal byte for byte, and so are their
 * digests, which are kept with every posting and cost nothing to ask for.
 */
import { type Account, type AccountKind, ACCOUNT_KINDS, mayBeNegative } from './account.ts';
import type { Transfer } from './transfer.ts';
import { assert } from '../basic/assert.ts';
import { Digest, hashText, type TextHash } from '../basic/digest.ts';
import { type Frozen, partOf } from '../basic/frozen.ts';
import { PackedTable } from '../basic/packed-table.ts';

/** All accounts of one kind that do not stand at zero: subject → units, in no order that means anything. */
export type Accounts = Pick<PackedTable, 'size' | 'get' | 'keys' | 'values' | 'endingWith'> &
  Iterable<[string, number]>;

const scratch: TextHash = { lo: 0, hi: 0 };

export class Book {
  readonly #accounts = new Map<AccountKind, PackedTable>(ACCOUNT_KINDS.map((kind) => [kind, new PackedTable()]));
  #digest = new Digest();

  /** Units in the account; 0 for one that was never used. */
  units(account: Account): number {
    return this.#table(account.kind).get(account.subject);
  }

  /** What the book holds of one kind; it follows the book. */
  of(kind: AccountKind): Accounts {
    return this.#table(kind);
  }

  /** One figure for all accounts, the same for books that agree. */
  get digest(): string {
    return this.#digest.toString();
  }

  post(transfers: readonly Transfer[]): void {
    for (const { from, to, units } of transfers) {
      assert(Number.isSafeInteger(units) && units > 0, () => `a transfer moves ${units} units`);
      this.#add(from, -units);
      this.#add(to, units);
    }
  }

  /** Accounts below zero that may not be; empty when the law holds and nothing is missing. */
  overdrawn(): { account: Account; units: number }[] {
    const found: { account: Account; units: number }[] = [];
    for (const [kind, accounts] of this.#accounts) {
      if (mayBeNegative(kind)) continue;
      for (const [subject, units] of accounts) if (units < 0) found.push({ account: { kind, subject }, units });
    }
    return found;
  }

  /** The sum over all accounts: zero, or the book is wrong. */
  imbalance(): number {
    let sum = 0;
    for (const accounts of this.#accounts.values()) for (const units of accounts.values()) sum += units;
    return sum;
  }

  /** Plain, sorted content, to be compared byte by byte. */
  toJSON(): Record<string, Record<string, number>> {
    const content: Record<string, Record<string, number>> = {};
    for (const [kind, accounts] of this.#accounts) {
      if (accounts.size === 0) continue;
      content[kind] = Object.fromEntries([...accounts].sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return content;
  }

  freeze(): Frozen {
    const tables = [...this.#accounts].filter(([, table]) => table.size > 0);
    return {
      plain: { digest: this.digest },
      parts: Object.fromEntries(tables.map(([kind, table]) => [kind, table.freeze()])),
    };
  }

  static thaw(frozen: Frozen): Book {
    const book = new Book();
    for (const kind of ACCOUNT_KINDS)
      if (frozen.parts?.[kind]) book.#accounts.set(kind, PackedTable.thaw(partOf(frozen, kind)));
    book.#digest = Digest.from((frozen.plain as { digest: string }).digest);
    return book;
  }

  #table(kind: AccountKind): PackedTable {
    const accounts = this.#accounts.get(kind);
    assert(accounts, () => `no accounts of kind ${kind}`);
    return accounts;
  }

  #add({ kind, subject }: Account, units: number): void {
    hashText(subject, scratch);
    const after = this.#table(kind).add(subject, units, scratch.lo);
    scratch.lo ^= SEEDS[kind];
    this.#digest.remove(scratch, after - units);
    this.#digest.add(scratch, after);
  }
}

/** Tells accounts of one subject and different kinds apart. By the name, so that a new kind changes no digest. */
const SEEDS = Object.fromEntries(
  ACCOUNT_KINDS.map((kind) => {
    hashText(kind, scratch);
    return [kind, scratch.lo];
  }),
) as Record<AccountKind, number>;
