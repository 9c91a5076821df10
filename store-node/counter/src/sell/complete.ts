/** From a paid basket to a sale: on this device's disk first, then at the store, then the receipt. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { StaffDoc } from '../data/documents.ts';
import type { Refused } from '../data/node-api.ts';
import type { Shop } from '../data/shop.ts';
import { type Receipt, receiptOf } from '../receipt/receipt.ts';
import { type Basket, changeOf, priced } from './basket.ts';

export interface Completing {
  readonly id: string;
  readonly basket: Basket;
  readonly tenders: readonly Tender[];
  readonly staff: StaffDoc;
  readonly currency: string;
  readonly override?: { readonly by: string; readonly reason: string; readonly token: string };
}

export type Completed = { readonly receipt: Receipt } | { readonly refused: Refused };

/**
 * A sale that is refused has not happened. One that nobody answered has: it is
 * kept, and its receipt says so. `number` is the receipt's, taken once.
 */
export async function completeSale(shop: Shop, sale: Completing, number: string): Promise<Completed> {
  const { id, basket, tenders, staff, currency, override } = sale;
  const at = shop.now();
  const result = await shop.outbox.perform(
    {
      id,
      path: 'sales',
      body: {
        id,
        register: shop.device.register,
        by: staff.staff,
        receipt: number,
        currency,
        lines: basket.map(({ sku, units, unitPrice, priceReason }) => ({
          sku,
          units,
          unitPrice,
          ...(priceReason === '' ? {} : { priceReason }),
        })),
        tenders: [...tenders],
        override: override ? { by: override.by, reason: override.reason } : null,
      },
    },
    override ? { approval: override.token } : {},
  );
  if (result.outcome === 'refused') return { refused: result };
  const store = await shop.databases.cache.stores.findOne(shop.store$.value).exec();
  return {
    receipt: receiptOf(basket, {
      sale: id,
      number,
      store: shop.store$.value,
      storeName: store?.name ?? shop.store$.value,
      address: store?.address ?? '',
      register: shop.device.register,
      servedBy: staff.name,
      at,
      currency,
      tenders,
      change: changeOf(priced(basket).total, tenders) ?? 0,
      isOffline: result.outcome === 'kept',
    }),
  };
}
