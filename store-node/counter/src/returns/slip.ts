/** The slip of goods brought back: what came, what it was worth, and how it was paid back. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { StaffDoc } from '../data/documents.ts';
import type { Recorded } from '../data/node-api.ts';
import type { Shop } from '../data/shop.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { Purchase } from './find.ts';
import type { Coming } from './TakeBack.tsx';

interface RecordedReturn {
  readonly total: number;
  readonly refunds: readonly Tender[];
  readonly taxes?: Receipt['taxes'];
  readonly points: { readonly lines: readonly { readonly unearned: number; readonly givenBack: number }[] } | null;
}

/** `refunds` is what the clerk was shown; what the store recorded counts before it. */
export async function slipOf(
  shop: Shop,
  taken: {
    readonly found: Purchase;
    readonly coming: readonly Coming[];
    readonly staff: StaffDoc;
    readonly answer: Recorded | 'kept';
    readonly refunds: readonly Tender[];
  },
): Promise<Receipt> {
  const { found, coming, staff, answer, refunds } = taken;
  const body = answer === 'kept' ? undefined : (answer.document.body as RecordedReturn);
  const store = await shop.databases.cache.stores.findOne(shop.store$.value).exec();
  const lines = body?.points?.lines ?? [];
  const sum = (part: 'unearned' | 'givenBack'): number => lines.reduce((all, line) => all + line[part], 0);
  return {
    sale: '',
    number: found.receipt ?? '',
    store: shop.store$.value,
    storeName: store?.name ?? shop.store$.value,
    address: store?.address ?? '',
    register: shop.device.register,
    servedBy: staff.name,
    at: shop.now(),
    currency: found.currency,
    lines: [],
    total: 0,
    taxes: [],
    discounts: [],
    tenders: [],
    change: 0,
    points: null,
    returned: {
      sale: found.id,
      lines: coming.map(({ name, units, measure, amount }) => ({ name, units, measure, amount })),
      total: body?.total ?? coming.reduce((all, { amount }) => all + amount, 0),
      refunds: body?.refunds ?? refunds,
      taxes: body?.taxes ?? [],
      points: body?.points ? { unearned: sum('unearned'), givenBack: sum('givenBack') } : null,
    },
    isOffline: answer === 'kept',
  };
}
