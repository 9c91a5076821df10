/** What holds while nobody said otherwise, and how a code is read. Without schemas, so that a till's page stays light. */
import type { DiscountRules } from '../documents/promotion.ts';

export const DEFAULT_DISCOUNT_RULES: DiscountRules = {
  version: 0,
  reasons: ['damaged', 'display', 'price-match', 'goodwill', 'staff'].map((code) => ({ code, words: {} })),
  clerkPercent: 10,
  clerkAmount: 2000,
  priceChange: 'anybody',
};

/** What a person typed or scanned, as the code it means. */
export const normalCode = (typed: string): string => typed.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
