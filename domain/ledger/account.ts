/**
 * Everything scarce is units in accounts, and an account has one owner.
 * Only the owner takes out; anyone may put in. `outside` is the rest of the
 * world and holds any value; `deficit` and `debt` may go below zero.
 *
 * A subject names what the units are of: `<sku>` for a store's stock,
 * `<order>/<sku>` for an order, `<sale>/<line>/<holder>` for return rights.
 * A book belongs to one desk (one store), so the store is not repeated.
 */
import type { OrderId, SaleId, Sku, TransferId } from '../basic/ids.ts';

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
/** Units of a sale line that `holder` (a store, or the hub) may take back. */
export const returnable = (sale: SaleId, line: number, holder: string): Account => ({
  kind: 'returnable',
  subject: `${sale}/${line}/${holder}`,
});

/** Who may take units out of `account`, seen from the books of `store`. */
export function ownerOf(account: Account, store: string): Owner {
  switch (account.kind) {
    case 'outside':
      return 'nobody';
    case 'shelf':
    case 'order':
    case 'unsellable':
    case 'transit':
      return 'store';
    case 'online':
    case 'road':
    case 'deficit':
      return 'hub';
    case 'returnable': {
      const holder = account.subject.slice(account.subject.lastIndexOf('/') + 1);
      return holder === store ? 'store' : 'hub';
    }
  }
}

/** True when the account may stand below zero once every document is known. */
export const mayBeNegative = (kind: AccountKind): boolean => kind === 'outside' || kind === 'deficit';

/** The places goods can be put in a store, by name. */
export const PLACES = { shelf, unsellable } as const;
