/** Stores' figures of points that are not those of the rules: each is noted by its posting, and waits for a person. */
import type { DocId } from '@ringfence/domain/basic/ids.ts';
import { accept, refuse } from '@ringfence/domain/basic/outcome.ts';
import { type Doc, fact } from '@ringfence/domain/documents/registry.ts';
import type { Difference } from '@ringfence/domain/member/shard.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { ShardDesk } from './shard-desk.ts';

export class Differences {
  readonly #shards: readonly ShardDesk[];

  constructor(shards: readonly ShardDesk[]) {
    this.#shards = shards;
  }

  /** Stores' figures that are not those of the rules, of all members. */
  *list(): Generator<Difference> {
    for (const { state } of this.#shards) yield* state.differences.values();
  }

  /** Somebody dealt with a difference. Refusals: invalid-input, when there is no such difference or somebody did before. */
  resolve(command: {
    readonly id: string;
    readonly exception: DocId;
    readonly by: string;
    readonly note: string;
  }): Promise<Outcome<Doc<'difference-resolved'>>> {
    const { id: subject, exception, by, note } = command;
    const shard = this.#shards.find(({ state }) => state.differences.has(exception));
    const difference = shard?.state.differences.get(exception);
    if (!shard || !difference)
      return Promise.resolve(
        refused(refuse('invalid-input', 'The store has no such exception.', { field: 'exception' })),
      );
    return shard.decided(`difference-resolved~${subject}`, command, () =>
      difference.resolution === null
        ? accept(fact('difference-resolved', subject, { member: difference.member, exception, by, note }))
        : refuse('invalid-input', 'Somebody dealt with this exception already.', { field: 'exception' }),
    );
  }

  find(exception: DocId): Difference | undefined {
    for (const { state } of this.#shards) {
      const found = state.differences.get(exception);
      if (found) return found;
    }
    return undefined;
  }
}
