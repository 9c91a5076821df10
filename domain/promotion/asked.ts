/** What a till asks to have taken off, and a supervisor's word for it. */
import { z } from 'zod';
import { id, text } from '../documents/fields.ts';
import { discountCode, takesOff } from '../documents/promotion.ts';
import { LIMITS } from '../limits.ts';

/** A discount as a till asks for it. `given` and `version` are what its receipt says, when the sale has happened. */
export const askedDiscount = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('manual'),
    /** Index of the line; the whole basket when null. */
    line: z
      .int()
      .min(0)
      .max(LIMITS.linesPerDocument - 1)
      .nullable()
      .default(null),
    takes: takesOff,
    reason: text.min(1),
    given: z.int().min(0).max(LIMITS.amount).optional(),
  }),
  z.strictObject({
    kind: z.literal('code'),
    code: discountCode,
    version: z.int().min(1).optional(),
    given: z.int().min(0).max(LIMITS.amount).optional(),
  }),
]);
export type AskedDiscount = z.infer<typeof askedDiscount>;

/** A supervisor's word for what a clerk may not give alone. */
export const approval = z.strictObject({ by: id, reason: text.min(1) });
