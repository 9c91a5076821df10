/**
 * Where a mistake can be planted without touching the product: wrappers round
 * what the simulated world hands to the production code, or takes from it.
 */
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import type { Journal } from '@ringfence/log/journal.ts';
import type { MemoryDisk } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import type { Store } from '@ringfence/store-node/src/store.ts';
import type { Hub } from '@ringfence/central/src/hub.ts';

export interface Seams {
  /** What a crash leaves on the disk of a store's own street. */
  readonly diskAfterCrash?: (rows: MemoryDisk) => MemoryDisk;
  /** Every disk is taken for the right one. */
  readonly trustsAnyDisk?: boolean;
  /** A snapshot is put in its place before what it holds is on disk. */
  readonly keepsEarly?: boolean;
  /** What is kept in place of a snapshot. */
  readonly frozenAtStore?: (frozen: Frozen) => Frozen;
  readonly frozenAtHub?: (name: string, frozen: Frozen) => Frozen;
  /** What is found in place of a snapshot, with the heads of the own and of the hub's street. */
  readonly thawedAtStore?: (frozen: Frozen, heads: { up: Cursor; down: Cursor }) => Frozen;
  /** The hub starts on any log. */
  readonly trustsAnyLog?: boolean;
  /** The identity file does not say that an incarnation was given up. */
  readonly keepsGivenUp?: boolean;
  /** The hub lets a node that lost something go on as the one it was. */
  readonly keepsIncarnation?: boolean;
  /** Documents of the hub count before they are on the store's disk. */
  readonly appliesBeforeDisk?: boolean;
  /** The hub says that it has a store's documents as soon as they arrive. */
  readonly confirmsEarly?: boolean;
  /** What a till without an answer sends next. */
  readonly retried?: <T>(input: T, name: string) => T;
  /** A till without an answer takes it for a no. */
  readonly timeOutIsNo?: boolean;
  readonly storeStreet?: (street: StreetLog) => void;
  readonly hubStreet?: (street: StreetLog) => void;
  readonly journal?: (journal: Journal) => void;
  readonly store?: (store: Store) => void;
  readonly hub?: (hub: Hub) => void | Promise<void>;
  /** Once a second, beside the hub's own. */
  readonly hubTick?: (hub: Hub, now: number) => void;
}
