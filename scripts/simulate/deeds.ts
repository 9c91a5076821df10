/** Somebody somewhere does something. */
import { chanceOf, type PlanEntry } from './plan.ts';
import type { Crowd, Deed } from './crowd.ts';
import * as members from './member-deeds.ts';
import * as orders from './order-deeds.ts';
import * as office from './office-deeds.ts';
import * as sales from './sale-deeds.ts';
import * as shop from './shop-deeds.ts';
import * as tills from './till-deeds.ts';

const DEEDS: readonly [number, string, (crowd: Crowd, deed: Deed) => void][] = [
  [35, 'sell', sales.sell],
  [8, 'deliver', shop.deliver],
  [18, 'order', orders.order],
  [4, 'cancel', orders.cancel],
  [2, 'extend or check in', orders.extendOrCheckIn],
  [6, 'pick', orders.pick],
  [2, 'assign', orders.assign],
  [3, 'pick short', orders.pickShort],
  [4, 'substitute', orders.substitute],
  [8, 'hand over', orders.handOver],
  [4, 'race for an order', orders.race],
  [2, 'end an order', orders.endOrder],
  [6, 'bring back', shop.bringBack],
  [2, 'adjust stock', shop.adjust],
  [3, 'count', shop.count],
  [3, 'dispatch', shop.dispatch],
  [3, 'arrive', shop.arrive],
  [3, 'exchange', shop.exchange],
  [5, 'till', tills.till],
  [3, 'change the catalogue', office.changeCatalogue],
  [2, 'see to an exception', office.resolve],
  [4, 'enrol', members.enrol],
  [3, 'adjust points', members.adjustPoints],
  [2, 'about me', members.aboutMe],
  [4, 'hold points', members.hold],
  [3, 'end a hold', members.endHold],
];
const WEIGHT = DEEDS.reduce((sum, [weight]) => sum + weight, 0);

export function act(crowd: Crowd, entry: PlanEntry): void {
  const random = chanceOf(entry);
  const store = random.pick(crowd.world.stores);
  if (crowd.counting.has(store.id)) return;
  let names = 0;
  const name = (prefix: string): string => `${prefix}${entry.index}${names++ === 0 ? '' : `.${names}`}`;
  let roll = random.below(WEIGHT);
  for (const [weight, what, deed] of DEEDS) {
    if (roll >= weight) {
      roll -= weight;
      continue;
    }
    crowd.world.tell(`${store.id} ${what}`);
    return deed(crowd, { store, random, name });
  }
}
