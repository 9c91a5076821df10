/** The questions a store puts to the hub while somebody waits: one round trip, then the store decides again by itself. */
import type { Purchase } from '@ringfence/domain/return/take-back.ts';

export type Question =
  | { readonly kind: 'units'; readonly lines: readonly { readonly sku: string; readonly units: number }[] }
  | {
      readonly kind: 'return-right';
      readonly sale: string;
      readonly soldAt: string;
      readonly lines: readonly { readonly line: number; readonly units: number }[];
    }
  /** Points of a member, lent to this store for one basket. */
  | { readonly kind: 'points'; readonly member: string; readonly points: number; readonly basket: string }
  /** Who has that identity, sealed for the hub; or how the member of that id stands. */
  | { readonly kind: 'member'; readonly sealed: string }
  | { readonly kind: 'member'; readonly member: string }
  /** What was bought at another store; moves no right. */
  | { readonly kind: 'purchase'; readonly sale: string; readonly soldAt: string };

/** What the hub tells a till of a member: per cent of the tier, and the points that are free. */
export interface KnownMember {
  readonly id: string;
  readonly tierRate: number;
  readonly available: number;
  /** The tier's name; null without one. */
  readonly tier?: string | null | undefined;
  /** All points of the member, wherever they are. */
  readonly total?: number | undefined;
}

export interface Answer {
  readonly granted: boolean;
  /** For a return right: what the hub knows of the sale. */
  readonly purchase?: Purchase;
  /** Who has the identity that was asked about. */
  readonly member?: KnownMember;
  /** Figures of a refusal: for points, how many are free and where the others are. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface HubLine {
  /**
   * Resolves when the answer and the documents it brought are applied here; with nothing when the hub cannot be
   * reached in time. Never rejects.
   */
  ask(question: Question): Promise<Answer | undefined>;
}
