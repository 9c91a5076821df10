/**
 * When everything has healed: all copies agree byte for byte, what was
 * answered for is there, nothing is left on the way, the ledger finds what is
 * physically there, and every state is what its logs say.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { backIn, earnedBy } from '@ringfence/domain/documents/order-points.ts';
import { earnedIn, givenBackIn, redeemedIn, unearnedIn } from '@ringfence/domain/documents/points.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { claimIn } from '@ringfence/domain/member/post.ts';
import { applyToShard, emptyShard, shardContent } from '@ringfence/domain/member/shard.ts';
import { onHandOf } from '@ringfence/domain/stock/on-hand.ts';
import { stateHash } from '@ringfence/domain/store/state-hash.ts';
import { applyDocument, emptyStore, stateContent, type StoreState } from '@ringfence/domain/store/state.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { Desk, Hub } from '@ringfence/central/src/hub.ts';
import { Breach } from './breach.ts';
import { sha256 } from './keys.ts';
import { isEverybodyEnrolled } from './member-deeds.ts';
import type { Running, SimStore } from './sim-store.ts';
import { allOf } from './streets.ts';
import type { World } from './world.ts';

/** What of the stores and the hub is not yet the same; nothing when everything is. */
export function disagreement({ hub, stores, crowd, checker }: World): string | undefined {
  if (!hub.running) return 'the hub is down';
  if (!isEverybodyEnrolled(crowd) || hub.running.members.unclaimed > 0) return 'sales wait for their members';
  for (const { id, running } of stores) {
    const waiting = crowd.pending.get(id) ?? 0;
    if (waiting > 0) return `${waiting} commands wait at ${id}`;
    const state = running?.store.state;
    const desk = hub.desk(id)?.state;
    if (!state || !desk || !running.store.standing.trading) return `${id} does not trade`;
    if (state.up.n !== desk.up.n || state.down.n !== desk.down.n)
      return `${id} is at up ${state.up.n} down ${state.down.n}, the hub at up ${desk.up.n} down ${desk.down.n}`;
  }
  const [between] = checker.between;
  if (between) return `${between[1]} of ${between[0]} are on the way`;
  const shard = hub.running.members.shards.find(({ state, street }) => state.cursor.n > street.head().n);
  if (shard) return `documents of members ${shard.state.shard} are not on disk`;
  for (const { id, running } of stores)
    if (bytesOf(running?.store.state) !== bytesOf(hub.desk(id)?.state)) return `${id} and the hub fold differently`;
  return undefined;
}

/** Every store trades, and knows what there is to sell. */
export function isOpenForTrade({ hub, stores }: World): boolean {
  const catalogue = hub.running?.catalogue.cursor.n;
  return stores.every(
    ({ running }) => running?.store.standing.trading && running.store.catalogue.cursor.n === catalogue,
  );
}

const bytesOf = (state: StoreState | undefined): string =>
  state ? `${stateHash(state, sha256)} ${canonical(stateContent(state))}` : '';

/** The heads of all streets, as numbers for the trace. */
export function* headsOf({ hub }: World): Iterable<number> {
  const streets = [...(hub.running?.desks() ?? [])].flatMap(({ up, down }) => [up, down]);
  const members = hub.running?.members.shards.map(({ street }) => street) ?? [];
  for (const street of [...streets, ...members]) yield Number.parseInt(street.head().head.slice(0, 8), 16);
}

/** Throws a `Breach` for whatever is wrong at the end. */
export async function checkEnd(world: World): Promise<void> {
  const hub = world.hub.running;
  if (!hub) throw new Breach('liveness', 'the hub is down');
  checkOwed(world);
  checkBooks(hub);
  checkGoods(world);
  for (const sim of world.stores) {
    const desk = hub.desk(sim.id);
    if (desk && sim.running) await checkFold(sim, sim.running, desk);
  }
  await checkMembers(world, hub);
  const isLossless = world.stores.every(({ restores }) => restores === 0);
  if (world.gateway.quarantined.size > 0 && isLossless)
    throw new Breach('nothing is quarantined', [...world.gateway.quarantined].join(', '));
}

/** What was answered is in the store's log and in the hub's, but for what a disk took with it. */
function checkOwed({ checker, hub, stores }: World): void {
  const running = new Map(stores.map((sim) => [sim.id, sim.running]));
  for (const { id, store, n } of checker.owed()) {
    const desk = hub.desk(store);
    const street = n === 0 ? desk?.down : desk?.up;
    if (street?.positionOf(id) === undefined) throw new Breach('acknowledged and lost', `${id} is not at the hub`);
    const here = running.get(store);
    if ((n === 0 ? here?.down : here?.up)?.positionOf(id) === undefined)
      throw new Breach('acknowledged and lost', `${id} is not at ${store}`);
  }
}

function checkBooks(hub: Hub): void {
  for (const { store, state } of hub.desks()) {
    const short = state.book.overdrawn().filter(({ account }) => account.kind !== 'returnable');
    if (short.length > 0) throw new Breach('only what is there', `in ${store} at the end: ${JSON.stringify(short)}`);
    if (state.book.imbalance() !== 0) throw new Breach('conservation', `the book of ${store} does not balance`);
  }
}

/** The ledger finds what is physically there, in stores whose disk was never lost. */
function checkGoods({ stores, skus, crowd }: World): void {
  for (const { id, running, restores } of stores) {
    if (!running || restores > 0) continue;
    for (const sku of skus) {
      const there = crowd.goodsIn(id, sku);
      const { onHand } = onHandOf(running.store.state, sku);
      if (there !== onHand) throw new Breach('goods', `${there} of ${sku} are in ${id}, the ledger says ${onHand}`);
    }
  }
}

/** A state thrown away and rebuilt from either side's logs is the same, in whatever order the two streets are read. */
async function checkFold({ id }: SimStore, { store, up, down }: Running, desk: Desk): Promise<void> {
  const lived = bytesOf(store.state);
  for (const [first, second] of [
    [up, down],
    [down, up],
    [desk.up, desk.down],
  ] as const) {
    const rebuilt = emptyStore(id);
    for (const street of [first, second]) {
      const direction = street === up || street === desk.up ? 'up' : 'down';
      for (const document of await allOf(street))
        applyDocument(rebuilt, document, direction, documentHash(document, sha256));
    }
    if (bytesOf(rebuilt) !== lived) throw new Breach('state is a fold', `${id} rebuilt from its logs is another`);
  }
}

/** Each member's points by the documents of the stores and of the hub, counted beside the ledger. */
async function checkMembers({ crowd }: World, hub: Hub): Promise<void> {
  const owed = new Map<MemberId, number>();
  const add = (member: MemberId, points: number): void => void owed.set(member, (owed.get(member) ?? 0) + points);
  for (const { up } of hub.desks()) {
    for (const document of (await allOf(up)) as Doc[]) {
      const claim = claimIn(document);
      const member = claim && memberOf(hub, claim);
      if (member !== undefined) add(member, pointsIn(document));
    }
  }
  for (const { state, street } of hub.members.shards) {
    const rebuilt = emptyShard(state.shard);
    for (const envelope of await allOf(street)) {
      applyToShard(rebuilt, envelope, documentHash(envelope, sha256));
      const { kind, body } = envelope as Doc;
      if (kind === 'points-adjusted') add(body.member, body.credit.toBalance + body.credit.toDebt - body.taken);
      if (kind === 'points-expired') add(body.member, -body.points);
      if (kind === 'hold-end') add(body.member, -body.captured);
      // The order was not placed in the end.
      if (kind === 'given-back' && body.source.startsWith('hold-end~')) add(body.member, body.toBalance + body.toDebt);
    }
    if (canonical(shardContent(rebuilt)) !== canonical(shardContent(state)))
      throw new Breach('state is a fold', `members ${state.shard} rebuilt from the log are others`);
    if (state.book.overdrawn().length > 0)
      throw new Breach('only what is there', `members ${state.shard}: ${JSON.stringify(state.book.overdrawn())}`);
  }
  // Nobody can tell what of a number's documents was whose once its member was forgotten.
  const unclear = new Set([...crowd.forgotten].flatMap(([phone, members]) => [...members, crowd.members.get(phone)]));
  for (const [member, points] of owed) {
    if (unclear.has(member)) continue;
    const { total } = hub.members.view(member) ?? {};
    if (total !== points)
      throw new Breach('each point once', `${member} has ${total} points, by the documents ${points}`);
  }
}

/** What a store's document adds to its member's points. */
function pointsIn({ kind, body }: Doc): number {
  switch (kind) {
    case 'sale':
      return body.points ? earnedIn(body.points) - redeemedIn(body.points) : 0;
    case 'return':
      return body.points ? givenBackIn(body.points) - unearnedIn(body.points) : 0;
    case 'hand-over':
      return body.points ? earnedBy(body.points) + backIn(body.points.back) : 0;
    case 'short-pick':
    case 'substitution':
    case 'order-end':
      return backIn(body.points?.lines ?? []);
    default:
      return 0;
  }
}

const memberOf = (hub: Hub, claim: { member: MemberId } | { sealed: string }): MemberId | undefined =>
  'member' in claim ? claim.member : hub.members.find(claim);
