/** Finds what a customer bought: by the code or number of the receipt, the sale, the pickup order, or the member. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { shareOfAmount } from '@ringfence/domain/sale/basket.ts';
import { isRefused, type NodeApi } from '../data/node-api.ts';
import { type KnownMember, readIdentity } from '../member/member.ts';
import { readReceiptCode } from '../receipt/receipt.ts';
import type { Words } from '../words/en.ts';

/** As the store's node tells it. Amounts in minor units. */
export interface Purchase {
  readonly id: string;
  readonly of: 'sale' | 'order';
  readonly store: string;
  readonly at: number | null;
  readonly receipt: string | null;
  readonly currency: string;
  /** `left` is what may still come back here; null where another store must be asked. */
  readonly lines: readonly {
    readonly sku: string;
    readonly units: number;
    readonly amount: number | null;
    readonly left: number | null;
  }[];
  readonly paid: readonly Tender[];
  readonly member: boolean;
}

export type Found = { readonly purchases: readonly Purchase[] } | { readonly refused: string };

/** Throws `Unreachable` when the store's node does not answer. Refusals are codes. */
export async function findPurchases(api: NodeApi, typed: string): Promise<Found> {
  const text = typed.trim();
  const named = readReceiptCode(text);
  if (named) return one(api, named.sale, named.store);
  const ofReceipt = await listed(api, `receipt=${encodeURIComponent(text)}`);
  if (ofReceipt.length > 0) return { purchases: ofReceipt };
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) {
    const found = await one(api, text);
    if ('purchases' in found) return found;
  }
  return ofMember(api, text);
}

async function one(api: NodeApi, id: string, soldAt?: string): Promise<Found> {
  const at = soldAt === undefined ? '' : `?soldAt=${encodeURIComponent(soldAt)}`;
  const answer = await api.ask<Purchase>(`purchases/${encodeURIComponent(id)}${at}`);
  return isRefused(answer) ? { refused: answer.code } : { purchases: [answer] };
}

async function listed(api: NodeApi, query: string): Promise<readonly Purchase[]> {
  const answer = await api.ask<{ purchases: readonly Purchase[] }>(`purchases?${query}`);
  return isRefused(answer) ? [] : answer.purchases;
}

async function ofMember(api: NodeApi, text: string): Promise<Found> {
  const who = readIdentity(text);
  if (!who) return { refused: 'unknown-sale' };
  const member = await api.put<KnownMember>('members', who);
  if (isRefused(member)) return { refused: member.code === 'store-unreachable' ? member.code : 'unknown-sale' };
  const purchases = await listed(api, `member=${encodeURIComponent(member.id)}`);
  return purchases.length > 0 ? { purchases } : { refused: 'none-of-member' };
}

/** What coming units of a line are worth: their own part of what was paid for it, after those that came back before. */
export function worthOfUnits(line: Purchase['lines'][number], units: number): number {
  if (line.amount === null) return 0;
  const before = line.units - (line.left ?? line.units);
  return shareOfAmount(line.amount, before, units, line.units);
}

/** How a clerk tells one purchase from another. */
export function nameOfPurchase(purchase: Purchase, words: Words): string {
  if (purchase.receipt !== null) return words.back.receipt(purchase.receipt);
  return purchase.of === 'order' ? words.back.order(purchase.id) : words.back.purchase(purchase.id.slice(0, 8));
}
