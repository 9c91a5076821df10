/** From a paid basket to a sale: on this device's disk first, then at the store, then the receipt. */
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { LoyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import type { StaffDoc } from '../data/documents.ts';
import type { Refused } from '../data/node-api.ts';
import type { Result } from '../data/outbox.ts';
import type { Shop } from '../data/shop.ts';
import { earnedBy, isKnown } from '../member/member.ts';
import { type Receipt, receiptOf, type ReturnedPart } from '../receipt/receipt.ts';
import { type Basket, changeOf, type Priced } from './basket.ts';
import type { Exchange, Extras } from './current.ts';

export interface Completing {
  readonly basket: Basket;
  readonly priced: Priced;
  readonly extras: Extras;
  /** Without what an exchange pays. */
  readonly tenders: readonly Tender[];
  /** Points the member redeems; 0 for none. */
  readonly redeem: number;
  readonly staff: StaffDoc;
  readonly currency: string;
  /** For the points a receipt shows while nobody else can tell. */
  readonly loyalty: LoyaltyRules | undefined;
  readonly day: string;
  readonly override?: { readonly by: string; readonly reason: string; readonly token: string };
  /** How goods brought back are paid back: points, what pays for the new goods, and the rest. */
  readonly refunds: readonly Tender[];
}

export type Completed = { readonly receipt: Receipt } | { readonly refused: Refused };

/** What goods brought back pay of the basket, and what of them is paid back. Minor units. */
export function settle(exchange: Exchange | null, total: number): { readonly credit: number; readonly back: number } {
  if (!exchange) return { credit: 0, back: 0 };
  const worth = exchange.total - exchange.points;
  const credit = Math.min(worth, total);
  return { credit, back: worth - credit };
}

/**
 * A sale that is refused has not happened. One that nobody answered has: it is
 * kept, and its receipt says so. `number` is the receipt's, taken once.
 */
export async function completeSale(shop: Shop, sale: Completing, number: string): Promise<Completed> {
  const { extras, override } = sale;
  const at = shop.now();
  const tokens = [extras.approval?.token, override?.token].filter((token) => token !== undefined).join(',');
  const result = await shop.outbox.perform(commandOf(shop, sale, number), tokens === '' ? {} : { approval: tokens });
  if (result.outcome === 'refused') return { refused: result };
  return { receipt: await receiptFor(shop, sale, { number, at, result }) };
}

function commandOf(shop: Shop, sale: Completing, number: string) {
  const { extras, priced, refunds } = sale;
  const { exchange, id } = extras;
  const body = saleBody(shop, sale, number);
  if (!exchange) return { id, path: 'sales', body };
  const { credit } = settle(exchange, priced.total);
  const returned = {
    id: exchange.id,
    register: shop.device.register,
    by: sale.staff.staff,
    sale: exchange.sale,
    of: exchange.of,
    ...(exchange.soldAt === shop.store$.value ? {} : { soldAt: exchange.soldAt }),
    lines: exchange.lines.map(({ line, units, disposition }) => ({ line, units, disposition })),
    exchange: { sale: id, amount: credit },
    refunds,
  };
  return { id, path: 'exchanges', body: { id, return: returned, sale: body } };
}

function saleBody(shop: Shop, sale: Completing, number: string): Record<string, unknown> {
  const { basket, priced, extras, staff, currency, override } = sale;
  const { approval } = extras;
  return {
    id: extras.id,
    register: shop.device.register,
    by: staff.staff,
    receipt: number,
    currency,
    lines: basket.map(({ sku, units, unitPrice, priceReason }, index) => {
      const discount = priced.lines[index]?.discount ?? 0;
      return {
        sku,
        units,
        unitPrice,
        ...(priceReason === '' ? {} : { priceReason }),
        ...(discount === 0 ? {} : { discount }),
      };
    }),
    ...(priced.discounts.length === 0 ? {} : { discounts: priced.discounts }),
    ...(approval === null ? {} : { approval: { by: approval.by, reason: approval.reason } }),
    tenders: tendersOf(sale),
    ...memberPart(sale),
    override: override ? { by: override.by, reason: override.reason } : null,
  };
}

function tendersOf({ extras, priced, tenders }: Completing): Tender[] {
  const { credit } = settle(extras.exchange, priced.total);
  if (credit === 0) return [...tenders];
  return [{ kind: 'exchange', amount: credit, reference: extras.exchange?.id }, ...tenders];
}

function memberPart({ extras, redeem }: Completing): Record<string, unknown> {
  const { member } = extras;
  if (member === null) return {};
  if (!isKnown(member)) return { member: { claim: { sealed: member.sealed } } };
  const points = redeem > 0 ? { redeem: { points: redeem } } : {};
  return { member: { claim: { member: member.id }, tierRate: member.tierRate, ...points } };
}

type Kept = Exclude<Result, Refused>;

async function receiptFor(
  shop: Shop,
  sale: Completing,
  { number, at, result }: { readonly number: string; readonly at: number; readonly result: Kept },
): Promise<Receipt> {
  const { basket, priced, extras, staff, currency } = sale;
  const tenders = tendersOf(sale);
  const store = await shop.databases.cache.stores.findOne(shop.store$.value).exec();
  return receiptOf(basket, priced, {
    sale: extras.id,
    number,
    store: shop.store$.value,
    storeName: store?.name ?? shop.store$.value,
    address: store?.address ?? '',
    register: shop.device.register,
    servedBy: staff.name,
    at,
    currency,
    tenders,
    change: changeOf(priced.total, tenders) ?? 0,
    points: pointsOf(sale, result),
    returned: returnedOf(sale, result),
    isOffline: result.outcome === 'kept',
  });
}

/** As the store recorded them; by the rules on this device while it has not answered. */
function pointsOf(sale: Completing, result: Kept): Receipt['points'] {
  const { basket, priced, extras, tenders, redeem, loyalty, day } = sale;
  const { member } = extras;
  if (member === null) return null;
  const recorded =
    result.outcome === 'kept'
      ? undefined
      : (result.document.body as { points?: { lines: { earned: number }[] } | null }).points;
  const worth = tenders.reduce((sum, { kind, amount }) => sum + (kind === 'points' ? amount : 0), 0);
  const lines = basket.map(({ group }, index) => ({ group, amount: priced.lines[index]?.amount ?? 0 }));
  const tierRate = isKnown(member) ? member.tierRate : 100;
  const reckoned = loyalty ? earnedBy(loyalty, { day, tierRate, lines, worth }) : 0;
  const earned = recorded ? recorded.lines.reduce((sum, line) => sum + line.earned, 0) : reckoned;
  const balance = isKnown(member) && member.total !== null ? member.total + earned - redeem : null;
  return { earned, spent: redeem, balance };
}

function returnedOf({ extras, refunds }: Completing, result: Kept): ReturnedPart | null {
  const { exchange } = extras;
  if (!exchange) return null;
  const recorded = result.outcome === 'kept' ? undefined : (result.returned?.body as RecordedReturn | undefined);
  return {
    sale: exchange.sale,
    lines: exchange.lines.map(({ name, units, measure, amount }) => ({
      name,
      units,
      measure: measure ?? 'piece',
      amount,
    })),
    total: exchange.total,
    refunds,
    taxes: recorded?.taxes ?? [],
    points: recorded?.points ? reversedIn(recorded.points) : null,
  };
}

interface RecordedReturn {
  readonly taxes?: Priced['taxes'];
  readonly points: { readonly lines: readonly { readonly unearned: number; readonly givenBack: number }[] } | null;
}

const reversedIn = ({ lines }: NonNullable<RecordedReturn['points']>): ReturnedPart['points'] => ({
  unearned: lines.reduce((sum, { unearned }) => sum + unearned, 0),
  givenBack: lines.reduce((sum, { givenBack }) => sum + givenBack, 0),
});
