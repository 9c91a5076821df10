/**
 * All members: 64 shards, and what passes between them and the stores. What it
 * keeps true:
 * - an identity is one member's, in whatever shard;
 * - what a shard lends reaches the store after the debit is on disk, once;
 * - nothing personal enters a street.
 */
import { z } from 'zod';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import { type Author, type MemberId, type OrderId, type StoreId, upStreet } from '@ringfence/domain/basic/ids.ts';
import { accept, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import type { LoyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import type { Claim } from '@ringfence/domain/documents/points.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { LIMITS as TRADE } from '@ringfence/domain/limits.ts';
import { tierRateOf } from '@ringfence/domain/loyalty/rules.ts';
import {
  type AdjustPoints,
  decideAdjust,
  decideEnrol,
  decideErase,
  decideLend,
  decideLinkIdentity,
  type EndHold,
  expireHold,
  expiryDue,
  type HoldPoints,
  type LendPoints,
  overdueHolds,
  present,
  tierOfMember,
} from '@ringfence/domain/member/decide.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import { leaseToGive } from '@ringfence/domain/member/lease-policy.ts';
import {
  type MemberRecord,
  pointsOf,
  type PointsView,
  type ShardKind,
  shardOf,
} from '@ringfence/domain/member/shard.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import type { KeyValues, Log, StorageFailure } from '@ringfence/log/port.ts';
import { LIMITS } from '../limits.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { Former } from '../snapshots/former.ts';
import type { Errands } from '../errands.ts';
import { Differences } from './differences.ts';
import { Holds } from './holds.ts';
import { MemberKeys } from './keys.ts';
import { MemberErrands, type MemberErrandsOptions } from './member-errands.ts';
import { People, person } from './people.ts';
import { Postings } from './postings.ts';
import { ShardDesk, type ShardOptions } from './shard-desk.ts';

export const enrolPerson = z.strictObject({ id, channel: id, store: id.optional(), person });
export type EnrolPerson = z.infer<typeof enrolPerson>;

export interface MembersOptions {
  readonly log: Log & KeyValues;
  readonly author: Author;
  readonly now: () => number;
  readonly sha256: Sha256;
  readonly catalogue: Catalogue;
  readonly vaultKey: Uint8Array;
  /** Writes a lease on its store's street, once; resolves when it is on disk. */
  readonly carry: MemberErrandsOptions['carry'];
  /** The order of a store, where its desk knows it. */
  readonly orderOf: (store: StoreId, order: OrderId) => OrderRecord | undefined;
  /** A store's document and what becomes of its points do not agree. */
  readonly onAmiss: (store: StoreId, document: Doc, reason: string) => void;
  readonly errands: Errands;
  readonly former: Former;
  readonly onFolded: ShardOptions['onFolded'];
  /** A member's points changed, and that is on disk. */
  readonly onChanged: (member: MemberId) => void;
  readonly onFatal: (failure: StorageFailure) => void;
}

/** A store's question for points of a member, for one basket. */
export interface BasketAsk {
  readonly id: string;
  readonly member: MemberId;
  readonly points: number;
  readonly basket: string;
}

export interface MemberView extends PointsView {
  readonly member: MemberId;
  readonly tier: { readonly name: string; readonly rate: number } | null;
  readonly tierRate: number;
}

export interface HistoryPage {
  /** Newest first. */
  readonly documents: readonly Doc<ShardKind>[];
  /** Read on before this position; null when there is nothing older. */
  readonly before: number | null;
}

export class Members {
  readonly keys: MemberKeys;
  readonly holds: Holds;
  readonly differences: Differences;
  readonly #options: MembersOptions;
  readonly #people: People;
  readonly #errands: MemberErrands;
  readonly #shards: ShardDesk[] = [];
  readonly #postings: Postings;
  /** Deposits that follow from debits. */
  readonly #following = new Set<Promise<unknown>>();
  /** The last day whose points were let expire. */
  #swept = '';

  private constructor(options: MembersOptions) {
    this.#options = options;
    this.keys = new MemberKeys(options.vaultKey);
    this.#people = new People(options.log, this.keys);
    this.#errands = new MemberErrands({ ...options, people: this.#people });
    const { now, catalogue, errands } = options;
    this.holds = new Holds({
      shards: this.#shards,
      shardOf: (member) => this.#shardOf(member),
      now,
      catalogue,
      errands,
    });
    this.differences = new Differences(this.#shards);
    this.#postings = new Postings({
      shards: this.#shards,
      shardOf: (member) => this.#shardOf(member),
      memberWith: (claim) => this.#memberWith(claim),
      keys: this.keys,
      catalogue: options.catalogue,
      orderOf: options.orderOf,
      onAmiss: options.onAmiss,
      onSale: (member, store) => this.#lendInAdvance(member, store),
      onPosted: (store, { n }) => options.errands.end(upStreet(store), n),
    });
  }

  /** Folds all shards. Nothing is posted before `start`. */
  static async open(options: MembersOptions): Promise<Members> {
    const members = new Members(options);
    const { onChanged } = options;
    for (let shard = 0; shard < TRADE.memberShards; shard++) {
      const desk = await ShardDesk.open(shard, options);
      members.#shards.push(desk);
      desk.street.follow((documents) => {
        for (const { body } of documents) onChanged((body as Doc<ShardKind>['body']).member);
      });
    }
    return members;
  }

  /** Documents of a store that are on disk here. */
  received(store: StoreId, documents: readonly Doc[]): void {
    this.#postings.received(store, documents);
  }

  /**
   * Finishes what a former process left undone, once the stores' desks are open. Returns the ends of holds whose orders
   * it may not have placed.
   */
  async start(): Promise<Doc<'hold-end'>[]> {
    this.#postings.start();
    const captures: Doc<'hold-end'>[] = [];
    for (const shard of this.#shards) {
      const left = await this.#errands.finish(shard);
      captures.push(...left.captures);
      // They need not be on disk before the hub serves: until then the store has not got the points, nor has anybody else.
      for (const given of left.leases) this.#follow(this.#errands.carry(shard, given));
    }
    return captures;
  }

  /** Resolves when what follows from everything that was posted is on disk too. */
  async settled(): Promise<void> {
    while (this.#following.size > 0) await Promise.all(this.#following);
  }

  /** To be called about once a second. */
  tick(): void {
    const today = this.#today();
    for (const shard of this.#shards) {
      for (const hold of overdueHolds(shard.state, this.#options.now())) {
        const end = expireHold(shard.state, hold);
        if (end) shard.post(end);
      }
      if (today === this.#swept) continue;
      for (const record of shard.state.members.endingBefore(today)) {
        const due = expiryDue(shard.state, record, today);
        if (due) shard.post(due);
      }
    }
    this.#swept = today;
  }

  /** Documents that wait for somebody to have their claim. */
  get unclaimed(): number {
    return this.#postings.unclaimed;
  }

  /**
   * Makes a member of a person; the id is derived from the command's, so a retry is the same member. Person and
   * identities are on disk before anybody hears of it. Refusals: identity-taken, exists-different.
   */
  async enrol(command: EnrolPerson): Promise<Outcome<Doc<'member-enrolled'>>> {
    const { id: name, channel, store, person: known } = command;
    const member = this.keys.memberFor(name);
    const shard = this.#shardOf(member);
    const claims = known.identities.map((identity) => this.keys.claimOf(identity));
    if (claims.some((claim) => (this.#memberWith(claim) ?? member) !== member)) return refused(TAKEN);
    if (!shard.has(`member-enrolled~${member}`)) await this.#people.keep(member, known);
    // Another command may have taken an identity while the row was written.
    if (claims.some((claim) => (this.#memberWith(claim) ?? member) !== member)) return refused(TAKEN);
    const enrolled = decideEnrol({ member, channel, ...(store === undefined ? {} : { store }) });
    // The request names what was asked by its hashes: the log must not tell who it was.
    const enrolling = shard.decided(enrolled.id, { channel, store, claims }, () => accept(enrolled));
    const linking = claims.map((claim) => this.#link(member, claim));
    const [outcome] = await Promise.all([enrolling, ...linking]);
    if (outcome.outcome !== 'refused') this.#postings.claimed({ member });
    return outcome;
  }

  /** Gives the member one more identity. Refusals: unknown-member, identity-taken, invalid-input when there are too many. */
  async identify(member: MemberId, identity: Identity): Promise<Outcome<Doc<'identity'>>> {
    const outcome = await this.#link(member, this.keys.claimOf(identity));
    // Who was erased meanwhile is not kept again: nobody would forget that row.
    if (outcome.outcome !== 'refused') await this.#people.note(member, identity, () => !!this.view(member));
    return outcome;
  }

  /** The member who has that identity, or whom a store's claim names; nothing when nobody does. */
  find(by: Identity | { readonly sealed: string }): MemberId | undefined {
    const identity = 'sealed' in by ? this.keys.open(by.sealed) : by;
    return identity && this.#memberWith(this.keys.claimOf(identity));
  }

  /** What an app shows of the member; nothing when there is none, or not any more. */
  view(member: MemberId): MemberView | undefined {
    const { state } = this.#shardOf(member);
    const record = present(state, member);
    if (!record) return undefined;
    const tier = tierOfMember(record, this.#rules, this.#today());
    const named = tier ? { name: tier.name, rate: tier.rate } : null;
    return { member, tier: named, tierRate: tierRateOf(tier), ...pointsOf(state, record) };
  }

  /** The member's documents before position `before`, newest first. */
  async history(member: MemberId, page: { readonly before?: number; readonly limit: number }): Promise<HistoryPage> {
    const { state, street } = this.#shardOf(member);
    const end = Math.min(page.before ?? Infinity, street.head().n + 1);
    const positions = (state.members.get(member)?.history ?? []).filter((n) => n < end);
    const wanted = positions.slice(-page.limit).reverse();
    const documents = await Promise.all(wanted.map(async (n) => (await street.read(n - 1, 1))[0]));
    return {
      documents: documents.filter((document): document is Envelope => document !== undefined) as Doc<ShardKind>[],
      before: positions.length > wanted.length ? (wanted.at(-1) ?? null) : null,
    };
  }

  /** `basket` is what is to be paid, in minor units. Refusals: those of `Holds.make`. */
  hold(command: HoldPoints, basket?: number): Promise<Outcome<Doc<'hold'>>> {
    return this.holds.make(command, basket);
  }

  /** Refusals: those of `Holds.end`. */
  endHold(command: EndHold): Promise<Outcome<Doc<'hold-end'>>> {
    return this.holds.end(command);
  }

  /** By what a claim is found: the member, or the keyed hash of the identity; nothing for what cannot be read. */
  nameOf(claim: Claim): string | undefined {
    if ('member' in claim) return claim.member;
    const identity = this.keys.open(claim.sealed);
    return identity && this.keys.claimOf(identity);
  }

  /** Everything the member is found by. */
  namesOf(member: MemberId): string[] {
    const record = this.#shardOf(member).state.members.get(member);
    return record ? [member, ...record.identities] : [];
  }

  /** The member of that name; nothing when nobody has it. */
  memberNamed(name: string): MemberId | undefined {
    return this.#memberWith(name) ?? (this.#shardOf(name).state.members.has(name) ? name : undefined);
  }

  /**
   * Lends a store points for one basket; when it resolves the lease is on the store's street. The same ask again is
   * the same lease. Refusals: those of `decideLend`, invalid-input for an id too long, no-loyalty-rules.
   */
  async lendForBasket(store: StoreId, ask: BasketAsk): Promise<Outcome<Doc<'lease-given'>>> {
    const leases = this.#rules?.leases;
    if (!this.#rules) return refused(refuse('no-loyalty-rules', 'There is no loyalty programme.'));
    const lease = ask.id.startsWith(`${store}.`) ? ask.id : `${store}.${ask.id}`;
    if (lease.length > TRADE.idLength) return refused(refuse('invalid-input', 'The id is too long.', { field: 'id' }));
    const { member, points, basket } = ask;
    const minutes = leases?.basketMinutes ?? LIMITS.basketMinutes;
    const until = this.#options.now() + minutes * 60_000;
    return this.#lend({ lease, member, store, points, until, basket }, ask);
  }

  /** A person corrects the points. Refusals: those of `decideAdjust`. */
  adjust(command: AdjustPoints): Promise<Outcome<Doc<'points-adjusted'>>> {
    const shard = this.#shardOf(command.member);
    return shard.decided(`points-adjusted~${command.id}`, command, () => decideAdjust(shard.state, command));
  }

  /** Forgets the person: key and row are destroyed when it resolves; no total changes. Refusals: unknown-member. */
  async erase(member: MemberId): Promise<Outcome<Doc<'erased'>>> {
    const shard = this.#shardOf(member);
    const outcome = await shard.decided(`erased~${member}`, { member }, () => decideErase(shard.state, member));
    if (outcome.outcome !== 'refused') await this.#errands.forget(shard, outcome.document);
    return outcome;
  }

  /** Everything that is held on a member, as plain data; nothing when there is no such member. */
  async export(member: MemberId): Promise<object | undefined> {
    const view = this.view(member);
    if (!view) return undefined;
    const { documents } = await this.history(member, { limit: Number.MAX_SAFE_INTEGER });
    return { member, person: (await this.#people.find(member)) ?? null, points: view, documents };
  }

  /** Read only: for examination. */
  get shards(): readonly ShardDesk[] {
    return this.#shards;
  }

  get #rules(): LoyaltyRules | undefined {
    return this.#options.catalogue.loyaltyRules;
  }

  #today(): string {
    return new Date(this.#options.now()).toISOString().slice(0, 10);
  }

  #shardOf(member: MemberId): ShardDesk {
    return this.#shards[shardOf(member, this.#options.sha256)] as ShardDesk;
  }

  #link(member: MemberId, claim: string): Promise<Outcome<Doc<'identity'>>> {
    const shard = this.#shardOf(member);
    const linking = shard.decided(`identity~${claim}~${member}`, { claim, member }, () =>
      decideLinkIdentity(shard.state, { member, claim }, this.#memberWith(claim)),
    );
    if (this.#memberWith(claim) === member) this.#postings.claimed({ claim });
    return linking;
  }

  /** Who has the identity of that keyed hash, in whatever shard. */
  #memberWith(claim: string): MemberId | undefined {
    for (const { state } of this.#shards) {
      const member = state.claims.get(claim);
      if (member !== undefined) return member;
    }
    return undefined;
  }

  #lendInAdvance(member: MemberId, store: StoreId): void {
    const { state } = this.#shardOf(member);
    const record = state.members.get(member) as MemberRecord;
    const due = leaseToGive(state, record, { store, rules: this.#rules, now: this.#options.now() });
    if (!due) return;
    const lease = `${store}.${state.shard}-${state.cursor.n + 1}`;
    if (lease.length > TRADE.idLength) return;
    this.#follow(this.#lend({ lease, member, store, basket: null, ...due }, { lease }));
  }

  async #lend(command: LendPoints, asked: object): Promise<Outcome<Doc<'lease-given'>>> {
    const shard = this.#shardOf(command.member);
    const context = { rules: this.#rules, today: this.#today() };
    const outcome = await shard.decided(`lease-given~${command.lease}`, asked, () =>
      decideLend(shard.state, command, context),
    );
    if (outcome.outcome !== 'refused') await this.#errands.carry(shard, outcome.document);
    return outcome;
  }

  /** A failure of the storage is told to `onFatal` by the journal. */
  #follow(work: Promise<unknown>): void {
    const following = work.catch(() => {}).finally(() => this.#following.delete(following));
    this.#following.add(following);
  }
}

const TAKEN = refuse('identity-taken', 'Another member has this phone number, e-mail or card.', { field: 'person' });
