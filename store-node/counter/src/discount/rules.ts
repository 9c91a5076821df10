/** The rules of discounts and points on this device, as the store's node last told them. */
import type { LoyaltyRules, SealingKey } from '@ringfence/domain/documents/loyalty-rules.ts';
import type { DiscountRules, Promotion } from '@ringfence/domain/documents/promotion.ts';
import { DEFAULT_DISCOUNT_RULES } from '@ringfence/domain/promotion/usual.ts';
import type { DiscountBook } from '@ringfence/domain/promotion/discounts.ts';
import type { SettingDoc } from '../data/documents.ts';

export interface ShopRules {
  readonly book: DiscountBook;
  readonly loyalty: LoyaltyRules | undefined;
  readonly sealingKey: SealingKey | undefined;
}

export function shopRules(settings: readonly SettingDoc[]): ShopRules {
  const byKey = new Map(settings.map(({ key, value }) => [key, value]));
  const rules = (byKey.get('discount-rules') as DiscountRules | undefined) ?? DEFAULT_DISCOUNT_RULES;
  const promotion = (code: string, version?: number): Promotion | undefined => {
    const found = byKey.get(`code.${code}`) as Promotion | undefined;
    return version === undefined || found?.version === version ? found : undefined;
  };
  return {
    book: { rules, promotion },
    loyalty: byKey.get('loyalty-rules') as LoyaltyRules | undefined,
    sealingKey: byKey.get('sealing-key') as SealingKey | undefined,
  };
}

/** The trading date of an instant in the store's time zone. */
export function tradingDay(now: number, timeZone: string): string {
  let format = dayFormats.get(timeZone);
  if (!format) dayFormats.set(timeZone, (format = dayFormat(timeZone)));
  return format.format(now);
}

/** By time zone: to make one takes a good part of a frame. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, ...parts });
  } catch {
    return new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC', ...parts });
  }
}
