/**
 * What a shard's documents bring about elsewhere: points at a store, a person
 * forgotten, an order that points pay for. What a former process left undone is
 * found by the errands that are open, and done again.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Doc, Fact } from '@ringfence/domain/documents/registry.ts';
import { leaseFor } from '@ringfence/domain/member/post.ts';
import type { MemberRecord, ShardKind } from '@ringfence/domain/member/shard.ts';
import { documentsAt, type Errands } from '../errands.ts';
import type { People } from './people.ts';
import type { ShardDesk } from './shard-desk.ts';

export interface MemberErrandsOptions {
  readonly errands: Errands;
  readonly people: People;
  /** Writes a lease on its store's street, once; resolves when it is on disk. */
  readonly carry: (carried: { store: StoreId; fact: Fact<'lease'>; done: () => void }) => Promise<void>;
}

export class MemberErrands {
  readonly #options: MemberErrandsOptions;

  constructor(options: MemberErrandsOptions) {
    this.#options = options;
  }

  /** Resolves when the lease is on its store's street. */
  carry({ street }: ShardDesk, given: Doc<'lease-given'>): Promise<void> {
    const { carry, errands } = this.#options;
    return carry({ ...leaseFor(given), done: () => errands.end(street.street, given.n) });
  }

  /** Resolves when key and row of the person are destroyed. */
  async forget({ street }: ShardDesk, { n, body }: Doc<'erased'>): Promise<void> {
    const { people, errands } = this.#options;
    await people.forget(body.member);
    errands.end(street.street, n);
  }

  /**
   * Finishes what a former process may have left after a document of the shard. Returns what is left to others: leases
   * to be carried, and ends of holds whose orders it may not have placed.
   */
  async finish(shard: ShardDesk): Promise<{ leases: Doc<'lease-given'>[]; captures: Doc<'hold-end'>[] }> {
    const left: { leases: Doc<'lease-given'>[]; captures: Doc<'hold-end'>[] } = { leases: [], captures: [] };
    const { errands } = this.#options;
    const { street } = shard;
    for await (const candidate of documentsAt(street, errands.of(street.street))) {
      const document = candidate as Doc<ShardKind>;
      const record = must(shard.state.members.get(document.body.member), `${document._id} is of an enrolled member`);
      if (document.kind === 'erased') await this.forget(shard, document);
      else if (document.kind === 'hold-end' && isPaidBy(record, document)) left.captures.push(document);
      else if (document.kind === 'lease-given' && record.lent.has(document.body.lease)) left.leases.push(document);
      else errands.end(street.street, document.n);
    }
    return left;
  }
}

/** The hold was captured for an order that, as far as the members know, has not ended. */
const isPaidBy = ({ paid }: MemberRecord, { body }: Doc<'hold-end'>): boolean =>
  body.pays !== undefined && paid.get(body.pays.order)?.hold === body.hold;
