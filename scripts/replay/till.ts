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
import { type World } from './world.ts';

const CURRENCY = 'GBP';
const REGISTER = 'R1';
const POUND = 100;
/** Sales at which a member who has an app shows the card instead. */
const CARD_SHARE = 0.2;
/** The least part of their points that members spend at once. */
const SPENT_SHARE_MIN = 0.3;

interface Basket {
  readonly lines: readonly PricedLine[];
  readonly override?: { readonly by: string; readonly reason: string };
}

interface Shown {
  readonly claim: { readonly member: MemberId } | { readonly identity: { kind: 'card'; value: string } };
  /** 0: pays without. */
  readonly points: number;
}

/** The first answer that is not about the member's points. */
export async function ring(world: World, step: SaleStep, basket: Basket): Promise<Answer<Sale>> {
  const { tally } = world;
  let shown = await shownAt(world, step, totalOf(basket.lines));
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
  return { claim, points: await wishOf(world, { member, step: step.id, total }) };
}

/** Points a member wants to spend on `total` minor units, by what the app shows: 0 for most. */
export async function wishOf(
  { members, draw, options, tally }: World,
  { member, step, total }: { member: MemberId; step: string; total: number },
): Promise<number> {
  if (!draw.chance(options.redeemShare, 'redeem', step)) return 0;
  const { available, lent } = await members.pointsOf(member);
  const all = lent.reduce((sum, { points }) => sum + points, available);
  const part = SPENT_SHARE_MIN + (1 - SPENT_SHARE_MIN) * draw.number('points', step);
  const { minimum } = members.rules.redemption;
  const wish = Math.min(pointsFor(members.rules, total), Math.max(minimum, Math.floor(all * part)));
  if (wish >= minimum && wish <= all) return wish;
  tally.note('members with too few points to redeem');
  return 0;
}

function saleBody(world: World, step: SaleStep, basket: Basket & { shown: Shown | undefined }): object {
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
    ...(shown ? { member: { claim: shown.claim, ...(points > 0 ? { redeem: { points } } : {}) } } : {}),
    ...(override ? { override } : {}),
  };
}
