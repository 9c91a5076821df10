/**
 * What a part of a state looks like at one moment, for keeping: nothing that
 * happens afterwards changes it, and taking it costs next to nothing however
 * long the history is. A process writes it to a file and thaws it at its next
 * start; what it holds is never more than what the documents say.
 */
export interface Frozen {
  /** Small, and such as structured cloning takes. */
  readonly plain?: unknown;
  /** Many values that nobody changes any more; written a few at a time. */
  readonly list?: readonly unknown[];
  /** Bytes that nobody changes any more; each begins at a multiple of 8 in the buffer it is read back into. */
  readonly buffers?: readonly Uint8Array[];
  readonly parts?: Readonly<Record<string, Frozen>>;
}

const NOTHING: Frozen = {};

/** The part of that name; one that is not there reads as empty. */
export const partOf = (frozen: Frozen, name: string): Frozen => frozen.parts?.[name] ?? NOTHING;
