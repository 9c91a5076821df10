/**
 * What former processes kept, as far as the log confirms it. What it keeps
 * true: nothing is gone on from that this very log has not brought about, or
 * that the log has lost since. A snapshot says where its own streets were, by
 * position and hash. What its documents had brought about elsewhere is vouched
 * for by the heads of all streets, which were put in place before it. They name
 * the lives they speak for, and up to which snapshot of each: what a process
 * kept on a log that was lost since is of a life that nobody speaks for, however
 * far the log that came in its place has got.
 */
import { z } from 'zod';
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import { thawShard } from '@ringfence/domain/member/shard-snapshot.ts';
import type { ShardState } from '@ringfence/domain/member/shard.ts';
import { thawStore } from '@ringfence/domain/store/snapshot.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import { DamagedLog, type Log, type StreetReader } from '@ringfence/log/port.ts';
import { expectHeads, headsShape } from '../heads-file.ts';
import { isOn } from '../tail.ts';
import type { SnapshotPlace } from './place.ts';

export const CATALOGUE = 'catalog';
export const deskName = (store: StoreId): string => `desk-${store}`;
export const shardName = (shard: number): string => `members-${shard}`;
const HEADS = 'heads';

/** Lives of processes, oldest first: a random name of each, and how many rounds of snapshots it kept. */
export type Lives = readonly (readonly [life: string, rounds: number])[];

const vouched = z.object({ lives: z.array(z.tuple([z.string(), z.int()])), heads: headsShape });
type Vouched = z.infer<typeof vouched>;

/** By which life it was kept, in which of its rounds from 1; positions of documents whose errands were open. */
const label = z.object({ life: z.string(), round: z.int(), errands: z.array(z.int()).readonly() });
type Label = z.infer<typeof label>;

/** A state, and the positions of documents that may not have brought about what they mean elsewhere. */
export interface Kept<State> {
  readonly state: State;
  readonly errands: readonly number[];
}

/** Vouches for what these lives kept, where all streets are on disk up to those heads. */
export const headsSnapshot = (lives: Lives, heads: Vouched['heads']): readonly [name: string, frozen: Frozen] => [
  HEADS,
  { plain: { lives, heads } },
];

/** A state with what belongs to it. */
export const labelled = (state: Frozen, plain: Label): Frozen => ({ plain, parts: { state } });

export class Former {
  readonly #place: SnapshotPlace | undefined;
  /** Those that the log confirms; none when it does not, or nothing was kept. */
  readonly #lives: Lives;
  readonly #goneOnFrom = new Set<string>();

  private constructor(place?: SnapshotPlace, lives: Lives = []) {
    this.#place = place;
    this.#lives = lives;
  }

  /** The lives something was gone on from; the others have nothing any more that anybody could go on from. */
  get lives(): Lives {
    return this.#lives.filter(([life]) => this.#goneOnFrom.has(life));
  }

  /**
   * Without a place, or when the log is not the one that the heads speak of, nothing was kept; `onLoss` is told of a log
   * that does not hold what was on disk before.
   */
  static async open(
    place: SnapshotPlace | undefined,
    log: Log,
    onLoss: (error: DamagedLog) => void = () => {},
  ): Promise<Former> {
    const kept = vouched.safeParse((await place?.read(HEADS))?.plain);
    if (!kept.success) return new Former();
    try {
      await expectHeads(log, kept.data.heads);
    } catch (error) {
      if (!(error instanceof DamagedLog)) throw error;
      onLoss(error);
      return new Former();
    }
    return new Former(place, kept.data.lives);
  }

  async desk(store: StoreId, streets: { up: StreetReader; down: StreetReader }): Promise<Kept<StoreState> | undefined> {
    return this.#find(deskName(store), thawStore, async (state) => {
      if (state.store !== store) return false;
      return (await isOn(streets.up, state.up)) && (await isOn(streets.down, state.down));
    });
  }

  async shard(shard: number, street: StreetReader): Promise<Kept<ShardState> | undefined> {
    return this.#find(
      shardName(shard),
      thawShard,
      async (state) => state.shard === shard && (await isOn(street, state.cursor)),
    );
  }

  async catalogue(street: StreetReader): Promise<Catalogue | undefined> {
    const thaw = (frozen: Frozen): Catalogue => Catalogue.thaw(frozen);
    return (await this.#find(CATALOGUE, thaw, ({ cursor }) => isOn(street, cursor)))?.state;
  }

  async #find<State>(
    name: string,
    thaw: (frozen: Frozen) => State,
    fits: (state: State) => Promise<boolean>,
  ): Promise<Kept<State> | undefined> {
    const frozen = await this.#place?.read(name);
    const kept = label.safeParse(frozen?.plain);
    if (!frozen || !kept.success) return undefined;
    const { life, round, errands } = kept.data;
    if (!this.#lives.some(([known, rounds]) => known === life && round <= rounds)) return undefined;
    const state = understood(() => thaw(partOf(frozen, 'state')));
    if (state === undefined || !(await fits(state))) return undefined;
    this.#goneOnFrom.add(life);
    return { state, errands };
  }
}

/** What cannot be understood is no snapshot. */
function understood<State>(thaw: () => State): State | undefined {
  try {
    return thaw();
  } catch {
    return undefined;
  }
}
