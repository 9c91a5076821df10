/**
 * From stores' documents to members. What it keeps true:
 * - a document that is on disk here is posted to its member once, in the order
 *   of its street, also when the hub stopped in between;
 * - one whose claim nobody has waits, and is posted when somebody has it;
 * - points of an order are those of whom the hub placed it for, whoever the
 *   store names; what would be no document is not posted, and a person is told.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { MemberId, OrderId, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Differs } from '@ringfence/domain/documents/member.ts';
import { unwritable } from '@ringfence/domain/documents/parse.ts';
import type { Claim } from '@ringfence/domain/documents/points.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { handOverDiffers, saleDiffers } from '@ringfence/domain/loyalty/differs.ts';
import { tierRateOf } from '@ringfence/domain/loyalty/rules.ts';
import { tierOfMember } from '@ringfence/domain/member/decide.ts';
import { claimIn, type Postable, postingId, postingOf } from '@ringfence/domain/member/post.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import { pointsKnown } from '@ringfence/domain/pickup/order-points.ts';
import type { MemberKeys } from './keys.ts';
import type { ShardDesk } from './shard-desk.ts';

export interface PostingOptions {
  readonly shards: readonly ShardDesk[];
  readonly shardOf: (member: MemberId) => ShardDesk;
  /** By the keyed hash of an identity. */
  readonly memberWith: (claim: string) => MemberId | undefined;
  readonly keys: MemberKeys;
  readonly catalogue: Catalogue;
  readonly orderOf: (store: StoreId, order: OrderId) => OrderRecord | undefined;
  /** What a store wrote is not, or not as it says, what becomes of the member's points; a person has to see to it. */
  readonly onAmiss: (store: StoreId, document: Doc, reason: string) => void;
  /** The member bought at that store, and that was posted. */
  readonly onSale: (member: MemberId, store: StoreId) => void;
  /** What becomes of the document is on disk. */
  readonly onPosted: (store: StoreId, document: Doc) => void;
}

interface Waiting {
  readonly store: StoreId;
  readonly document: Postable;
}

/** What cannot be opened waits for a hub that has the right key. */
const UNREADABLE = 'unreadable';

export class Postings {
  readonly #options: PostingOptions;
  /** By what they wait for: a keyed hash, or `member:<id>`. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Until the desks are open nothing is posted. */
  #queue: Waiting[] | undefined = [];

  constructor(options: PostingOptions) {
    this.#options = options;
  }

  /** Documents of the store that are on disk here, in the order of its street; those posted already change nothing. */
  received(store: StoreId, documents: readonly Doc[]): void {
    for (const document of documents) {
      if (claimIn(document) === undefined) continue;
      const waiting = { store, document: document as Postable };
      if (this.#queue === undefined) this.#post(waiting);
      else if (!this.#isPosted(waiting)) this.#queue.push(waiting);
      else this.#noticePosted(waiting);
    }
  }

  /** Posts what a former process left undone, and everything from now on as it comes. */
  start(): void {
    const queue = this.#queue ?? [];
    this.#queue = undefined;
    for (const waiting of queue) this.#post(waiting);
  }

  /** Somebody has the claim now, or the member is enrolled. */
  claimed(by: { readonly claim: string } | { readonly member: MemberId }): void {
    const key = 'claim' in by ? by.claim : `member:${by.member}`;
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const each of waiting) this.#post(each);
  }

  /** Documents that wait for somebody to have their claim. */
  get unclaimed(): number {
    let count = 0;
    for (const waiting of this.#waiting.values()) count += waiting.length;
    return count;
  }

  #post(waiting: Waiting): void {
    const { store, document } = waiting;
    const claim = this.#claimOf(waiting);
    if (claim === undefined) return;
    if (this.#isPosted(waiting)) return this.#noticePosted(waiting);
    const holder = this.#holderOf(claim);
    if ('key' in holder) {
      const others = this.#waiting.get(holder.key);
      if (others) others.push(waiting);
      else this.#waiting.set(holder.key, [waiting]);
      return;
    }
    const { member } = holder;
    const { onAmiss } = this.#options;
    const shard = this.#options.shardOf(member);
    const differs = this.#differenceOf(waiting, member);
    const posting = postingOf(shard.state, document, { member, store, rules: this.#rulesOf(document), differs });
    const unfit = unwritable(posting, 'members', '');
    if (unfit !== undefined) return onAmiss(store, document, `its points cannot be posted: ${unfit}`);
    if (!sameClaim(claim, claimIn(document)))
      onAmiss(store, document, 'its points are another member’s than it says: its order is that member’s');
    shard.post(posting)?.durable.then(
      () => this.#options.onPosted(store, document),
      () => {},
    );
    if (document.kind === 'sale' || document.kind === 'hand-over') this.#options.onSale(member, store);
  }

  /** Whose points a document moves: those of an order are whose it was placed for. */
  #claimOf({ store, document }: Waiting): Claim | undefined {
    const written = claimIn(document);
    if (written === undefined || !('order' in document.body)) return written;
    return this.#options.orderOf(store, document.body.order)?.placed?.body.points?.claim ?? written;
  }

  #rulesOf(document: Postable): Catalogue['loyaltyRules'] {
    const { catalogue } = this.#options;
    const version = document.kind === 'sale' || document.kind === 'hand-over' ? document.body.points?.rules : undefined;
    return (version === undefined ? undefined : catalogue.loyaltyRulesOf(version)) ?? catalogue.loyaltyRules;
  }

  /** Where the store's figures are not those of the rules it names and of the member's tier before this purchase. */
  #differenceOf({ store, document }: Waiting, member: MemberId): Differs | undefined {
    if (document.kind === 'hand-over')
      return handOverDiffers(document.body, pointsKnown(this.#options.orderOf(store, document.body.order)));
    if (document.kind !== 'sale' || document.body.points === null) return undefined;
    const { catalogue, shardOf } = this.#options;
    const rules = catalogue.loyaltyRulesOf(document.body.points.rules);
    const record = must(shardOf(member).state.members.get(member), 'a sale is posted to a member');
    const tierRate = tierRateOf(tierOfMember(record, rules, document.body.businessDay));
    return saleDiffers(document.body, { rules, tierRate, groupOf: (sku) => catalogue.product(sku)?.group });
  }

  /** A sealed claim may have been another member's when it was posted: any shard may have it. */
  #isPosted(waiting: Waiting): boolean {
    return this.#postedAt(waiting) !== undefined;
  }

  #postedAt(waiting: Waiting): ShardDesk | undefined {
    const { store, document } = waiting;
    const id = postingId(document, store);
    const claim = claimIn(document);
    const { shards, shardOf } = this.#options;
    if (claim === undefined || !('member' in claim) || !sameClaim(claim, this.#claimOf(waiting)))
      return shards.find((shard) => shard.has(id));
    const shard = shardOf(claim.member);
    return shard.has(id) ? shard : undefined;
  }

  /** Its posting stands on a street; whoever wrote it just now hears when it is on disk. */
  #noticePosted(waiting: Waiting): void {
    const { store, document } = waiting;
    if (this.#postedAt(waiting)?.isOnDisk(postingId(document, store))) this.#options.onPosted(store, document);
  }

  #holderOf(claim: Claim): { member: MemberId } | { key: string } {
    if ('member' in claim) {
      const { member } = claim;
      return this.#options.shardOf(member).state.members.has(member) ? { member } : { key: `member:${member}` };
    }
    const identity = this.#options.keys.open(claim.sealed);
    if (identity === undefined) return { key: UNREADABLE };
    const hash = this.#options.keys.claimOf(identity);
    const member = this.#options.memberWith(hash);
    return member === undefined ? { key: hash } : { member };
  }
}

const sameClaim = (one: Claim, other: Claim | undefined): boolean =>
  other !== undefined && canonical(one) === canonical(other);
