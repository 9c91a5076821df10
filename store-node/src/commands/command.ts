/** What a store command consists of; `execute` runs any of them through the same four steps. */
import type { z } from 'zod';
import type { DocId } from '@ringfence/domain/basic/ids.ts';
import type { Decision, Refusal } from '@ringfence/domain/basic/outcome.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import type { Question } from '../hub-line.ts';
import type { Store } from '../store.ts';

export type Outcome =
  | { readonly outcome: 'recorded' | 'exists'; readonly document: Envelope }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** A command that is being worked on. */
export interface UnderWay {
  readonly request: string;
  readonly outcome: Promise<Outcome>;
}

/** What the caller may do beyond the command itself. */
export interface Rights {
  /** Give a supervisor's word. */
  readonly override: boolean;
}

export interface Deciding<Gathered> {
  readonly store: Store;
  readonly gathered: Gathered;
  /** How asking the hub went, when it was asked. */
  readonly asked?: 'answered' | 'unreachable';
  /** The figures the hub gave for not granting the last question. */
  readonly told?: Readonly<Record<string, unknown>>;
}

export interface StoreCommand<Input = unknown, Gathered = unknown> {
  readonly input: z.ZodType<Input>;
  /** The document that answers the command. Nothing when the input does not name it. */
  readonly documentId: (input: Input) => DocId | undefined;
  /**
   * What another command under the same id means: the same thing named twice by mistake (`refuse`), or another try at
   * what may happen once, for the order table to answer (`decide`).
   */
  readonly repeated: 'refuse' | 'decide';
  /** The part of the input that makes a repeated command the same; all of it when absent. */
  readonly sameness?: (input: Input) => unknown;
  /** True when the input asks for more than a clerk may do. */
  readonly overrides?: (input: Input) => boolean;
  /** Reads what the decision needs and the state does not hold. */
  readonly gather?: (input: Input, store: Store) => Promise<Gathered>;
  /** Synchronous: sees the state as it is, and its facts are written before anything else runs. The first one is the answer. */
  readonly decide: (input: Input, context: Deciding<Gathered>) => Decision<readonly Fact[]>;
  /** What the hub could do about a decision, if anything; each kind of question is put once. */
  readonly question?: (input: Input, decision: Decision<readonly Fact[]>, store: Store) => Question | undefined;
}
