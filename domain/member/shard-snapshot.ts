/** A shard's state put aside at one moment, and brought back. Members that nobody asked for since are shared, not copied. */
import { type Frozen, partOf } from '../basic/frozen.ts';
import type { DocId, MemberId } from '../basic/ids.ts';
import type { Cursor } from '../documents/envelope.ts';
import { Book } from '../ledger/book.ts';
import { Claims, Roster } from './roster.ts';
import type { Difference, ShardState } from './shard.ts';

interface Plain {
  readonly shard: number;
  readonly cursor: Cursor;
  readonly holds: readonly (readonly [string, MemberId])[];
  readonly setAside: readonly (readonly [DocId, string])[];
}

/** Takes the longer the more members changed since `state.members.tidy`. */
export function freezeShard(state: ShardState): Frozen {
  const { shard, cursor, holds, setAside } = state;
  const plain: Plain = { shard, cursor, holds: [...holds], setAside: [...setAside] };
  return {
    plain,
    parts: {
      book: state.book.freeze(),
      members: state.members.freeze(),
      claims: state.claims.freeze(),
      differences: { list: [...state.differences.values()] },
    },
  };
}

/** The state that was frozen. Throws when a part is missing; the caller has verified the bytes, and folds anew then. */
export function thawShard(frozen: Frozen): ShardState {
  const { shard, cursor, holds, setAside } = frozen.plain as Plain;
  const members = Roster.thaw(partOf(frozen, 'members'));
  const differences = (partOf(frozen, 'differences').list ?? []) as readonly Difference[];
  return {
    shard,
    cursor,
    members,
    book: Book.thaw(partOf(frozen, 'book')),
    claims: Claims.thaw(partOf(frozen, 'claims'), members),
    holds: new Map(holds),
    differences: new Map(differences.map((difference) => [difference.id, difference])),
    setAside: new Map(setAside),
  };
}
