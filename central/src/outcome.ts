/** What became of a command: recorded now, recorded before by the same command, or refused. */
import type { Refusal } from '@ringfence/domain/basic/outcome.ts';

export type Outcome<Document> =
  | { readonly outcome: 'recorded' | 'exists'; readonly document: Document }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export const refused = (decision: {
  readonly refusal: Refusal;
}): { readonly outcome: 'refused'; readonly refusal: Refusal } => ({ outcome: 'refused', refusal: decision.refusal });
