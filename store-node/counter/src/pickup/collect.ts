/** What is sent to hand an order over, with what is bought besides: one command, two documents. Pure. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { CollectionProof } from '@ringfence/domain/documents/pickup.ts';
import type { Basket } from '../sell/basket.ts';
import { type Collecting, splitTenders } from './orders.ts';

export interface Handing {
  readonly collecting: Collecting;
  readonly taken: ReadonlyMap<string, number>;
  /** Due for the order's part. */
  readonly due: number;
  readonly tenders: readonly Tender[];
  readonly proof: CollectionProof;
  readonly by: string;
  readonly register: string;
  readonly addOn: {
    readonly id: string;
    readonly receipt: string;
    readonly basket: Basket;
    readonly override?: { readonly by: string; readonly reason: string };
  } | null;
}

export function handOverBody(handing: Handing): Record<string, unknown> {
  const { collecting, taken, due, tenders, proof, by, register, addOn } = handing;
  const { order, rest } = splitTenders(tenders, due);
  const isLess = collecting.lines.some((line) => (taken.get(line.sku) ?? 0) < line.held);
  const lines = [...taken].filter(([, units]) => units > 0).map(([sku, units]) => ({ sku, units }));
  return {
    order: collecting.order,
    ...(collecting.pass === null ? {} : { pass: collecting.pass }),
    by,
    register,
    ...(isLess ? { lines } : {}),
    tenders: order,
    proof,
    ...(addOn === null || addOn.basket.length === 0
      ? {}
      : {
          addOn: {
            id: addOn.id,
            register,
            by,
            receipt: addOn.receipt,
            currency: collecting.currency,
            lines: addOn.basket.map(({ sku, units, unitPrice }) => ({ sku, units, unitPrice })),
            tenders: rest,
            override: addOn.override ?? null,
          },
        }),
  };
}

/** The last characters as the store takes them: letters and digits, two to four of them; nothing otherwise. */
export function lastDigits(typed: string): string | undefined {
  const clean = typed.replaceAll(/[^0-9A-Za-z]/g, '');
  return clean.length >= 2 && clean.length <= 4 ? clean : undefined;
}
