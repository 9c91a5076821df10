/** The rules a counter decides by when it is alone: each under a key, as the catalogue has it now. */
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';

/** Discount codes are `code.<CODE>`; the other keys are kinds of documents. */
const CODE = 'code.';

/** The keys whose value a catalogue document may have changed. */
export function settingsIn({ kind, body }: Pick<Envelope, 'kind' | 'body'>): string[] {
  if (kind === 'promotion') return [`${CODE}${String((body as { code?: unknown }).code)}`];
  return ['discount-rules', 'loyalty-rules', 'pick-rules', 'sealing-key'].includes(kind) ? [kind] : [];
}

/** The value under a key; nothing when the catalogue has none. */
export function settingOf(catalogue: Catalogue, key: string): { key: string; value: unknown } | undefined {
  const value = valueOf(catalogue, key);
  return value === undefined ? undefined : { key, value };
}

function valueOf(catalogue: Catalogue, key: string): unknown {
  if (key.startsWith(CODE)) return catalogue.promotion(key.slice(CODE.length));
  if (key === 'discount-rules') return catalogue.discountRules;
  if (key === 'pick-rules') return catalogue.pickRules;
  return key === 'loyalty-rules' ? catalogue.loyaltyRules : catalogue.sealingKey;
}
