/**
 * A store's state put aside at one moment, and brought back. Freezing costs the
 * same after a day and after years: what grows with history is shared, not
 * copied, until somebody changes it.
 */
import { type Frozen, partOf } from '../basic/frozen.ts';
import { DigestedMap } from '../basic/digested-map.ts';
import type { StoreId } from '../basic/ids.ts';
import type { Cursor } from '../documents/envelope.ts';
import { Book } from '../ledger/book.ts';
import { Orders } from '../pickup/orders.ts';
import type { Register, Tills } from '../till/till.ts';
import type { StoreState } from './state.ts';

interface Plain {
  readonly store: StoreId;
  readonly incarnation: number;
  readonly up: Cursor;
  readonly down: Cursor;
  readonly tills: Pick<Tills, 'day' | 'daysClosed'> & { readonly registers: readonly (readonly [string, Register])[] };
}

/** The state as it is now, in a form that later changes do not touch. */
export function freezeStore(state: StoreState): Frozen {
  const { store, incarnation, up, down, tills } = state;
  const { registers, day, daysClosed } = tills;
  const plain: Plain = { store, incarnation, up, down, tills: { registers: [...registers], day, daysClosed } };
  return {
    plain,
    parts: {
      book: state.book.freeze(),
      orders: state.orders.freeze(),
      transfers: state.transfers.freeze(),
      leases: state.leases.freeze(),
      exceptions: state.exceptions.freeze(),
      resolutions: state.resolutions.freeze(),
      setAside: state.setAside.freeze(),
    },
  };
}

/** The state that was frozen. Throws when a part is missing; the caller has verified the bytes, and folds anew then. */
export function thawStore(frozen: Frozen): StoreState {
  const { store, incarnation, up, down, tills } = frozen.plain as Plain;
  return {
    store,
    incarnation,
    up,
    down,
    tills: { ...tills, registers: new Map(tills.registers) },
    book: Book.thaw(partOf(frozen, 'book')),
    orders: Orders.thaw(partOf(frozen, 'orders')),
    transfers: DigestedMap.thaw(partOf(frozen, 'transfers')),
    leases: DigestedMap.thaw(partOf(frozen, 'leases')),
    exceptions: DigestedMap.thaw(partOf(frozen, 'exceptions')),
    resolutions: DigestedMap.thaw(partOf(frozen, 'resolutions')),
    setAside: DigestedMap.thaw(partOf(frozen, 'setAside')),
  };
}
