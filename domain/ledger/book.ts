/**
 * A book is the fold of transfers: the sum of what entered and left each
 * account. Addition commutes, so the order of documents does not matter, and
 * the sum over all accounts is always zero. Accounts that stand at zero are
 * not kept: two books that agree are equal byte for byte.
 */
import { type Account, type AccountKind, ACCOUNT_KINDS, mayBeNegative } from './account.ts';
import type { Transfer } from './transfer.ts';
import { assert } from '../basic/assert.ts';

export class Book {
  readonly #accounts = new Map<AccountKind, Map<string, number>>(
    ACCOUNT_KINDS.map((kind) => [kind, new Map<string, number>()]),
  );

  /** Units in the account; 0 for one that was never used. */
  units(account: Account): number {
    return this.of(account.kind).get(account.subject) ?? 0;
  }

  /** All accounts of one kind that do not stand at zero: subject → units. */
  of(kind: AccountKind): ReadonlyMap<string, number> {
    return this.#map(kind);
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

  /** Plain, sorted content for hashing and snapshots. */
  toJSON(): Record<string, Record<string, number>> {
    const content: Record<string, Record<string, number>> = {};
    for (const [kind, accounts] of this.#accounts) {
      if (accounts.size === 0) continue;
      content[kind] = Object.fromEntries([...accounts].sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return content;
  }

  #map(kind: AccountKind): Map<string, number> {
    const accounts = this.#accounts.get(kind);
    assert(accounts, () => `no accounts of kind ${kind}`);
    return accounts;
  }

  #add(account: Account, units: number): void {
    const accounts = this.#map(account.kind);
    const sum = (accounts.get(account.subject) ?? 0) + units;
    if (sum === 0) accounts.delete(account.subject);
    else accounts.set(account.subject, sum);
  }
}
