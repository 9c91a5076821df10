/** The rules of the shop, live, with what they need to be applied to a basket. */
import { useMemo } from 'react';
import { useApp, useLive, useNow, useSubject } from '../app/context.tsx';
import { shopRules, type ShopRules, tradingDay } from './rules.ts';

const MINUTE = 60_000;

export interface RulesNow extends ShopRules {
  /** Today's trading date in the store. */
  readonly day: string;
  readonly currency: string;
}

export function useRules(): RulesNow {
  const { shop, currency } = useApp();
  const settings = useLive(() => shop.databases.cache.settings.find().$, [], [shop]);
  const store = useSubject(shop.store$);
  const here = useLive(() => shop.databases.cache.stores.findOne(store === '' ? '-' : store).$, null, [shop, store]);
  const day = tradingDay(useNow(MINUTE), here?.timeZone ?? 'UTC');
  const rules = useMemo(() => shopRules(settings.map((setting) => setting.toMutableJSON())), [settings]);
  return useMemo(() => ({ ...rules, day, currency }), [rules, day, currency]);
}
