/**
 * Points set aside by apps: made, captured, released, and captured for orders.
 * A hold is one member's, whatever shard it is asked at, and ends once.
 */
import type { MemberId, OrderId, StoreId } from '@ringfence/domain/basic/ids.ts';
import { accept, type Decision, type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import { HOLD_END } from '@ringfence/domain/documents/member.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { decideCapture, decideHold, type EndHold, holdOf, type HoldPoints } from '@ringfence/domain/member/decide.ts';
import { givenBackTo } from '@ringfence/domain/member/post.ts';
import type { Errands } from '../errands.ts';
import { LIMITS } from '../limits.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { ShardDesk } from './shard-desk.ts';

interface HoldsOptions {
  readonly shards: readonly ShardDesk[];
  readonly shardOf: (member: MemberId) => ShardDesk;
  readonly now: () => number;
  readonly catalogue: Catalogue;
  readonly errands: Errands;
}

export class Holds {
  readonly #options: HoldsOptions;

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  /** `basket` is what is to be paid, in minor units. Refusals: those of `decideHold`, invalid-input for an end too far. */
  async make(command: HoldPoints, basket?: number): Promise<Outcome<Doc<'hold'>>> {
    const now = this.#options.now();
    const shard = this.#options.shardOf(command.member);
    const other = this.#options.shards.find((each) => each !== shard && each.has(`hold~${command.id}`));
    if (other) return refused(refuse('exists-different', 'This hold is another member’s.', { field: 'id' }));
    return shard.decided(`hold~${command.id}`, command, () => {
      if (command.until > now + LIMITS.pointsHoldMs)
        return refuse('invalid-input', 'The hold must end sooner.', {
          field: 'until',
          details: { latest: now + LIMITS.pointsHoldMs },
        });
      return decideHold(shard.state, command, { rules: this.#options.catalogue.loyaltyRules, now, basket });
    });
  }

  /** Captures, or gives all back when nothing is captured. Refusals: those of `decideCapture`. */
  async end(command: EndHold): Promise<Outcome<Doc<'hold-end'>>> {
    const shard = this.#options.shardOf(command.member);
    const holder = this.#options.shards.find(({ state }) => state.holds.has(command.hold));
    if (holder !== undefined && holder !== shard)
      return refused(refuse('hold-of-another-member', 'These points are another member’s.', { field: 'hold' }));
    const outcome = await shard.decided(`hold-end~${command.hold}`, command, () => decideCapture(shard.state, command));
    return outcome.outcome === 'refused' && outcome.refusal.refused === 'unknown-hold'
      ? { ...outcome, refusal: await this.whyUnknown(command, outcome.refusal) }
      : outcome;
  }

  /** Points of an open hold of the member. Refusals: unknown-hold, hold-of-another-member. */
  pointsIn({ hold, member }: { readonly hold: string; readonly member: MemberId }): Decision<number> {
    const holder = this.#options.shards.find(({ state }) => state.holds.has(hold)) ?? this.#options.shardOf(member);
    const held = holdOf(holder.state, { hold, member });
    return held.ok ? accept(held.value.points) : held;
  }

  /** Tells what the name means that is no hold of the member: hold-of-another-store, hold-expired, hold-ended. */
  async whyUnknown(
    { hold, member }: { readonly hold: string; readonly member: MemberId },
    no: Refusal,
  ): Promise<Refusal> {
    if (this.#options.shardOf(member).state.members.get(member)?.lent.has(hold))
      return refuse('hold-of-another-store', 'These points are lent to a store, to be spent there.', { field: 'hold' })
        .refusal;
    const end = (await this.#options.shardOf(member).street.get(`hold-end~${hold}`)) as Doc<'hold-end'> | undefined;
    if (end === undefined || end.body.member !== member) return no;
    return end.body.reason === 'expired'
      ? refuse('hold-expired', 'The hold has expired; its points went back to the member.', { field: 'hold' }).refusal
      : refuse('hold-ended', 'The hold was used, or given back.', { field: 'hold' }).refusal;
  }

  /** The order that the hold was captured for is placed, or will not be and its points went back; that is on disk. */
  settled(member: MemberId, hold: string): void {
    const { street } = this.#options.shardOf(member);
    this.#options.errands.end(street.street, street.positionOf(`${HOLD_END}${hold}`));
  }

  /** The order was not placed in the end: its points go back. Resolves when that is on disk. */
  async giveBack(
    member: MemberId,
    { store, order, hold, points }: { store: StoreId; order: OrderId; hold: string; points: number },
  ): Promise<void> {
    const shard = this.#options.shardOf(member);
    const source = `${HOLD_END}${hold}`;
    await shard.post(givenBackTo(shard.state, { member, store }, { order, source, points }))?.durable;
  }
}
