/** Waits until hub and stores know the same: equal positions, heads and state hashes, and nothing moves any more. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SyncStatus, type SyncStatusQuery } from '@ringfence/graphql/generated/operations.ts';
import type { Retailer, RunningStore } from '../processes/retailer.ts';

const LOOK_MS = 100;
/** Two sides that are equal for so long are taken to have nothing more to say. */
const QUIET_MS = 1500;

interface StoreStatus {
  readonly up: { readonly n: number; readonly head: string };
  readonly down: { readonly n: number; readonly head: string };
  readonly stateHash: string;
}

export interface Convergence {
  readonly store: string;
  readonly atStore: string;
  readonly atHub: string;
  /** Milliseconds from the call until both sides were equal for good; nothing when they never were. */
  readonly ms: number | undefined;
}

/** The state of each of `stores` on both sides once they are equal and quiet, or when `giveUpMs` are over. */
export async function converge(
  retailer: Retailer,
  stores: readonly RunningStore[],
  { giveUpMs, quietMs = QUIET_MS }: { giveUpMs: number; quietMs?: number },
): Promise<Convergence[]> {
  const from = Date.now();
  let equalSince: number | undefined;
  let before = '';
  for (;;) {
    const now = Date.now();
    const sides = await look(retailer, stores);
    const seen = JSON.stringify(sides);
    if (!sides.every(isEqual) || seen !== before) equalSince = undefined;
    before = seen;
    if (sides.every(isEqual)) equalSince ??= now;
    const isQuiet = equalSince !== undefined && now - equalSince >= quietMs;
    if (isQuiet || now - from > giveUpMs) {
      return sides.map(({ store, atStore, atHub }) => ({
        store,
        atStore: atStore.stateHash,
        atHub: atHub.stateHash,
        ms: equalSince === undefined ? undefined : equalSince - from,
      }));
    }
    await sleep(LOOK_MS);
  }
}

interface Sides {
  readonly store: string;
  readonly atStore: StoreStatus;
  readonly atHub: StoreStatus;
}

const isEqual = ({ atStore, atHub }: Sides): boolean => atStore.stateHash === atHub.stateHash;

/** Both sides of each store as they are now. */
export async function look({ hub }: Retailer, stores: readonly RunningStore[]): Promise<Sides[]> {
  const [own, { syncStatus }] = await Promise.all([
    Promise.all(stores.map(statusOf)),
    hub.operations.run(SyncStatus, { storeIds: stores.map(({ id }) => id) }),
  ]);
  return stores.map(({ id }, index) => {
    const atStore = own[index];
    const atHub = syncStatus.find(({ storeId }) => storeId === id);
    if (atStore === undefined || atHub === undefined) throw new Error(`no status of ${id}`);
    return { store: id, atStore, atHub: hubSide(atHub) };
  });
}

async function statusOf(store: RunningStore): Promise<StoreStatus> {
  const status = await store.operator.get<StoreStatus>('status');
  if (status === undefined) throw new Error(`${store.id} has no status`);
  const { up, down, stateHash } = status;
  return { up: { n: up.n, head: up.head }, down: { n: down.n, head: down.head }, stateHash };
}

const hubSide = ({ up, down, stateHash }: SyncStatusQuery['syncStatus'][number]): StoreStatus => ({
  up: { n: up.n, head: up.head },
  down: { n: down.n, head: down.head },
  stateHash,
});
