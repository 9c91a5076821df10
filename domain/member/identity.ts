/** How somebody is known to a till or an app. Personal: it is sealed or hashed with a key before it enters any document. */
import { z } from 'zod';

export const identity = z.strictObject({
  kind: z.enum(['phone', 'email', 'card']),
  /** As typed; `normalised` makes it one. */
  value: z.string().min(3).max(254),
});
export type Identity = z.infer<typeof identity>;

/** The same text for every way of writing one identity. */
export function normalised({ kind, value }: Identity): string {
  const text = value.normalize('NFKC').trim();
  if (kind === 'email') return text.toLowerCase();
  if (kind === 'card') return text.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  return text.replace(/(?!^\+)[^0-9]/g, '').replace(/^00/, '+');
}
