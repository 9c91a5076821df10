/** Rules of points for tests, and a catalogue they are in force in. */
import { hubAuthor } from '../basic/ids.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { hashOf, seal } from '../documents/envelope.ts';
import { type LoyaltyRules, loyaltyRules } from '../documents/loyalty-rules.ts';
import { fact } from '../documents/registry.ts';
import { ACCOUNT_KINDS, type AccountKind } from '../ledger/account.ts';
import type { Book } from '../ledger/book.ts';
import { testHash } from './scenario.ts';

/** One point for every 10 minor units, worth 1 each; points live thirty days. */
export const someRules = (changes: object = {}): LoyaltyRules =>
  loyaltyRules.parse({
    version: 1,
    currency: 'EUR',
    accrual: { points: 1, per: 10 },
    redemption: { points: 1, value: 1, minimum: 5 },
    expiryDays: 30,
    leases: { perMember: 200, perStore: 120, days: 2 },
    ...changes,
  });

/** A catalogue with those rules in force. */
export function withRules(catalogue: Catalogue, ...versions: readonly LoyaltyRules[]): Catalogue {
  for (const rules of versions) {
    const written = seal<string, unknown>(
      fact('loyalty-rules', String(rules.version), rules),
      catalogue.cursor,
      hubAuthor(1),
      1,
    );
    catalogue.apply(written, hashOf(written, testHash));
  }
  return catalogue;
}

/** Units of each account kind over all those books. */
export function unitsIn(books: readonly Book[]): Record<AccountKind, number> {
  const sum = (kind: AccountKind): number =>
    books.reduce((all, book) => all + [...book.of(kind).values()].reduce((part, units) => part + units, 0), 0);
  return Object.fromEntries(ACCOUNT_KINDS.map((kind) => [kind, sum(kind)])) as Record<AccountKind, number>;
}
