/**
 * One basket at the till: who earns, and how many points pay. A member who is
 * refused so many tries with those that lie at the store, and then pays without.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import type { Sale } from '@ringfence/domain/documents/sale.ts';
import { pointsFor, worthOf } from '@ringfence/domain/loyalty/rules.ts';
import type { Answer, Refused } from '../clients/store-api.ts';
import type { PricedLine, SaleStep } from '../trade-data/steps.ts';
import { command } from './command.ts';
import { spendInApp } from './holds.ts';
import { wishOf } from './wish.ts';
import type { World } from './world.ts';

const CURRENCY = 'GBP';
const REGISTER = 'R1';
const POUND = 100;
const USUAL = 100;
/** Sales at which a member who has an app shows the card instead. */
const CARD_SHARE = 0.2;
/** Redemptions at a store that is cut off whose member spends in the app meanwhile. */
const RIVAL_SHARE = 0.5;

interface Basket {
  readonly lines: readonly PricedLine[];
  readonly override?: { readonly by: string; readonly reason: string };
}

interface Shown {
  readonly claim: { readonly member: MemberId } | { readonly identity: { kind: 'card'; value: string } };
  /** 0: pays without. */
  readonly points: number;
  /** What the till was told of the member's tier, where it could ask. */
  readonly tierRate?: number;
}

interface Shopping extends Basket {
  readonly shown: Shown | undefined;
}

/**
 * The first answer that is not about the member's points. Where the store is cut off, a share of the members try to
 * spend the same points in the app at the same time.
 */
export async function ring(world: World, step: SaleStep, basket: Basket): Promise<Answer<Sale>> {
  const shown = await shownAt(world, step, totalOf(basket.lines));
  const { claim, points } = shown ?? { points: 0 };
  const isRival = world.cutOff.has(step.store) && points > 0 && world.draw.chance(RIVAL_SHARE, 'rival', step.id);
  const member = claim && 'member' in claim ? claim.member : undefined;
  const rival = isRival && member !== undefined ? spendInApp(world, { id: `app-${step.id}`, member }) : undefined;
  const [answer] = await Promise.all([ringUp(world, step, { ...basket, shown }), rival]);
  return answer;
}

async function ringUp(world: World, step: SaleStep, basket: Shopping): Promise<Answer<Sale>> {
  const { tally } = world;
  let { shown } = basket;
  const isCutOff = world.cutOff.has(step.store);
  for (;;) {
    const body = saleBody(world, step, { ...basket, shown });
    const supervisor = basket.override !== undefined;
    const answer = await command<Sale>(world, { step, path: 'sales', body, supervisor });
    if (answer.outcome !== 'refused') {
      if (shown && shown.points > 0) tally.done(`sale with points, ${isCutOff ? 'cut off' : 'connected'}`);
      return answer;
    }
    if (!shown || shown.points === 0 || !isAboutPoints(answer)) return answer;
    tally.note(`redemptions refused, ${isCutOff ? 'cut off' : 'connected'}: ${answer.code}`);
    shown = { ...shown, points: fewer(world, shown.points, answer) };
  }
}

const totalOf = (lines: readonly PricedLine[]): number =>
  lines.reduce((sum, line) => sum + line.unitPrice * line.units, 0);

const isAboutPoints = ({ code }: Refused): boolean => code === 'member-unverified' || code.includes('points');

/** What lies at the store, when it is worth it, or none. */
function fewer({ members }: World, asked: number, { code, details }: Refused): number {
  const here = code === 'insufficient-points' ? Number(details['here']) : 0;
  return here >= Math.max(1, members.rules.redemption.minimum) && here < asked ? here : 0;
}

/** What a customer the data names shows at the till. */
async function shownAt(world: World, step: SaleStep, total: number): Promise<Shown | undefined> {
  const { customer } = step;
  if (customer === undefined) return undefined;
  const { members, draw } = world;
  const member = members.idOf(customer);
  const card = { identity: { kind: 'card' as const, value: members.cardOf(customer) } };
  if (member === undefined) return { claim: card, points: 0 };
  const claim = draw.chance(CARD_SHARE, 'card', step.id) ? card : { member };
  const points = await wishOf(world, { member, step: step.id, total });
  if (world.cutOff.has(step.store)) return { claim, points };
  const tierRate = await members.tierRateOf(member);
  if (tierRate !== USUAL) world.tally.note('sales to members of a tier');
  return { claim, points, tierRate };
}

function memberPart({ claim, tierRate }: Shown, points: number): object {
  return { claim, ...(tierRate === undefined ? {} : { tierRate }), ...(points > 0 ? { redeem: { points } } : {}) };
}

function saleBody(world: World, step: SaleStep, basket: Shopping): object {
  const { lines, override, shown } = basket;
  const points = Math.min(shown?.points ?? 0, pointsFor(world.members.rules, totalOf(lines)));
  const worth = worthOf(world.members.rules, points);
  const due = totalOf(lines) - worth;
  // Cash is handed over in whole pounds, so that there is change.
  const amount = step.tender === 'cash' ? Math.ceil(due / POUND) * POUND : due;
  return {
    id: step.id,
    register: REGISTER,
    businessDay: world.dateOf(step),
    currency: CURRENCY,
    lines: lines.map(({ sku, units, unitPrice }) =>
      unitPrice === must(world.products.get(sku), `no product ${sku}`).price
        ? { sku, units }
        : { sku, units, unitPrice, priceReason: 'price of the invoice' },
    ),
    tenders: [
      ...(worth > 0 ? [{ kind: 'points', amount: worth }] : []),
      ...(amount > 0 || worth === 0 ? [{ kind: step.tender, amount }] : []),
    ],
    ...(shown ? { member: memberPart(shown, points) } : {}),
    ...(override ? { override } : {}),
  };
}
