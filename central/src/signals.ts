/** What the hub tells a store's node while its stream is open. */
import type { SkuLine } from '@ringfence/domain/documents/pickup.ts';

export interface Position {
  readonly n: number;
  readonly head: string;
}

/** How far both sides are, as the hub sees it. */
export interface Status {
  readonly incarnation: number;
  readonly up: Position;
  readonly down: Position;
  readonly catalog: Position;
  readonly time: number;
}

export interface RightLine {
  /** Index of the line in the sale, from 0. */
  readonly line: number;
  readonly units: number;
}

/** A question the store answers with a document that names `id`, or declines. */
export type StoreAsk =
  | { readonly id: string; readonly kind: 'units'; readonly lines: readonly SkuLine[] }
  | {
      readonly id: string;
      readonly kind: 'return-right';
      readonly sale: string;
      /** The store that wants to take the goods back. */
      readonly to: string;
      readonly lines: readonly RightLine[];
    };

export type Signal =
  | ({ readonly type: 'hello' } & Status)
  | { readonly type: 'heads'; readonly down: number; readonly catalog: number }
  | { readonly type: 'up'; readonly n: number; readonly head: string }
  | { readonly type: 'ask'; readonly ask: StoreAsk }
  | { readonly type: 'beat' };

/** An open stream to one node. */
export interface SignalLine {
  send(signal: Signal): void;
  /** Another node, or the same one anew, took its place. */
  close(): void;
}
