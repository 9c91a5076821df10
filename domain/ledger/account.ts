/**
 * Everything scarce is units in accounts, and an account has one owner.
 * Only the owner takes out; anyone may put in. `outside` is the rest of the
 * world and holds any value; `deficit` and `debt` may go below zero.
 *
 * A subject names what the units are of: `<sku>` for a store's stock,
 * `<order>/<sku>` for an order, `<purchase>/<line>/<holder>` for return rights.
 * A book belongs to one desk, of a store or of a shard of members, so the desk
 * is not repeated. Points on their way from one book to another stand in an
 * account of the same name in both: filled in one, emptied in the other, so
 * either may be below zero, and the sum over all books ends at zero.
 */
import type { LeaseId, MemberId, OrderId, SaleId, Sku, StoreId, TransferId } from '../basic/ids.ts';

export const ACCOUNT_KINDS = [
  'outside',
  'shelf',
  'online',
  'order',
  'unsellable',
  'transit',
  'road',
  'deficit',
  'returnable',
  'balance',
  'debt',
  'hold',
  'lease',
  'lent',
  'returning',
  'accrual',
  'reclaim',
  'paid',
  'tender',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

export interface Account {
  readonly kind: AccountKind;
  readonly subject: string;
}

export type Owner = 'store' | 'hub' | 'nobody';

/** Holder of return rights that lie with the hub, on their way to another store. */
export const HUB_HOLDER = 'hub';

export const outside: Account = { kind: 'outside', subject: '' };
/** Units the counter may sell. */
export const shelf = (sku: Sku): Account => ({ kind: 'shelf', subject: sku });
/** Units of the store that the hub may promise without asking. */
export const online = (sku: Sku): Account => ({ kind: 'online', subject: sku });
/** Units held for one pickup order. */
export const order = (id: OrderId, sku: Sku): Account => ({ kind: 'order', subject: `${id}/${sku}` });
/** Damaged, on quality hold or on display. */
export const unsellable = (sku: Sku): Account => ({ kind: 'unsellable', subject: sku });
/** Dispatched to this store and announced to it, not yet received. */
export const transit = (id: TransferId, sku: Sku): Account => ({ kind: 'transit', subject: `${id}/${sku}` });
/** Dispatched, and not yet announced to the receiver: the hub carries it over. */
export const road = (id: TransferId, sku: Sku): Account => ({ kind: 'road', subject: `${id}/${sku}` });
/** Units that left without a free unit to pay for them; below zero until settled. */
export const deficit = (sku: Sku): Account => ({ kind: 'deficit', subject: sku });
/** What was bought: the store that sold it, and its sale or pickup order, whose ids are that store's own. */
export interface PurchaseName {
  readonly soldAt: StoreId;
  readonly of: 'sale' | 'order';
  readonly id: SaleId | OrderId;
}

const named = ({ soldAt, of, id }: PurchaseName): string => `${soldAt}~${of}~${id}`;

/** Units of a line of a purchase that `holder` (a store, or the hub) may take back. */
export const returnable = (purchase: PurchaseName, line: number, holder: string): Account => ({
  kind: 'returnable',
  subject: `${named(purchase)}/${line}/${holder}`,
});

/** What of a sale line's points `holder` may reverse: those it earned, those it redeemed, and their worth in minor units. */
export const reversible = (
  purchase: PurchaseName,
  line: number,
  what: 'earned' | 'redeemed' | 'worth',
  holder: string,
): Account => ({ kind: 'returnable', subject: `${named(purchase)}/${line}/${what}/${holder}` });

/** Points any channel may spend through the hub. */
export const balance = (member: MemberId): Account => ({ kind: 'balance', subject: member });
/** Zero or less: points taken back after they were spent; later ones settle it first. */
export const debt = (member: MemberId): Account => ({ kind: 'debt', subject: member });
/** Points set aside by the hub for one basket or order. */
export const hold = (member: MemberId, id: string): Account => ({ kind: 'hold', subject: `${member}/${id}` });
/** Points a store may let the member spend without asking. */
export const lease = (member: MemberId, id: LeaseId): Account => ({ kind: 'lease', subject: `${member}/${id}` });
/** Points on their way into a lease. */
export const lent = (id: LeaseId): Account => ({ kind: 'lent', subject: id });
/** Points on their way back from a lease. */
export const returning = (id: LeaseId): Account => ({ kind: 'returning', subject: id });
/** Points on their way to a member because of a sale or return: `source` is its document id. */
export const accrual = (store: StoreId, source: string): Account => ({
  kind: 'accrual',
  subject: `${store}/${source}`,
});
/** Earned points that a return takes back, on their way from the member. */
export const reclaim = (store: StoreId, source: string): Account => ({
  kind: 'reclaim',
  subject: `${store}/${source}`,
});

/** Points on their way from a member's hold to the pickup order they pay for. */
export const paid = (store: StoreId, id: OrderId): Account => ({ kind: 'paid', subject: `${store}/${id}` });
/** Points that pay for a line of a pickup order, until it is handed over or ends. */
export const tender = (id: OrderId, sku: Sku): Account => ({ kind: 'tender', subject: `${id}/${sku}` });

/** Who may take units out of `account`, seen from the books of `store`. */
export function ownerOf(account: Account, store: string): Owner {
  switch (account.kind) {
    case 'outside':
      return 'nobody';
    case 'shelf':
    case 'order':
    case 'unsellable':
    case 'transit':
    case 'lease':
    case 'tender':
      return 'store';
    case 'online':
    case 'road':
    case 'deficit':
    case 'balance':
    case 'debt':
    case 'hold':
    case 'lent':
    case 'returning':
    case 'accrual':
    case 'reclaim':
    case 'paid':
      return 'hub';
    case 'returnable': {
      const holder = account.subject.slice(account.subject.lastIndexOf('/') + 1);
      return holder === store ? 'store' : 'hub';
    }
  }
}

/** True when the account may stand below zero once every document is known. */
export const mayBeNegative = (kind: AccountKind): boolean => BELOW_ZERO.has(kind);

const BELOW_ZERO: ReadonlySet<AccountKind> = new Set([
  'outside',
  // Filled in the sender's book, emptied in the receiver's.
  'road',
  'deficit',
  'debt',
  'lent',
  'returning',
  'accrual',
  'reclaim',
  'paid',
]);

/** True when whoever records a fact takes from it, owner or not: nothing that is scarce comes out of it. */
export const isOpen = (kind: AccountKind): boolean => kind === 'outside' || kind === 'deficit' || kind === 'reclaim';

/** The places goods can be put in a store, by name. */
export const PLACES = { shelf, unsellable } as const;
