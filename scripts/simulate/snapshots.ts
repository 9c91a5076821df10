/**
 * Snapshots of the simulation: caches beside the disks, which come back old,
 * mixed, from another disk or not at all. Whatever is gone on from is compared
 * with what the documents say from the beginning.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { applyToShard, emptyShard, shardContent } from '@ringfence/domain/member/shard.ts';
import { stateHash } from '@ringfence/domain/store/state-hash.ts';
import { applyDocument, emptyStore, stateContent } from '@ringfence/domain/store/state.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import type { Hub } from '@ringfence/central/src/hub.ts';
import type { SnapshotPlace } from '@ringfence/central/src/snapshots/place.ts';
import { Store, type StorePorts } from '@ringfence/store-node/src/store.ts';
import { Breach } from './breach.ts';
import { sha256 } from './keys.ts';
import type { Random } from './random.ts';
import { allOf } from './streets.ts';
import type { World } from './world.ts';

const LAW = 'state is a fold';
/** Old ones that turn up again. */
const OLD_KEPT = 6;

/** The snapshots of one process, by name, with former ones of each. */
export class Shelf {
  readonly #present = new Map<string, Frozen>();
  readonly #old = new Map<string, Frozen[]>();

  put(name: string, frozen: Frozen): void {
    const former = this.#old.get(name) ?? [];
    this.#old.set(name, [...former, frozen].slice(-OLD_KEPT));
    this.#present.set(name, frozen);
  }

  get(name: string): Frozen | undefined {
    return this.#present.get(name);
  }

  /** Something happens to the directory between two starts: all are lost, or some are, or come back as they once were. */
  upset(random: Random): void {
    if (random.chance(70)) return;
    const isAll = random.chance(30);
    for (const name of this.#present.keys()) {
      if (!isAll && random.chance(50)) continue;
      const old = this.#old.get(name) ?? [];
      if (old.length === 0 || random.chance(30)) this.#present.delete(name);
      else this.#present.set(name, random.pick(old));
    }
  }
}

const STORE = 'store';

/** The snapshots of a store node. */
export class StoreShelf {
  readonly #shelf = new Shelf();
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** What a start finds: the own, or now and then that of another store; `heads` are those of its streets. */
  find(others: readonly StoreShelf[], heads: { up: Cursor; down: Cursor }): Frozen | undefined {
    this.#shelf.upset(this.#random);
    const from = this.#random.chance(5) ? this.#random.pick(others) : this;
    const frozen = from.#shelf.get(STORE);
    const found = frozen && structuredClone(frozen);
    return found && (this.#world.seams.thawedAtStore?.(found, heads) ?? found);
  }

  /** Now and then what was folded is kept, as it was at one moment. */
  follow(store: Store, isAlive: () => boolean): void {
    const { scheduler, seams } = this.#world;
    scheduler.later(this.#random.between(300, 10_000), () => {
      if (!isAlive()) return;
      const { frozen, durable } = store.snapshot();
      // Written little by little: what the store does meanwhile must not be seen in it.
      scheduler.later(this.#random.between(0, 500), () => {
        const copy = structuredClone(frozen);
        const keep = (): void => {
          if (isAlive()) this.#shelf.put(STORE, seams.frozenAtStore?.(copy) ?? copy);
        };
        if (seams.keepsEarly) keep();
        else durable.then(keep, () => {});
      });
      this.follow(store, isAlive);
    });
  }
}

/** Where the hub keeps its snapshots: what it writes arrives a little later, and nothing once the process is gone. */
export class SimPlace implements SnapshotPlace {
  readonly #world: World;
  readonly #shelf: Shelf;
  readonly #random: Random;
  readonly #isAlive: () => boolean;

  constructor(world: World, shelf: Shelf, process: { random: Random; isAlive: () => boolean }) {
    this.#world = world;
    this.#shelf = shelf;
    this.#random = process.random;
    this.#isAlive = process.isAlive;
  }

  async read(name: string): Promise<Frozen | undefined> {
    const frozen = this.#shelf.get(name);
    return frozen && structuredClone(frozen);
  }

  async write(name: string, frozen: Frozen, durable: Promise<unknown>): Promise<void> {
    const { seams, scheduler, crowd } = this.#world;
    await new Promise<void>((resolve) => scheduler.later(this.#random.between(0, 300), resolve));
    // Written little by little while the process goes on: what it does meanwhile must not be seen in it.
    const copy = structuredClone(frozen);
    if (!seams.keepsEarly) await durable;
    if (!this.#isAlive()) return new Promise(() => {});
    crowd.tally('snapshot of the hub');
    this.#shelf.put(name, seams.frozenAtHub ? seams.frozenAtHub(name, copy) : copy);
  }
}

/** A store goes on from what was kept; beside it one is opened that folds everything. */
export async function compareWithFold(world: World, store: Store, ports: StorePorts): Promise<void> {
  const { documents } = store;
  const told = tellOf(world, store);
  const shadow = await Store.open({ ...ports, later: () => {} });
  shadow.close();
  if (shadow.documents !== documents) return;
  const expected = tellOf(world, shadow);
  for (const [what, value] of Object.entries(expected))
    if (told[what] !== value) throw new Breach(LAW, `${store.id} resumed with another ${what} than its documents say`);
  world.crowd.tally('store resumed from a snapshot');
}

function tellOf({ skus, crowd }: World, store: Store): Record<string, string> {
  const { state, catalogue, id } = store;
  const own = crowd.sold.filter((sale) => sale.store === id).slice(-20);
  const paid = [{ kind: 'cash' as const, amount: 1_000_000 }];
  return {
    state: canonical(stateContent(state)),
    hash: stateHash(state, sha256),
    catalogue: catalogueContent(catalogue),
    'rate of sales': canonical(skus.map((sku) => store.soldPerDay(sku))),
    refunds: canonical(
      own.flatMap(({ id: sale }) =>
        (['sale', 'order'] as const).map((of) => store.sold.leftOf({ soldAt: id, of, id: sale }, paid)),
      ),
    ),
  };
}

export function catalogueContent(catalogue: Catalogue): string {
  const { cursor, discountRules, pickRules, loyaltyRules, sealingKey } = catalogue;
  const lists = [[...catalogue.products()], [...catalogue.stores()], catalogue.promotions()];
  return canonical({
    cursor,
    discountRules,
    pickRules,
    loyaltyRules: loyaltyRules ?? null,
    sealingKey,
    lists,
  } as object);
}

/** The same at the hub, for every desk and shard whose documents are all on disk. */
export async function compareHubWithFold(world: World, hub: Hub): Promise<void> {
  for (const { store, state, up, down } of hub.desks()) {
    if (state.up.n !== up.head().n || state.down.n !== down.head().n) continue;
    const told = canonical(stateContent(state));
    const rebuilt = emptyStore(store);
    for (const [street, direction] of [[down, 'down'] as const, [up, 'up'] as const])
      for (const document of await allOf(street))
        applyDocument(rebuilt, document, direction, documentHash(document, sha256));
    if (rebuilt.up.n !== state.up.n || rebuilt.down.n !== state.down.n) continue;
    if (canonical(stateContent(rebuilt)) !== told)
      throw new Breach(LAW, `the hub resumed with another state of ${store} than its documents say`);
    world.crowd.tally('desk compared with its documents');
  }
  for (const { state, street } of hub.members.shards) await compareShard(state, street);
}

async function compareShard(state: Hub['members']['shards'][number]['state'], street: StreetReader): Promise<void> {
  if (state.cursor.n !== street.head().n || state.cursor.n === 0) return;
  const told = canonical(shardContent(state));
  const rebuilt = emptyShard(state.shard);
  for (const document of await allOf(street)) applyToShard(rebuilt, document, documentHash(document, sha256));
  if (rebuilt.cursor.n === state.cursor.n && canonical(shardContent(rebuilt)) !== told)
    throw new Breach(LAW, `the hub resumed with other members ${state.shard} than its documents say`);
}
