/** The rules of the shop, live, with what they need to be applied to a basket. Read once a page, whoever asks. */
import { useMemo } from 'react';
import { BehaviorSubject } from 'rxjs';
import { useApp, useLive, useNow, useSubject } from '../app/context.tsx';
import type { Shop } from '../data/shop.ts';
import { shopRules, type ShopRules, tradingDay } from './rules.ts';

const MINUTE = 60_000;

const feeds = new WeakMap<Shop, BehaviorSubject<ShopRules>>();

function feedOf(shop: Shop): BehaviorSubject<ShopRules> {
  const known = feeds.get(shop);
  if (known) return known;
  const feed = new BehaviorSubject(shopRules([]));
  feeds.set(shop, feed);
  // For as long as the page lives.
  shop.databases.cache.settings
    .find()
    .$.subscribe((settings) => feed.next(shopRules(settings.map((setting) => setting.toMutableJSON()))));
  return feed;
}

export const useShopRules = (): ShopRules => useSubject(feedOf(useApp().shop));

export interface RulesNow extends ShopRules {
  /** Today's trading date in the store. */
  readonly day: string;
  readonly currency: string;
}

export function useRules(): RulesNow {
  const { shop, currency } = useApp();
  const rules = useShopRules();
  const store = useSubject(shop.store$);
  const here = useLive(() => shop.databases.cache.stores.findOne(store === '' ? '-' : store).$, null, [shop, store]);
  const day = tradingDay(useNow(MINUTE), here?.timeZone ?? 'UTC');
  return useMemo(() => ({ ...rules, day, currency }), [rules, day, currency]);
}
