/**
 * What is taken off a basket. Pure and exact, so that a till cut off from
 * everybody comes to the same figures. First what is taken off single lines,
 * then the code, then what is taken off the whole; each rounds once, half up,
 * never takes more than is there, and is shared over the lines it is for, so
 * the parts of the lines add up to what was given.
 */
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import type { DiscountRules, Promotion, SaleDiscount, TakesOff } from '../documents/promotion.ts';
import { shareOut } from '../loyalty/share.ts';
import { divideHalfUp } from '../sale/basket.ts';
import type { AskedDiscount } from './asked.ts';

/** A line before anything is taken off: minor units, and the group of its product. */
export interface PricedLine {
  readonly amount: number;
  readonly group: string | undefined;
}

interface Basket {
  readonly lines: readonly PricedLine[];
  readonly businessDay: string;
  readonly currency: string;
}

export interface Discounted {
  /** Taken off each line, in minor units. */
  readonly off: readonly number[];
  /** As asked, with what each gave. */
  readonly discounts: readonly SaleDiscount[];
}

/** Why a code does not count for a basket. */
export type CodeTrouble = 'inactive' | 'not-yet' | 'ended' | 'other-currency' | 'below-minimum' | 'no-item';

const STAGES = { line: 0, code: 1, basket: 2 } as const;

interface Taking {
  readonly stage: number;
  readonly takes: TakesOff;
  readonly covers: (line: number) => boolean;
}

interface Taken {
  /** What this one gave, and what it was taken off. */
  readonly given: number;
  readonly base: number;
}

/** Takes the discounts off one after the other, by stage. */
function takeOff(lines: readonly PricedLine[], takings: readonly Taking[]): { off: number[]; taken: Taken[] } {
  const left = lines.map((line) => line.amount);
  const taken: Taken[] = takings.map(() => ({ given: 0, base: 0 }));
  const inOrder = takings.map((taking, index) => ({ taking, index })).sort((a, b) => a.taking.stage - b.taking.stage);
  for (const { taking, index } of inOrder) {
    const weights = left.map((amount, line) => (taking.covers(line) ? amount : 0));
    const base = weights.reduce((sum, amount) => sum + amount, 0);
    const given = Math.min(base, worthOf(taking.takes, base));
    const shares = shareOut(given, weights.map(BigInt));
    shares.forEach((share, line) => {
      left[line] = (left[line] ?? 0) - share;
    });
    taken[index] = { given, base };
  }
  return { off: lines.map((line, index) => line.amount - (left[index] ?? 0)), taken };
}

const worthOf = (takes: TakesOff, base: number): number =>
  'percent' in takes ? Number(divideHalfUp(BigInt(base) * BigInt(takes.percent), 100n)) : takes.amount;

const covers = (promotion: Promotion, group: string | undefined): boolean =>
  promotion.groups === null || (group !== undefined && promotion.groups.includes(group));

/** What keeps a code from counting for a basket, once single lines have lost theirs; nothing when it counts. */
export function codeTrouble(promotion: Promotion, basket: Basket): CodeTrouble | undefined {
  if (!promotion.active) return 'inactive';
  if (basket.businessDay < promotion.from) return 'not-yet';
  if (basket.businessDay > promotion.until) return 'ended';
  if (basket.currency !== promotion.currency) return 'other-currency';
  if (basket.lines.reduce((sum, line) => sum + line.amount, 0) < promotion.minimum) return 'below-minimum';
  if (!basket.lines.some((line) => line.amount > 0 && covers(promotion, line.group))) return 'no-item';
  return undefined;
}

type Manual = Extract<AskedDiscount, { kind: 'manual' }>;

const takingOf = (asked: AskedDiscount, basket: Basket, promotion: Promotion | undefined): Taking => {
  if (asked.kind === 'manual')
    return asked.line === null
      ? { stage: STAGES.basket, takes: asked.takes, covers: () => true }
      : { stage: STAGES.line, takes: asked.takes, covers: (line) => line === asked.line };
  const rule = promotion as Promotion;
  return { stage: STAGES.code, takes: rule.takes, covers: (line) => covers(rule, basket.lines[line]?.group) };
};

/** What the basket comes to before its code: what is taken off single lines is gone. */
function beforeCode(basket: Basket, asked: readonly AskedDiscount[]): Basket {
  const first = asked.filter((each): each is Manual => each.kind === 'manual' && each.line !== null);
  const { off } = takeOff(
    basket.lines,
    first.map((each) => takingOf(each, basket, undefined)),
  );
  return {
    ...basket,
    lines: basket.lines.map((line, index) => ({ ...line, amount: line.amount - (off[index] ?? 0) })),
  };
}

/** Where the rules of the discounts are found: a till has its own copy of them. */
export interface DiscountBook {
  readonly rules: DiscountRules;
  /** The code in that version, or in the latest. */
  readonly promotion: (code: string, version?: number) => Promotion | undefined;
}

/** The catalogue's own rules. */
export const bookOf = (catalogue: Pick<Catalogue, 'discountRules' | 'promotion'>): DiscountBook => ({
  rules: catalogue.discountRules,
  promotion: (code, version) => catalogue.promotion(code, version),
});

/**
 * Refusals in order: invalid-input (a line that is not there, a second code), unknown-code, code-not-valid with why,
 * not-allowed (more than a clerk may give) with the limits, when nobody approved it.
 */
export function decideDiscounts(
  asked: readonly AskedDiscount[],
  basket: Basket,
  context: { readonly book: DiscountBook; readonly isApproved: boolean },
): Decision<Discounted> {
  const { book, isApproved } = context;
  let promotion: Promotion | undefined;
  for (const [index, each] of asked.entries()) {
    if (each.kind === 'manual') {
      if (each.line === null || each.line < basket.lines.length) continue;
      return refuse('invalid-input', 'There is no such line.', { field: `discounts[${index}].line` });
    }
    if (promotion) return refuse('invalid-input', 'One code a sale is taken.', { field: `discounts[${index}].code` });
    promotion = book.promotion(each.code, each.version);
    if (!promotion)
      return refuse('unknown-code', 'There is no such discount code.', {
        field: `discounts[${index}].code`,
        details: { code: each.code },
      });
    const why = codeTrouble(promotion, beforeCode(basket, asked));
    if (why !== undefined) {
      const { code, from, until, minimum } = promotion;
      return refuse('code-not-valid', 'This code does not count for this basket.', {
        field: `discounts[${index}].code`,
        details: { code, why, from, until, minimum },
      });
    }
  }
  const { off, taken } = takeOff(
    basket.lines,
    asked.map((each) => takingOf(each, basket, promotion)),
  );
  if (!isApproved && !isWithinClerks(asked, taken, book.rules)) {
    const { clerkPercent, clerkAmount } = book.rules;
    return refuse('not-allowed', 'So much off needs a supervisor.', {
      field: 'discounts',
      details: { clerkPercent, clerkAmount },
    });
  }
  const discounts = asked.map((each, index): SaleDiscount => {
    const given = taken[index]?.given ?? 0;
    if (each.kind === 'code') return { kind: 'code', code: each.code, version: promotion?.version ?? 1, given };
    const { line, takes, reason } = each;
    return { kind: 'manual', line, takes, reason, given };
  });
  return accept({ off, discounts });
}

/** What people at the counter give, however many times they give it, is within what a clerk may give alone. */
function isWithinClerks(asked: readonly AskedDiscount[], taken: readonly Taken[], rules: DiscountRules): boolean {
  let sum = 0;
  const byTarget = new Map<number | null, Taken>();
  for (const [index, each] of asked.entries()) {
    if (each.kind !== 'manual') continue;
    const { given, base } = taken[index] ?? { given: 0, base: 0 };
    const before = byTarget.get(each.line);
    byTarget.set(each.line, { given: given + (before?.given ?? 0), base: before?.base ?? base });
    sum += given;
  }
  const isWithin = ({ given, base }: Taken): boolean => given <= worthOf({ percent: rules.clerkPercent }, base);
  return [...byTarget.values()].every(isWithin) && sum <= rules.clerkAmount;
}
