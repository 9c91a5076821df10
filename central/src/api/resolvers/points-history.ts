/** A member's document as what a person reads: what came in and what went, by what, where. Moves within are left out. */
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { ShardKind } from '@ringfence/domain/member/shard.ts';
import type { PointsEntry, PointsEvent } from '@ringfence/graphql/generated/schema.ts';

interface Where {
  readonly document: string;
  readonly storeId: string | null;
  readonly channel: string | null;
}

/** The entries of one document; none when no point came or went. */
export function entriesOf(document: Doc<ShardKind>): PointsEntry[] {
  const entry = (event: PointsEvent, points: number, where: Partial<Where> = {}): PointsEntry[] =>
    points === 0
      ? []
      : [{ at: document.at, event, points, document: document._id, storeId: null, channel: null, ...where }];
  switch (document.kind) {
    case 'accrued': {
      const { store, sale, credit, spent } = document.body;
      const where = { document: `sale~${sale}`, storeId: store, channel: 'store' };
      const redeemed = spent.reduce((sum, part) => sum + part.points, 0);
      return [...entry('EARNED', credit.toDebt + credit.toBalance, where), ...entry('REDEEMED', -redeemed, where)];
    }
    case 'reversed': {
      const { store, return: returned, credit, fromBalance, fromDebt } = document.body;
      const where = { document: `return~${returned}`, storeId: store, channel: 'store' };
      return [
        ...entry('TAKEN_BACK', -(fromBalance + fromDebt), where),
        ...entry('GIVEN_BACK', credit.toDebt + credit.toBalance, where),
      ];
    }
    case 'collected': {
      const { store, order, credit, back } = document.body;
      const where = { document: `hand-over~${order}`, storeId: store, channel: 'store' };
      return [
        ...entry('EARNED', credit.toDebt + credit.toBalance, where),
        ...entry('GIVEN_BACK', back.toDebt + back.toBalance, where),
      ];
    }
    case 'given-back': {
      const { store, source, toDebt, toBalance } = document.body;
      return entry('GIVEN_BACK', toDebt + toBalance, { document: source, storeId: store });
    }
    case 'hold-end': {
      const { captured, channel, pays } = document.body;
      const where = pays ? { document: `pickup-order~${pays.order}`, storeId: pays.store } : {};
      return entry('REDEEMED', -captured, { channel, ...where });
    }
    case 'points-expired':
      return entry('EXPIRED', -document.body.points);
    case 'points-adjusted': {
      const { credit, taken } = document.body;
      return entry('ADJUSTED', credit.toDebt + credit.toBalance - taken);
    }
    default:
      return [];
  }
}
