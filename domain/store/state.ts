/**
 * The state of one store: the fold of its two streets, the same at the store
 * and at the hub. What it keeps true:
 * - Each street is applied in order, without a gap; how the two interleave
 *   makes no difference to the result.
 * - Nothing here is written by anything but documents, so it can be thrown
 *   away and rebuilt to the same bytes.
 * - A document that cannot be understood moves nothing and is set aside with
 *   its reason; what follows it is not held up.
 */
import { assert, unreachable } from '../basic/assert.ts';
import { DigestedMap } from '../basic/digested-map.ts';
import type { Hash, StoreId, TransferId } from '../basic/ids.ts';
import { advance, type Cursor, type Envelope, startOfStreet } from '../documents/envelope.ts';
import { interpret } from '../documents/parse.ts';
import { type Doc, movesOf } from '../documents/registry.ts';
import { Book } from '../ledger/book.ts';
import { evolveLeases, type LeaseRecord } from '../loyalty/lease.ts';
import { evolveOrder, orderSummary } from '../pickup/order.ts';
import { Orders } from '../pickup/orders.ts';
import { emptyTills, evolveTills, type Tills, tillsContent } from '../till/till.ts';
import { type ExceptionRecord, exceptionOf } from './exceptions.ts';

export interface TransferRecord {
  readonly id: TransferId;
  readonly from: StoreId;
  readonly announcedAt: number;
  readonly lines: readonly { sku: string; units: number }[];
  /** Said by the arrival. */
  readonly arrivedAt: number | null;
}

/** What a person said about an exception. */
export interface Resolution {
  readonly by: string;
  readonly note: string;
  readonly at: number;
}

export interface StoreState {
  readonly store: StoreId;
  readonly book: Book;
  readonly orders: Orders;
  /** Goods on their way to this store, by transfer. */
  readonly transfers: DigestedMap<TransferRecord>;
  /** Points lent to this store, while some are left. */
  readonly leases: DigestedMap<LeaseRecord>;
  readonly exceptions: DigestedMap<ExceptionRecord>;
  /** Exceptions a person has dealt with: exception id → resolution. */
  readonly resolutions: DigestedMap<Resolution>;
  /** Shifts and takings. */
  readonly tills: Tills;
  /** Documents in the chain that move nothing, by id, with the reason. */
  readonly setAside: DigestedMap<string>;
  /** The incarnation of the store that may write, as the hub last said; 0 before the first. */
  incarnation: number;
  up: Cursor;
  down: Cursor;
}

/** A store that has not written or heard anything. */
export function emptyStore(store: StoreId): StoreState {
  return {
    store,
    book: new Book(),
    orders: new Orders(),
    transfers: new DigestedMap(),
    leases: new DigestedMap(),
    exceptions: new DigestedMap(),
    resolutions: new DigestedMap(),
    tills: emptyTills(),
    setAside: new DigestedMap(),
    incarnation: 0,
    up: startOfStreet,
    down: startOfStreet,
  };
}

/**
 * Applies the next document of a street. `hash` is the document's own.
 * Returns the document when it was understood, nothing when it was set aside.
 */
export function applyDocument(
  state: StoreState,
  candidate: Envelope,
  direction: 'up' | 'down',
  hash: Hash,
): Doc | undefined {
  const cursor = state[direction];
  assert(
    candidate.n === cursor.n + 1 && candidate.prev === cursor.head,
    () => `${candidate._id} does not continue ${direction}-${state.store} at ${cursor.n}`,
  );
  state[direction] = advance(candidate, hash);
  const parsed = interpret(candidate, direction, state.store);
  if (!parsed.ok) {
    state.setAside.set(candidate._id, parsed.reason);
    return undefined;
  }
  evolveStore(state, parsed.value);
  return parsed.value;
}

/** Applies a document this process has just decided itself: the same as `applyDocument`, without reading it anew. */
export function applyOwn(state: StoreState, document: Doc, direction: 'up' | 'down', hash: Hash): void {
  const cursor = state[direction];
  assert(
    document.n === cursor.n + 1 && document.prev === cursor.head,
    () => `${document._id} does not continue ${direction}-${state.store} at ${cursor.n}`,
  );
  state[direction] = advance(document, hash);
  evolveStore(state, document);
}

/** The effect of one understood document, whatever its place among those of the other street. */
function evolveStore(state: StoreState, document: Doc): void {
  state.book.post(movesOf(document, state.store));
  evolveLeases(state.leases, document, state.book);
  const exception = exceptionOf(document);
  if (exception) state.exceptions.set(exception.id, exception);
  switch (document.kind) {
    case 'pickup-order':
    case 'cancel-request':
    case 'extension':
    case 'check-in':
    case 'assignment':
    case 'pick':
    case 'short-pick':
    case 'substitution':
    case 'order-end':
      return state.orders.change(document.body.order, (record) => evolveOrder(record, document));
    case 'hand-over':
      state.orders.change(document.body.order, (record) => evolveOrder(record, document));
      return evolveTills(state.tills, document);
    case 'sale':
    case 'return':
    case 'shift-opened':
    case 'cash-moved':
    case 'shift-closed':
    case 'day-closed':
      return evolveTills(state.tills, document);
    case 'relay': {
      const { transfer: id, from, lines } = document.body;
      const arrivedAt = state.transfers.get(id)?.arrivedAt ?? null;
      state.transfers.set(id, { id, from, announcedAt: document.at, lines, arrivedAt });
      return;
    }
    case 'arrival': {
      const id = document.body.transfer;
      const known = state.transfers.get(id);
      const blank = { id, from: '', announcedAt: 0, lines: [] };
      state.transfers.set(id, { ...(known ?? blank), arrivedAt: document.at });
      return;
    }
    case 'resolution': {
      const { exception: id, by, note } = document.body;
      state.resolutions.set(id, { by, note, at: document.at });
      return;
    }
    case 'incarnation':
      state.incarnation = Math.max(state.incarnation, document.body.incarnation);
      return;
    case 'receipt':
    case 'count':
    case 'adjustment':
    case 'return-grant':
    case 'return-release':
    case 'grant':
    case 'dispatch':
    case 'lease':
    case 'lease-return':
    case 'tick':
    case 'release':
    case 'settle':
    case 'product':
    case 'store':
    case 'staff':
    case 'pick-rules':
    case 'promotion':
    case 'discount-rules':
    case 'loyalty-rules':
    case 'sealing-key':
    case 'member-enrolled':
    case 'identity':
    case 'accrued':
    case 'reversed':
    case 'collected':
    case 'given-back':
    case 'difference-resolved':
    case 'lease-given':
    case 'lease-back':
    case 'hold':
    case 'hold-end':
    case 'points-expired':
    case 'points-adjusted':
    case 'erased':
      return;
    default:
      return unreachable(document);
  }
}

/** The whole state as plain data, the same for equal states: for comparing two of them byte by byte. */
export function stateContent(state: StoreState): unknown {
  const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
  const plain = <T>(map: ReadonlyMap<string, T>): Record<string, T> => Object.fromEntries([...map].sort(byKey));
  return {
    store: state.store,
    up: { n: state.up.n, head: state.up.head },
    down: { n: state.down.n, head: state.down.head },
    incarnation: state.incarnation,
    book: state.book.toJSON(),
    orders: Object.fromEntries(
      Array.from(state.orders.values(), (record): [string, unknown] => [record.id, orderSummary(record)]).sort(byKey),
    ),
    transfers: plain(state.transfers),
    leases: plain(state.leases),
    exceptions: plain(state.exceptions),
    resolutions: plain(state.resolutions),
    tills: tillsContent(state.tills),
    setAside: plain(state.setAside),
  };
}
