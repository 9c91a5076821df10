/**
 * The desk of one shard of members: owner of all its accounts and the only pen
 * on its street. What it keeps true:
 * - a command is decided on the state that all before it made, and counts at
 *   once; its caller hears of it when it is on disk;
 * - the same id is written once, however often it is asked.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { canonical, type Sha256 } from '@ringfence/domain/basic/canonical.ts';
import { type Author, membersStreet } from '@ringfence/domain/basic/ids.ts';
import { type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { Doc, Fact } from '@ringfence/domain/documents/registry.ts';
import {
  applyOwnToShard,
  applyToShard,
  emptyShard,
  type ShardKind,
  type ShardState,
} from '@ringfence/domain/member/shard.ts';
import type { Errands } from '../errands.ts';
import { LIMITS } from '../limits.ts';
import { type Former, shardName } from '../snapshots/former.ts';
import type { Folded } from '../snapshots/keeper.ts';
import { documentsAfter } from '../tail.ts';
import { freezeShard } from '@ringfence/domain/member/shard-snapshot.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { Journal } from '@ringfence/log/journal.ts';
import type { Log, StorageFailure, StreetLog } from '@ringfence/log/port.ts';
import { type Outcome, refused } from '../outcome.ts';

export interface ShardOptions {
  readonly log: Log;
  readonly author: Author;
  readonly now: () => number;
  readonly sha256: Sha256;
  readonly onFatal: (failure: StorageFailure) => void;
  readonly errands: Errands;
  readonly former: Former;
  /** It was folded; `kept` of its documents by a former process. */
  readonly onFolded: (folded: Folded, kept: number) => void;
}

export interface Written<K extends ShardKind = ShardKind> {
  readonly document: Doc<K>;
  readonly durable: Promise<void>;
}

export class ShardDesk {
  /** Read only for everybody else. */
  readonly state: ShardState;
  readonly street: StreetLog;
  readonly #options: ShardOptions;
  readonly #journal: Journal;

  private constructor(state: ShardState, street: StreetLog, options: ShardOptions) {
    this.state = state;
    this.street = street;
    this.#options = options;
    this.#journal = new Journal(street, options);
  }

  /** Folds the street, what comes after `former` if there is one, and goes on from there. */
  static async open(shard: number, options: ShardOptions): Promise<ShardDesk> {
    const street = await options.log.open(membersStreet(shard));
    const former = await options.former.shard(shard, street);
    const desk = new ShardDesk(former?.state ?? emptyShard(shard), street, options);
    const kept = desk.state.cursor.n;
    for (const n of former?.errands ?? []) options.errands.begin(street.street, n);
    for await (const document of documentsAfter(street, desk.state.cursor, options.sha256)) {
      const understood = applyToShard(desk.state, document, documentHash(document, options.sha256));
      if (former && understood) desk.#beginErrand(understood);
    }
    if (former === undefined) desk.#beginErrands();
    options.onFolded(desk.#folded(), kept);
    return desk;
  }

  /** True when that document was written, on disk or not yet. */
  has(id: string): boolean {
    return this.street.positionOf(id) !== undefined;
  }

  /** True when that document is on disk. */
  isOnDisk(id: string): boolean {
    return (this.street.positionOf(id) ?? Infinity) <= this.street.head().n;
  }

  /** Writes a fact that nobody decides about, once; nothing when it stands there already. */
  post(fact: Fact<ShardKind>): Written | undefined {
    return this.has(fact.id) ? undefined : this.#write(fact);
  }

  /**
   * The common way of a command: written before? else decide, write, wait for the disk. `exists` when the same command
   * was recorded under this id. Refusals: exists-different, and those of `decide`.
   */
  async decided<K extends ShardKind>(
    id: string,
    command: object,
    decide: () => Decision<Fact<K>>,
  ): Promise<Outcome<Doc<K>>> {
    const request = this.#options.sha256(canonical({ id, command }));
    if (this.has(id)) return this.#compare<K>(id, request);
    const decision = decide();
    if (!decision.ok) return refused(decision);
    const { document, durable } = this.#write<K>({ ...decision.value, request });
    await durable;
    return { outcome: 'recorded', document };
  }

  async #compare<K extends ShardKind>(id: string, request: string): Promise<Outcome<Doc<K>>> {
    const { document, durable } = must(await this.#journal.find(id), `${id} stands on the street`);
    await durable;
    if (document.request === request) return { outcome: 'exists', document: document as Doc<K> };
    return refused(
      refuse('exists-different', 'Another command was recorded under this id.', { field: 'id', details: { id } }),
    );
  }

  #write<K extends ShardKind>(fact: Fact<K>): Written<K> {
    const { document, durable } = this.#journal.write<string, unknown>(fact);
    const own = document as Doc<ShardKind>;
    applyOwnToShard(this.state, own, documentHash(document, this.#options.sha256));
    this.#beginErrand(own);
    return { document: own as Doc<K>, durable };
  }

  #folded(): Folded {
    const { state, street } = this;
    return {
      name: shardName(state.shard),
      count: () => state.cursor.n,
      errands: () => this.#options.errands.of(street.street),
      freeze: () => freezeShard(state),
      prepare: () => state.members.tidy(LIMITS.snapshots.membersAtOnce) > 0,
      streets: () => [[street, state.cursor.n]],
    };
  }

  /** Points at a store, an order, and that a person is forgotten, are brought about elsewhere. */
  #beginErrand({ kind, body, n }: Doc<ShardKind>): void {
    if (kind === 'lease-given' || kind === 'erased' || (kind === 'hold-end' && body.pays !== undefined))
      this.#options.errands.begin(this.street.street, n);
  }

  /** Of all documents before: those whose errand shows in the state still. */
  #beginErrands(): void {
    for (const { member, erasedAt, lent, paid } of this.state.members.values()) {
      const ids = [
        ...(erasedAt === null ? [] : [`erased~${member}`]),
        ...[...lent.keys()].map((lease) => `lease-given~${lease}`),
        ...[...paid.values()].map(({ hold }) => `hold-end~${hold}`),
      ];
      for (const id of ids) {
        const n = this.street.positionOf(id);
        if (n !== undefined) this.#options.errands.begin(this.street.street, n);
      }
    }
  }
}
