/**
 * Where a sale is found again, and what was paid back of it here: folded from
 * this store's own documents. Memory of what stands in the log, and no more.
 */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { subjectOf } from '@ringfence/domain/documents/registry.ts';
import type { PurchaseName } from '@ringfence/domain/ledger/account.ts';

const nameOf = ({ soldAt, of, id }: PurchaseName): string => `${soldAt}~${of}~${id}`;

export class Sold {
  readonly #byReceipt = new Map<string, string>();
  /** Newest last. */
  readonly #byMember = new Map<string, string[]>();
  readonly #refunded = new Map<string, Map<Tender['kind'], number>>();
  readonly #seen = new Set<string>();

  /** Takes note of a document, once. */
  add(document: Doc): void {
    if (document.kind === 'sale') {
      const id = subjectOf(document);
      const { receipt, points } = document.body;
      if (receipt !== undefined) this.#byReceipt.set(receipt, id);
      if (points === null || !('member' in points.claim)) return;
      const sales = this.#byMember.get(points.claim.member) ?? [];
      if (!sales.includes(id)) this.#byMember.set(points.claim.member, [...sales, id]);
    } else if (document.kind === 'return' && !this.#seen.has(document._id)) {
      this.#seen.add(document._id);
      const { sale, of, soldAt, refunds } = document.body;
      const name = nameOf({ soldAt, of, id: sale });
      const sums = this.#refunded.get(name) ?? new Map<Tender['kind'], number>();
      for (const { kind, amount } of refunds) sums.set(kind, (sums.get(kind) ?? 0) + amount);
      this.#refunded.set(name, sums);
    }
  }

  /** The sale with that number on its receipt. */
  ofReceipt(number: string): string | undefined {
    return this.#byReceipt.get(number);
  }

  /** Sales of a member, newest first, at most `limit`. */
  ofMember(member: string, limit: number): string[] {
    return (this.#byMember.get(member) ?? []).slice(-limit).reverse();
  }

  /** What is left of `paid` after what was paid back here by the same means. */
  leftOf(name: PurchaseName, paid: readonly Tender[]): Tender[] {
    const back = new Map(this.#refunded.get(nameOf(name)));
    return paid.map((tender) => {
      const taken = Math.min(tender.amount, back.get(tender.kind) ?? 0);
      back.set(tender.kind, (back.get(tender.kind) ?? 0) - taken);
      return { ...tender, amount: tender.amount - taken };
    });
  }
}
