/**
 * A refusal is an expected answer, returned and never thrown: the command was
 * understood, and nothing changed. `code` comes from the closed table in
 * refusals.ts; `message` is one sentence that says what to do.
 */
import type { RefusalCode } from './refusals.ts';

export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly refused: Code;
  readonly message: string;
  /** The input field the refusal is about, as a path: `lines[2].units`. */
  readonly field?: string;
  /** Figures a person or program needs to act on the refusal. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Decision<T, Code extends RefusalCode = RefusalCode> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal<Code> };

export const accept = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** Builds the refused half of a decision. */
export function refuse<Code extends RefusalCode>(
  refused: Code,
  message: string,
  extra: { field?: string; details?: Record<string, unknown> } = {},
): { ok: false; refusal: Refusal<Code> } {
  return { ok: false, refusal: { refused, message, ...extra } };
}
