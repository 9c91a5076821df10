/** What is sold: one item or two, at the prices the till knows, with what is taken off, paid in cash and points. */
import type { SaleDiscount } from '@ringfence/domain/documents/promotion.ts';
import type { Sale } from '@ringfence/domain/documents/sale.ts';
import { bookOf, decideDiscounts } from '@ringfence/domain/promotion/discounts.ts';
import type { AskedDiscount } from '@ringfence/domain/promotion/asked.ts';
import type { Store } from '@ringfence/store-node/src/store.ts';
import { completeSaleCommand } from '@ringfence/store-node/src/commands/complete-sale.ts';
import { CODES, POINT, PRICE } from './catalogue.ts';
import type { Crowd, Deed, Goods } from './crowd.ts';
import { phoneOf } from './member-deeds.ts';
import type { Random } from './random.ts';

const REGISTERS = ['R1', 'R2'];
export const aRegister = (random: Random): string => random.pick(REGISTERS);

/** Points to be earned, and some to be redeemed. */
interface MemberPart {
  readonly claim: object;
  readonly redeem: { points: number } | null;
}

/** What a basket comes to, by what the till knows now. */
export interface Priced {
  readonly lines: readonly (Goods & { readonly discount?: number })[];
  readonly discounts: readonly (AskedDiscount | SaleDiscount)[];
  readonly approval: { by: string; reason: string } | null;
  readonly total: number;
}

export function sell(crowd: Crowd, deed: Deed): void {
  const { random, name, store } = deed;
  const goods = basketOf(crowd, deed);
  // Nobody sells what is not in hand.
  if (goods.some(({ sku, units }) => crowd.goodsIn(store.id, sku) < units)) return;
  const id = name('x');
  const isOffline = random.chance(4);
  const { total, ...priced } = price(goods, random, { store: store.running?.store, isOffline });
  const register = aRegister(random);
  const member = memberPart(crowd, deed, total, isOffline);
  const paid = (member?.redeem?.points ?? 0) * POINT;
  const change = random.chance(20) ? 50 : 0;
  const tenders = [
    { kind: 'cash', amount: total - paid + change },
    { kind: 'points', amount: paid },
  ].filter(({ amount }) => amount > 0);
  const input = {
    id,
    register,
    by: random.pick(['ann', 'bob']),
    currency: 'EUR',
    ...priced,
    tenders,
    override: random.chance(14) ? { by: 'sup1', reason: 'in hand' } : null,
    ...(isOffline ? { offline: { at: crowd.world.scheduler.now } } : {}),
    member,
  };
  const move = (sign: 1 | -1): void => goods.forEach(({ sku, units }) => crowd.move(store.id, sku, sign * units));
  move(-1);
  crowd.pay(store.id, register, total - paid);
  crowd.ask(deed, completeSaleCommand, input, {
    done: (document) => {
      const body = document.body as Sale;
      const { discounts = [], offline } = body;
      // A price may have fallen meanwhile: then there was change.
      crowd.pay(store.id, register, cashIn(body) - (total - paid));
      for (const each of discounts) crowd.tally(`discount: ${each.kind}`);
      for (const each of offline?.unfit ?? []) crowd.tally(`sale that had happened: ${each}`);
      crowd.sold.push({ id, store: store.id, lines: goods });
    },
    refused: () => {
      move(1);
      crowd.pay(store.id, register, paid - total);
    },
  });
}

/** What stays in the drawer. */
export const cashIn = ({ tenders, change }: Sale): number =>
  tenders.reduce((sum, { kind, amount }) => sum + (kind === 'cash' ? amount : 0), -change);

function basketOf(crowd: Crowd, { random }: Deed): Goods[] {
  const first = { sku: crowd.anySku(random), units: random.between(1, 3) };
  if (random.chance(70)) return [first];
  const second = { sku: crowd.anySku(random), units: random.between(1, 2) };
  return second.sku === first.sku ? [first] : [first, second];
}

/** What the till takes for it; a till that is out of reach of its store may come to another figure. */
export function price(
  goods: readonly Goods[],
  random: Random,
  { store, isOffline = false }: { store: Store | undefined; isOffline?: boolean },
): Priced {
  const full = goods.map(({ sku, units }) => (store?.catalogue.product(sku)?.price ?? PRICE) * units);
  const sum = full.reduce((total, amount) => total + amount, 0);
  const plain: Priced = { lines: goods, discounts: [], approval: null, total: sum };
  if (!store || random.chance(75)) return plain;
  const asked = askedFor(goods, random);
  const approval = random.chance(40) ? { by: 'sup1', reason: 'goodwill' } : null;
  const basket = {
    lines: full.map((amount) => ({ amount, group: undefined })),
    businessDay: store.today(),
    currency: 'EUR',
  };
  const decided = decideDiscounts(asked, basket, { book: bookOf(store.catalogue), isApproved: true });
  if (!decided.ok) return { ...plain, discounts: asked };
  const { off, discounts } = decided.value;
  const wrong = isOffline && random.chance(30) ? 1 : 0;
  const printed = off.map((amount, line) => Math.max(0, amount - (line === 0 ? wrong : 0)));
  return {
    lines: goods.map((line, index) => ({ ...line, discount: printed[index] ?? 0 })),
    discounts,
    approval,
    total: sum - printed.reduce((total, amount) => total + amount, 0),
  };
}

function askedFor(goods: readonly Goods[], random: Random): AskedDiscount[] {
  const percent = random.pick([5, 10, 50]);
  const line = random.chance(50) ? random.below(goods.length) : null;
  const manual: AskedDiscount = { kind: 'manual', line, takes: { percent }, reason: 'damaged' };
  const code: AskedDiscount = { kind: 'code', code: random.pick(CODES) };
  return random.pick([[manual], [code], [manual, code]]);
}

function memberPart(crowd: Crowd, { random }: Deed, total: number, isOffline: boolean): MemberPart | null {
  if (!random.chance(50)) return null;
  const phone = phoneOf(random);
  const member = crowd.members.get(phone);
  if (member === undefined || random.chance(25) || total < 5)
    return { claim: { identity: { kind: 'phone', value: phone } }, redeem: null };
  const points = random.between(5, Math.floor(total / POINT));
  return { claim: { member }, redeem: !isOffline && random.chance(50) ? { points } : null };
}
