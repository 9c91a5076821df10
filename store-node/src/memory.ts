/**
 * All that a store folds from its streets: its state, the catalogue and the
 * views. It can be frozen at any moment, and recalled at the next start where
 * the streets still hold, by number and by hash, what it was folded from.
 */
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { freezeStore, thawStore } from '@ringfence/domain/store/snapshot.ts';
import { emptyStore, type StoreState } from '@ringfence/domain/store/state.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { LIMITS } from './limits.ts';
import type { StorePorts } from './store.ts';
import { Changes } from './views/changes.ts';
import { Dispatched } from './views/dispatched.ts';
import { SalesRate } from './views/sales-rate.ts';
import { Sold } from './views/sold.ts';

interface Folded {
  readonly state: StoreState;
  readonly catalogue: Catalogue;
  readonly salesRate: SalesRate;
  readonly sold: Sold;
  readonly dispatched: Dispatched;
  readonly changes: Changes;
}

export interface Memory extends Folded {
  /** The position of the own street up to where `changes` was told: only what is on disk is. */
  readonly noted: number;
}

/** What a store that has no documents remembers. */
export const emptyMemory = (store: StoreId): Memory => ({
  state: emptyStore(store),
  catalogue: new Catalogue(),
  salesRate: new SalesRate(LIMITS.salesRateDays),
  sold: new Sold(),
  dispatched: new Dispatched(),
  changes: new Changes(),
  noted: 0,
});

/** How many documents of the three streets it was folded from. */
export const documentsOf = ({ state, catalogue }: Pick<Folded, 'state' | 'catalogue'>): number =>
  state.up.n + state.down.n + catalogue.cursor.n;

export function freezeMemory(memory: Folded, noted: number): Frozen {
  const { state, catalogue, salesRate, sold, dispatched, changes } = memory;
  return {
    plain: { noted },
    parts: {
      state: freezeStore(state),
      catalogue: catalogue.freeze(),
      salesRate: salesRate.freeze(),
      sold: sold.freeze(),
      dispatched: dispatched.freeze(),
      changes: changes.freeze(),
    },
  };
}

/** The memory that was frozen, when the streets continue it; nothing when one of them is another, or shorter. */
export async function recalled(
  frozen: Frozen,
  { store, journal, down, catalog, sha256 }: Pick<StorePorts, 'store' | 'journal' | 'down' | 'catalog' | 'sha256'>,
): Promise<Memory | undefined> {
  const memory = thawMemory(frozen);
  if (memory === undefined) return undefined;
  const { state, catalogue } = memory;
  const holds = async (street: StreetReader, { n, head }: Cursor): Promise<boolean> => {
    if (n === 0 || n === street.head().n) return head === street.head().head || n === 0;
    const [document] = n < street.head().n ? await street.read(n - 1, 1) : [];
    return document !== undefined && documentHash(document, sha256) === head;
  };
  const isContinued =
    state.store === store &&
    (await holds(journal.log, state.up)) &&
    (await holds(down, state.down)) &&
    (await holds(catalog, catalogue.cursor));
  return isContinued ? memory : undefined;
}

/** Nothing when a part of it is missing, or not what it should be. */
function thawMemory(frozen: Frozen): Memory | undefined {
  try {
    return thaw(frozen);
  } catch {
    return undefined;
  }
}

function thaw(frozen: Frozen): Memory {
  return {
    state: thawStore(partOf(frozen, 'state')),
    catalogue: Catalogue.thaw(partOf(frozen, 'catalogue')),
    salesRate: SalesRate.thaw(partOf(frozen, 'salesRate'), LIMITS.salesRateDays),
    sold: Sold.thaw(partOf(frozen, 'sold')),
    dispatched: Dispatched.thaw(partOf(frozen, 'dispatched')),
    changes: Changes.thaw(partOf(frozen, 'changes')),
    noted: (frozen.plain as { noted: number }).noted,
  };
}
