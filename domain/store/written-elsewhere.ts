/**
 * Facts that a store wrote where they have no place any more: on a disk that was brought back from an old copy, before
 * it heard of what it had written since. Goods and money moved all the same, so what happened is recorded again, after
 * everything that was known: the same goods and the same money, with what the shelf or a right lacks as a deficit. What
 * was only decided (shares for the hub, orders that ended) is not; it is decided anew. What was counted and moved in
 * drawers is for a person.
 */
import { assert } from '../basic/assert.ts';
import type { Hash } from '../basic/ids.ts';
import type { Envelope } from '../documents/envelope.ts';
import { interpret, unwritable } from '../documents/parse.ts';
import { type Body, type Doc, fact, type Fact, movesOf, subjectOf } from '../documents/registry.ts';
import { mayBeNegative, returnable, shelf } from '../ledger/account.ts';
import type { Catalogue } from '../catalog/catalogue.ts';
import { heldLines } from '../pickup/lines.ts';
import { pointsKnown, pointsOfHandOver } from '../pickup/order-points.ts';
import { refusedBy } from '../pickup/refused-by.ts';
import { decideCountStock } from '../stock/decide.ts';
import type { StoreState } from './state.ts';

/** Kinds that say what happened to goods and money; the caller of these makes the subject of the first five. */
const FREE = ['sale', 'return', 'receipt', 'count', 'adjustment'] as const;
const BOUND = ['hand-over', 'dispatch', 'arrival'] as const;
/** Money in drawers that somebody counted or moved: whether it is in the drawer that counts now, only a person can tell. */
const DRAWERS = ['shift-opened', 'cash-moved', 'shift-closed', 'day-closed'] as const;
type Happened = (typeof FREE)[number] | (typeof BOUND)[number];

const HASH_SIGNS = 32;
const REASON = 'recorded on a disk that was brought back from an old copy';

type KnownAs = 'unknown' | 'same-command' | 'another';

export type Again =
  /** To be written; under its own id where that is free, so that a retry of its command finds it. */
  | { readonly fact: Fact }
  /** Nothing to do. */
  | { readonly nothing: true }
  /** It happened and does not fit; a person has to see to it. */
  | { readonly unfit: string };

export interface Elsewhere {
  readonly state: StoreState;
  readonly catalogue: Catalogue;
  /** What the street that counts has under an id: nothing, what the same command made of it, or something else. */
  readonly knownAs: (id: string) => KnownAs;
}

/** What to write for a document with hash `hash` that stands where it does not count. */
export function happenedElsewhere(candidate: Envelope, hash: Hash, where: Elsewhere): Again {
  const { state, knownAs } = where;
  const read = interpret(candidate, 'up', state.store);
  if (read.ok && DRAWERS.some((kind) => kind === read.value.kind))
    return knownAs(candidate._id) === 'same-command' ? { nothing: true } : { unfit: 'it is about money in a drawer' };
  if (!read.ok || ![...FREE, ...BOUND].some((kind) => kind === read.value.kind)) return { nothing: true };
  const document = read.value as Doc<Happened>;
  const isFree = FREE.some((kind) => kind === document.kind);
  const known = knownAs(document._id);
  if (known === 'same-command') return { nothing: true };
  if (known === 'another' && !isFree) return { unfit: 'another document has its id' };
  const subject = known === 'unknown' ? subjectOf(document) : `again-${hash.slice(0, HASH_SIGNS)}`;
  const again = adapted(document, subject, where);
  if (again === undefined) return { unfit: 'its order is not there any more' };
  if (knownAs(again.id) !== 'unknown') return { nothing: true };
  const misfit = (one: Fact): string | undefined => unwritable(one, 'up', state.store) ?? overdraws(one, state);
  const unfit = misfit(again);
  const fitting = unfit === undefined ? again : withoutPoints(again);
  if (fitting === undefined || misfit(fitting) !== undefined) return { unfit: unfit ?? '' };
  return { fact: document.request === undefined ? fitting : { ...fitting, request: document.request } };
}

/** A sale whose points cannot be had any more was paid and left all the same; head office sees that its points are missing. */
function withoutPoints(again: Fact): Fact | undefined {
  if (again.kind !== 'sale' || again.body.points === null) return undefined;
  const { offline } = again.body;
  const unfit = [...new Set([...(offline?.unfit ?? []), 'points-refused' as const])];
  return { ...again, body: { ...again.body, points: null, ...(offline && { offline: { ...offline, unfit } }) } };
}

/** The same fact as it stands to what is known now. */
function adapted(document: Doc<Happened>, subject: string, { state, catalogue }: Elsewhere): Fact | undefined {
  switch (document.kind) {
    case 'sale':
      return fact('sale', subject, soldAgain(document, state));
    case 'return':
      return fact('return', subject, takenBackAgain(document.body, state));
    case 'count': {
      const { by, lines } = document.body;
      const counted = lines.map((line) => ({ sku: line.sku, counted: line.counted }));
      const decision = decideCountStock(state, { id: subject, by, lines: counted }, catalogue);
      return decision.ok ? decision.value : undefined;
    }
    case 'hand-over': {
      const { order, lines } = document.body;
      const record = state.orders.get(order);
      if (refusedBy(record, 'hand-over')) return undefined;
      if (!record?.placed) return fact('hand-over', subject, document.body);
      const taken = new Map(lines.map(({ sku, units }) => [sku, units]));
      const left = heldLines(state, record)
        .map(({ sku, units }) => ({ sku, units: units - (taken.get(sku) ?? 0) }))
        .filter(({ units }) => units > 0);
      const { points: before } = document.body;
      // What was given back by documents that do not count lies in the order again.
      const taking = before && { lines, businessDay: before.businessDay };
      const points = taking && pointsOfHandOver(state, { record, id: order, known: pointsKnown(record) }, taking);
      return fact('hand-over', subject, { ...document.body, left, ...(points && { points }) });
    }
    case 'receipt':
    case 'adjustment':
    case 'dispatch':
    case 'arrival':
      return fact(document.kind, subject, document.body as never);
    default:
      return assert(false, () => `${(document as Doc)._id} did not happen`) as never;
  }
}

/** A sale that has happened: as a counter's that was completed out of reach of its store. */
function soldAgain({ at, body }: Doc<'sale'>, state: StoreState): Body<'sale'> {
  const free = new Map<string, number>();
  const lines = body.lines.map((line) => {
    const left = free.get(line.sku) ?? Math.max(0, state.book.units(shelf(line.sku)));
    const short = Math.max(0, line.units - left);
    free.set(line.sku, left - (line.units - short));
    return { ...line, short };
  });
  return { ...body, lines, override: null, offline: body.offline ?? { at } };
}

/** Goods that came back: what this store has no right to take back any more came back unverified. */
function takenBackAgain(body: Body<'return'>, state: StoreState): Body<'return'> {
  const purchase = { soldAt: body.soldAt, of: body.of, id: body.sale };
  const held = new Map<number, number>();
  const lines = body.lines.map((line) => {
    const right = held.get(line.line) ?? Math.max(0, state.book.units(returnable(purchase, line.line, state.store)));
    const unverified = Math.max(0, line.units - right);
    held.set(line.line, right - (line.units - unverified));
    return { ...line, unverified };
  });
  const isUnverified = lines.some(({ unverified }) => unverified > 0);
  const override = body.override ?? { by: body.by ?? body.register, reason: REASON };
  return { ...body, lines, override: isUnverified ? override : null };
}

/** The account it would take more from than is there; nothing when it fits. */
function overdraws(again: Fact, state: StoreState): string | undefined {
  const document = { _id: again.id, kind: again.kind, body: again.body } as Doc;
  const left = new Map<string, number>();
  for (const { from, units } of movesOf(document, state.store)) {
    if (mayBeNegative(from.kind)) continue;
    const name = `${from.kind} ${from.subject}`;
    const rest = (left.get(name) ?? state.book.units(from)) - units;
    left.set(name, rest);
    if (rest < 0) return `it takes more from ${name} than is there`;
  }
  return undefined;
}
