/**
 * Where a sale is found again, and what was paid back of it here: folded from
 * this store's own documents. Memory of what stands in the log, and no more.
 */
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import { PackedTable } from '@ringfence/domain/basic/packed-table.ts';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { PurchaseName } from '@ringfence/domain/ledger/account.ts';

const nameOf = ({ soldAt, of, id }: PurchaseName): string => `${soldAt}~${of}~${id}`;

export class Sold {
  /** Number of a receipt → position of its sale on the own street. */
  #byReceipt = new PackedTable();
  /** Member → how many sales; `<member>/<number of the sale, from 1>` → its position. */
  #byMember = new PackedTable();
  /** `<purchase>/<kind of tender>` → amount paid back. */
  #refunded = new PackedTable();

  /** Takes note of the next document of the own street. */
  add(document: Doc): void {
    if (document.kind === 'sale') {
      const { receipt, points } = document.body;
      if (receipt !== undefined) this.#byReceipt.set(receipt, document.n);
      if (points === null || !('member' in points.claim)) return;
      const { member } = points.claim;
      this.#byMember.set(`${member}/${this.#byMember.add(member, 1)}`, document.n);
    } else if (document.kind === 'return') {
      const { sale, of, soldAt, refunds } = document.body;
      const name = nameOf({ soldAt, of, id: sale });
      for (const { kind, amount } of refunds) this.#refunded.add(`${name}/${kind}`, amount);
    }
  }

  /** The position of the sale with that number on its receipt. */
  ofReceipt(number: string): number | undefined {
    return this.#byReceipt.get(number) || undefined;
  }

  /** The positions of a member's sales, newest first, at most `limit`. */
  ofMember(member: string, limit: number): number[] {
    const count = this.#byMember.get(member);
    const length = Math.min(count, limit);
    return Array.from({ length }, (_, back) => this.#byMember.get(`${member}/${count - back}`));
  }

  /** What is left of `paid` after what was paid back here by the same means. */
  leftOf(name: PurchaseName, paid: readonly Tender[]): Tender[] {
    const back = new Map<Tender['kind'], number>();
    return paid.map((tender) => {
      const { kind, amount } = tender;
      const left = back.get(kind) ?? this.#refunded.get(`${nameOf(name)}/${kind}`);
      const taken = Math.min(amount, left);
      back.set(kind, left - taken);
      return { ...tender, amount: amount - taken };
    });
  }

  freeze(): Frozen {
    return {
      parts: {
        byReceipt: this.#byReceipt.freeze(),
        byMember: this.#byMember.freeze(),
        refunded: this.#refunded.freeze(),
      },
    };
  }

  static thaw(frozen: Frozen): Sold {
    const sold = new Sold();
    sold.#byReceipt = PackedTable.thaw(partOf(frozen, 'byReceipt'));
    sold.#byMember = PackedTable.thaw(partOf(frozen, 'byMember'));
    sold.#refunded = PackedTable.thaw(partOf(frozen, 'refunded'));
    return sold;
  }
}
