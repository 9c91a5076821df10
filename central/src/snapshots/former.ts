/**
 * What a former process kept, as far as the log confirms it. What it keeps
 * true: nothing is gone on from that this very log has not brought about, or
 * that the log has lost since. A snapshot says where its own streets were, by
 * position and hash. What its documents had brought about elsewhere is vouched
 * for by the heads of all streets, which were put in place before it: a log
 * that does not hold those makes a new series, and leaves the snapshots of the
 * former one alone.
 */
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import { thawShard } from '@ringfence/domain/member/shard-snapshot.ts';
import type { ShardState } from '@ringfence/domain/member/shard.ts';
import { thawStore } from '@ringfence/domain/store/snapshot.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import { DamagedLog, type Log, type StreetReader } from '@ringfence/log/port.ts';
import { expectHeads, type Heads } from '../heads-file.ts';
import { isOn } from '../tail.ts';
import type { SnapshotPlace } from './place.ts';

export const CATALOGUE = 'catalog';
export const deskName = (store: StoreId): string => `desk-${store}`;
export const shardName = (shard: number): string => `members-${shard}`;
const HEADS = 'heads';

/** Which snapshots belong together, and the count of those vouched for. */
export interface Series {
  readonly series: string;
  readonly serial: number;
}

interface Vouched extends Series {
  readonly heads: Heads;
}

interface Labelled extends Series {
  readonly errands: readonly number[];
}

/** A state, and the positions of documents that may not have brought about what they mean elsewhere. */
export interface Kept<State> {
  readonly state: State;
  readonly errands: readonly number[];
}

/** Vouches for the snapshots of that serial and before, where all of them are on disk. */
export const headsSnapshot = ({ series, serial, heads }: Vouched): readonly [name: string, frozen: Frozen] => [
  HEADS,
  { plain: { series, serial, heads } satisfies Vouched },
];

/** A state with what belongs to it. */
export const labelled = (state: Frozen, { series, serial, errands }: Labelled): Frozen => ({
  plain: { series, serial, errands } satisfies Labelled,
  parts: { state },
});

export class Former {
  /** The series to go on with; nothing when there is none. */
  readonly series: Series | undefined;
  readonly #place: SnapshotPlace | undefined;

  private constructor(place?: SnapshotPlace, series?: Series) {
    this.#place = place;
    this.series = series;
  }

  /** Without a place, or when the log is not the one that the heads speak of, nothing was kept. */
  static async open(place: SnapshotPlace | undefined, log: Log): Promise<Former> {
    const vouched = (await place?.read(HEADS))?.plain as Vouched | undefined;
    if (vouched === undefined) return new Former();
    try {
      await expectHeads(log, vouched.heads);
    } catch (error) {
      if (error instanceof DamagedLog) return new Former();
      throw error;
    }
    return new Former(place, vouched);
  }

  async desk(store: StoreId, streets: { up: StreetReader; down: StreetReader }): Promise<Kept<StoreState> | undefined> {
    const kept = await this.#read(deskName(store), thawStore);
    if (kept?.state.store !== store) return undefined;
    const { up, down } = kept.state;
    return (await isOn(streets.up, up)) && (await isOn(streets.down, down)) ? kept : undefined;
  }

  async shard(shard: number, street: StreetReader): Promise<Kept<ShardState> | undefined> {
    const kept = await this.#read(shardName(shard), thawShard);
    return kept?.state.shard === shard && (await isOn(street, kept.state.cursor)) ? kept : undefined;
  }

  async catalogue(street: StreetReader): Promise<Catalogue | undefined> {
    const kept = await this.#read(CATALOGUE, (frozen) => Catalogue.thaw(frozen));
    return kept && (await isOn(street, kept.state.cursor)) ? kept.state : undefined;
  }

  async #read<State>(name: string, thaw: (frozen: Frozen) => State): Promise<Kept<State> | undefined> {
    const frozen = this.series && (await this.#place?.read(name));
    if (!frozen || !this.series) return undefined;
    const { series, serial, errands } = frozen.plain as Labelled;
    if (series !== this.series.series || serial > this.series.serial) return undefined;
    try {
      return { state: thaw(partOf(frozen, 'state')), errands };
    } catch {
      // What cannot be understood is no snapshot.
      return undefined;
    }
  }
}
