/** What head office does: prices, discounts, reasons, people and rules change while shops trade; exceptions are seen to. */
import { CODES, discountsOf, PRICE, productsOf, reasonsOf, rulesOf, staffOf } from './catalogue.ts';
import type { Crowd, Deed } from './crowd.ts';

export function changeCatalogue(crowd: Crowd, { random }: Deed): void {
  const { hub, skus } = crowd.world;
  const percent = random.between(1, 30);
  const change = random.below(5);
  hub.serve(
    async (running) => {
      switch (change) {
        case 0:
          return running.putProducts(productsOf([random.pick(skus)], random.pick([PRICE, 199, 300])));
        case 1:
          return running.putDiscounts(discountsOf([random.pick(CODES)], percent));
        case 2:
          return running.putPickRules(reasonsOf(random.chance(50)));
        case 3:
          return running.putStaff(staffOf(random.pick(['clerk', 'supervisor']), random.chance(80)));
        default:
          return running.putLoyaltyRules(rulesOf(random.between(1, 3)));
      }
    },
    ({ outcome }) => crowd.tally(`catalogue ${outcome}`),
  );
}

/** Somebody deals with an exception, or with what was kept aside, of the store. */
export function resolve(crowd: Crowd, { store, random, name }: Deed): void {
  const id = name('z');
  const said = { id, by: 'ops', note: 'seen to' };
  crowd.world.hub.serve<{ outcome: string }>(
    async (hub) => {
      const state = hub.desk(store.id)?.state;
      const open = [...(state?.exceptions.keys() ?? [])].filter((each) => !state?.resolutions.has(each));
      if (open.length > 0) return hub.resolveException(store.id, { ...said, exception: random.pick(open) });
      const [kept] = await hub.quarantine(store.id);
      return kept && hub.dismissQuarantined(store.id, { ...said, exception: kept.id });
    },
    ({ outcome }) => crowd.tally(`exception ${outcome}`),
  );
}
