/** What became of a command: recorded now, recorded before by the same command, or refused. */
import type { Refusal } from '@ringfence/domain/basic/outcome.ts';

export type Refused = { readonly outcome: 'refused'; readonly refusal: Refusal };
export type Outcome<Document> = { readonly outcome: 'recorded' | 'exists'; readonly document: Document } | Refused;

export const refused = ({ refusal }: { readonly refusal: Refusal }): Refused => ({ outcome: 'refused', refusal });
