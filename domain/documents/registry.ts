/**
 * Every document kind there is: the street it travels on, the shape of its
 * body, the rule of its id, and the transfers it stands for. Stock, points and
 * cash are derived from documents by these functions alone, in every process.
 *
 * An id is `<kind>~<subject>`. Where a thing may happen once, the subject is
 * derived from what it happens to (`hand-over~<order>`); elsewhere the caller
 * makes it.
 */
import type { z } from 'zod';
import type { Hash, StoreId } from '../basic/ids.ts';
import type { Transfer } from '../ledger/transfer.ts';
import type { Envelope } from './envelope.ts';
import * as catalog from './catalog.ts';
import * as exceptions from './exceptions.ts';
import * as gather from './gather.ts';
import * as loyalty from './loyalty-rules.ts';
import * as member from './member.ts';
import * as pickup from './pickup.ts';
import * as points from './points.ts';
import * as promotion from './promotion.ts';
import * as sale from './sale.ts';
import * as staff from './staff.ts';
import * as stock from './stock.ts';
import * as stockTransfer from './stock-transfer.ts';
import * as street from './street.ts';
import * as till from './till.ts';

export type Direction = 'up' | 'down' | 'catalog' | 'members';

interface KindRule<Schema extends z.ZodType> {
  readonly street: Direction;
  readonly v: number;
  readonly schema: Schema;
  /** The subject the id must name; absent when the caller makes it. */
  readonly subject?: (body: z.infer<Schema>) => string;
  /** What the document moves in the books of `store`. */
  readonly moves: (body: z.infer<Schema>, subject: string, store: StoreId) => Transfer[];
}

const rule = <Schema extends z.ZodType>(definition: KindRule<Schema>): KindRule<Schema> => definition;
const nothing = (): Transfer[] => [];

export const KINDS = {
  receipt: rule({ street: 'up', v: 1, schema: stock.receipt, moves: stock.receiptMoves }),
  count: rule({ street: 'up', v: 1, schema: stock.count, moves: stock.countMoves }),
  adjustment: rule({ street: 'up', v: 1, schema: stock.adjustment, moves: stock.adjustmentMoves }),
  sale: rule({ street: 'up', v: 1, schema: sale.sale, moves: sale.saleMoves }),
  return: rule({ street: 'up', v: 1, schema: sale.returned, moves: sale.returnMoves }),
  'return-grant': rule({
    street: 'up',
    v: 1,
    schema: sale.returnGrant,
    subject: (body) => body.ask,
    moves: (body, _subject, store) => sale.returnGrantMoves(body, store),
  }),
  grant: rule({ street: 'up', v: 1, schema: stock.grant, moves: stock.grantMoves }),
  assignment: rule({ street: 'up', v: 1, schema: gather.assignment, moves: nothing }),
  pick: rule({ street: 'up', v: 1, schema: pickup.pick, moves: nothing }),
  'short-pick': rule({ street: 'up', v: 1, schema: pickup.shortPick, moves: pickup.shortPickMoves }),
  substitution: rule({ street: 'up', v: 1, schema: gather.substitution, moves: gather.substitutionMoves }),
  'hand-over': rule({
    street: 'up',
    v: 1,
    schema: pickup.handOver,
    subject: (body) => body.order,
    moves: (body, _subject, store) => pickup.handOverMoves(body, store),
  }),
  'order-end': rule({
    street: 'up',
    v: 1,
    schema: pickup.orderEnd,
    subject: (body) => body.order,
    moves: pickup.orderEndMoves,
  }),
  dispatch: rule({
    street: 'up',
    v: 1,
    schema: stockTransfer.dispatch,
    subject: (body) => body.transfer,
    moves: stockTransfer.dispatchMoves,
  }),
  arrival: rule({
    street: 'up',
    v: 1,
    schema: stockTransfer.arrival,
    subject: (body) => body.transfer,
    moves: stockTransfer.arrivalMoves,
  }),
  'lease-return': rule({
    street: 'up',
    v: 1,
    schema: points.leaseReturn,
    subject: (body) => body.lease,
    moves: points.leaseReturnMoves,
  }),
  'shift-opened': rule({
    street: 'up',
    v: 1,
    schema: till.shiftOpened,
    subject: (body) => body.shift,
    moves: nothing,
  }),
  'cash-moved': rule({ street: 'up', v: 1, schema: till.cashMoved, moves: nothing }),
  'shift-closed': rule({
    street: 'up',
    v: 1,
    schema: till.shiftClosed,
    subject: (body) => body.shift,
    moves: nothing,
  }),
  'day-closed': rule({
    street: 'up',
    v: 1,
    schema: till.dayClosed,
    subject: (body) => String(body.number),
    moves: nothing,
  }),
  tick: rule({ street: 'up', v: 1, schema: street.tick, moves: nothing }),

  'pickup-order': rule({
    street: 'down',
    v: 1,
    schema: pickup.pickupOrder,
    subject: (body) => body.order,
    moves: pickup.pickupOrderMoves,
  }),
  'cancel-request': rule({
    street: 'down',
    v: 1,
    schema: pickup.cancelRequest,
    subject: (body) => body.order,
    moves: nothing,
  }),
  extension: rule({ street: 'down', v: 1, schema: pickup.extension, moves: nothing }),
  'check-in': rule({ street: 'down', v: 1, schema: pickup.checkIn, subject: (body) => body.order, moves: nothing }),
  release: rule({ street: 'down', v: 1, schema: stock.release, moves: stock.releaseMoves }),
  settle: rule({ street: 'down', v: 1, schema: stock.settle, moves: stock.settleMoves }),
  relay: rule({
    street: 'down',
    v: 1,
    schema: stockTransfer.relay,
    subject: (body) => body.transfer,
    moves: stockTransfer.relayMoves,
  }),
  'return-release': rule({
    street: 'down',
    v: 1,
    schema: sale.returnRelease,
    subject: (body) => body.ask,
    moves: (body, _subject, store) => sale.returnReleaseMoves(body, store),
  }),
  lease: rule({ street: 'down', v: 1, schema: points.lease, subject: (body) => body.lease, moves: points.leaseMoves }),
  incarnation: rule({
    street: 'down',
    v: 1,
    schema: street.incarnation,
    subject: (body) => `${body.store}.${body.incarnation}`,
    moves: nothing,
  }),
  resolution: rule({ street: 'down', v: 1, schema: exceptions.resolution, moves: nothing }),

  product: rule({ street: 'catalog', v: 1, schema: catalog.product, moves: nothing }),
  store: rule({ street: 'catalog', v: 1, schema: catalog.storeInfo, moves: nothing }),
  staff: rule({ street: 'catalog', v: 1, schema: staff.staff, moves: nothing }),
  'pick-rules': rule({
    street: 'catalog',
    v: 1,
    schema: gather.pickRules,
    subject: (body) => String(body.version),
    moves: nothing,
  }),
  promotion: rule({
    street: 'catalog',
    v: 1,
    schema: promotion.promotion,
    subject: (body) => `${body.code}.${body.version}`,
    moves: nothing,
  }),
  'discount-rules': rule({
    street: 'catalog',
    v: 1,
    schema: promotion.discountRules,
    subject: (body) => String(body.version),
    moves: nothing,
  }),
  'loyalty-rules': rule({
    street: 'catalog',
    v: 1,
    schema: loyalty.loyaltyRules,
    subject: (body) => String(body.version),
    moves: nothing,
  }),
  'sealing-key': rule({
    street: 'catalog',
    v: 1,
    schema: loyalty.sealingKey,
    subject: (body) => String(body.version),
    moves: nothing,
  }),

  'member-enrolled': rule({
    street: 'members',
    v: 1,
    schema: member.memberEnrolled,
    subject: (body) => body.member,
    moves: nothing,
  }),
  identity: rule({
    street: 'members',
    v: 1,
    schema: member.identity,
    subject: (body) => `${body.claim}~${body.member}`,
    moves: nothing,
  }),
  accrued: rule({
    street: 'members',
    v: 1,
    schema: member.accrued,
    subject: (body) => `${body.store}~${body.sale}`,
    moves: member.accruedMoves,
  }),
  reversed: rule({
    street: 'members',
    v: 1,
    schema: member.reversed,
    subject: (body) => `${body.store}~${body.return}`,
    moves: member.reversedMoves,
  }),
  collected: rule({
    street: 'members',
    v: 1,
    schema: member.collected,
    subject: (body) => `${body.store}~${body.order}`,
    moves: member.collectedMoves,
  }),
  'given-back': rule({
    street: 'members',
    v: 1,
    schema: member.givenBack,
    subject: (body) => `${body.store}~${body.source}`,
    moves: member.givenBackMoves,
  }),
  'difference-resolved': rule({ street: 'members', v: 1, schema: member.differenceResolved, moves: nothing }),
  'lease-given': rule({
    street: 'members',
    v: 1,
    schema: member.leaseGiven,
    subject: (body) => body.lease,
    moves: member.leaseGivenMoves,
  }),
  'lease-back': rule({
    street: 'members',
    v: 1,
    schema: member.leaseBack,
    subject: (body) => body.lease,
    moves: member.leaseBackMoves,
  }),
  hold: rule({
    street: 'members',
    v: 1,
    schema: member.pointsHold,
    subject: (body) => body.hold,
    moves: member.pointsHoldMoves,
  }),
  'hold-end': rule({
    street: 'members',
    v: 1,
    schema: member.holdEnd,
    subject: (body) => body.hold,
    moves: member.holdEndMoves,
  }),
  'points-expired': rule({ street: 'members', v: 1, schema: member.pointsExpired, moves: member.pointsExpiredMoves }),
  'points-adjusted': rule({
    street: 'members',
    v: 1,
    schema: member.pointsAdjusted,
    moves: member.pointsAdjustedMoves,
  }),
  erased: rule({ street: 'members', v: 1, schema: member.erased, subject: (body) => body.member, moves: nothing }),
} as const;

export type Kind = keyof typeof KINDS;
export type Body<K extends Kind> = z.infer<(typeof KINDS)[K]['schema']>;
/** A document of kind `K`. */
export type Doc<K extends Kind = Kind> = { [Name in K]: Envelope<Name, Body<Name>> }[K];

/** What a decision wants written: a document without its envelope. */
export type Fact<K extends Kind = Kind> = {
  [Name in K]: {
    readonly id: string;
    readonly kind: Name;
    readonly v: number;
    readonly body: Body<Name>;
    readonly request?: Hash;
  };
}[K];

/** A fact whose id is made of its kind and `subject`. */
export function fact<K extends Kind>(kind: K, subject: string, body: Body<K>): Fact<K> {
  return { id: `${kind}~${subject}`, kind, v: KINDS[kind].v, body } as unknown as Fact<K>;
}

/** The part of a document's id after its kind. */
export const subjectOf = (document: { readonly _id: string; readonly kind: string }): string =>
  document._id.slice(document.kind.length + 1);

/** The transfers `document` makes in the books of `store`. */
export function movesOf(document: Doc, store: StoreId): Transfer[] {
  const { moves } = KINDS[document.kind] as KindRule<z.ZodType>;
  return moves(document.body, subjectOf(document), store);
}
