/**
 * What follows from a state without anybody asking. Pure: the processes call
 * it after documents arrived, and again on a timer; ids are derived, so doing
 * it twice does nothing twice.
 */
import type { OrderId, Sku } from '../basic/ids.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { type Doc, fact, type Fact } from '../documents/registry.ts';
import { deficit, online, shelf } from '../ledger/account.ts';
import { decideEndOrder } from '../pickup/counter.ts';
import { statusOf } from '../pickup/order.ts';
import type { SetAside } from '../pickup/place-order.ts';
import { DEFAULT_GRANT_POLICY, type GrantPolicy, unitsToGrant } from '../stock/grant-policy.ts';
import type { StoreState } from './state.ts';

/** The store ends orders somebody asked to cancel, and orders nobody collected in time. */
export function endingsDue(state: StoreState, orders: Iterable<OrderId>, now: number): Fact<'order-end'>[] {
  const facts: Fact<'order-end'>[] = [];
  for (const id of orders) {
    const record = state.orders.get(id);
    const status = statusOf(record);
    const expired = (status === 'placed' || status === 'ready') && record !== undefined && now > record.expiresAt;
    if (status !== 'cancelling' && !expired) continue;
    const decision = decideEndOrder(state, { order: id, reason: expired ? 'expired' : 'cancelled' });
    if (decision.ok) facts.push(decision.value);
  }
  return facts;
}

/** The units of `skus` that the store should now give the hub; one grant for all. `subject` makes its id. */
export function grantDue(
  state: StoreState,
  skus: Iterable<Sku>,
  subject: string,
  context: { catalogue: Catalogue; soldPerDay: (sku: Sku) => number; policy?: GrantPolicy },
): Fact<'grant'> | undefined {
  const lines: { sku: Sku; units: number }[] = [];
  for (const sku of skus) {
    const product = context.catalogue.product(sku);
    if (!product?.active) continue;
    const units = unitsToGrant(
      {
        shelf: state.book.units(shelf(sku)),
        online: state.book.units(online(sku)),
        safetyStock: product.safetyStock,
        soldPerDay: context.soldPerDay(sku),
      },
      context.policy ?? DEFAULT_GRANT_POLICY,
    );
    if (units > 0) lines.push({ sku, units });
  }
  return lines.length === 0 ? undefined : fact('grant', subject, { lines });
}

/** The hub pays deficits from its share, and gives back what was paid twice. `subject` makes the id. */
export function settlementDue(
  state: StoreState,
  subject: string,
  setAside: SetAside = () => 0,
): Fact<'settle'> | undefined {
  const lines: { sku: Sku; pay: number; giveBack: number }[] = [];
  for (const [sku, units] of state.book.of('deficit')) {
    const pay = units < 0 ? Math.min(-units, Math.max(0, state.book.units(online(sku)) - setAside(sku))) : 0;
    const giveBack = Math.max(0, state.book.units(deficit(sku)));
    if (pay > 0 || giveBack > 0) lines.push({ sku, pay, giveBack });
  }
  return lines.length === 0 ? undefined : fact('settle', subject, { lines });
}

/** What the hub must write on another store's street because of a document of this store. */
export function carriedOver(
  document: Doc,
  from: string,
): { store: string; fact: Fact<'relay' | 'return-release'> } | undefined {
  if (document.kind === 'dispatch') {
    const { transfer, to, lines } = document.body;
    return { store: to, fact: fact('relay', transfer, { transfer, from, lines }) };
  }
  if (document.kind === 'return-grant') {
    const { ask, sale, of, to, lines } = document.body;
    return { store: to, fact: fact('return-release', ask, { ask, sale, of, soldAt: from, lines }) };
  }
  return undefined;
}

/** The SKUs a document's transfers touch. */
export function skusOf(document: Doc): Sku[] {
  if (document.kind === 'substitution') return [document.body.missing.sku, document.body.given.sku];
  if (document.kind === 'tick' || !('lines' in document.body)) return [];
  return document.body.lines.flatMap((line) => ('sku' in line ? [line.sku] : []));
}
