/** What the hub is made of, opened from the disk in the order they need one another. */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import {
  type Author,
  CATALOG_STREET,
  hubAuthor,
  type MemberId,
  type OrderId,
  type StoreId,
} from '@ringfence/domain/basic/ids.ts';
import { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Doc, Fact } from '@ringfence/domain/documents/registry.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import type { Sign, Verify } from '@ringfence/domain/pickup/pass.ts';
import type { DamagedLog, KeyValues, Log, StorageFailure, StreetLog } from '@ringfence/log/port.ts';
import { CatalogPen } from './catalog-pen.ts';
import type { Clock } from './clock.ts';
import { Enrolment, type PublicKey } from './enrolment.ts';
import { Errands } from './errands.ts';
import { Members } from './members/members.ts';
import { CATALOGUE, Former } from './snapshots/former.ts';
import { type Folded, SnapshotKeeper } from './snapshots/keeper.ts';
import type { SnapshotPlace } from './snapshots/place.ts';
import { Quarantine } from './quarantine.ts';

const LIFE_BYTES = 16;

export interface SnapshotOptions {
  readonly place: SnapshotPlace;
  /** Documents a start may have to fold before some are kept; see `LIMITS.snapshots`. */
  readonly tail?: number;
  /** Told of what could not be kept. */
  readonly onTrouble: (error: unknown) => void;
  /** Told at the start of a log that does not hold what was on disk when some were kept; everything is folded then. */
  readonly onLoss?: (error: DamagedLog) => void;
}

export interface HubOptions {
  /** The term this process leads under, and its author's number; 1 where there is one hub alone. */
  readonly term?: number;
  readonly log: Log & KeyValues;
  readonly clock: Clock;
  readonly sha256: Sha256;
  /** Signs passes with the hub's key, whose public half is `publicKey`. */
  readonly sign: Sign;
  readonly publicKey: PublicKey;
  readonly verifierOf: (publicKey: PublicKey) => Verify;
  /** 32 bytes that the contacts are encrypted with. */
  readonly vaultKey: Uint8Array;
  readonly random: (bytes: number) => Uint8Array;
  /** Where what was folded is kept for the next start; without it every start folds everything. */
  readonly snapshots?: SnapshotOptions | undefined;
  /** Told when the storage failed; the process must then exit. */
  readonly onFatal: (failure: StorageFailure) => void;
}

/** What a document means for another store. */
export interface Carried {
  readonly store: StoreId;
  readonly fact: Fact<'relay' | 'return-release' | 'lease'>;
  /** Called when it is on disk there. */
  readonly done?: () => void;
}

export interface Parts {
  readonly author: Author;
  readonly catalogue: Catalogue;
  readonly pen: CatalogPen;
  readonly catalog: StreetLog;
  readonly enrolment: Enrolment;
  readonly quarantine: Quarantine;
  readonly members: Members;
  readonly errands: Errands;
  readonly former: Former;
  /** What was folded is kept from now on, where snapshots are. */
  readonly keep: (folded: Folded, kept: number) => void;
  readonly keeper: SnapshotKeeper | undefined;
  /** What the members' shards tell the hub, which comes after them. */
  readonly wiring: Wiring;
}

interface Wiring {
  carry: (carried: Carried) => Promise<void>;
  orderOf: (store: StoreId, order: OrderId) => OrderRecord | undefined;
  changed: (member: MemberId) => void;
  amiss: (store: StoreId, document: Doc, reason: string) => void;
}

/** Folds the catalogue and the members' shards. */
export async function openParts(options: HubOptions): Promise<Parts> {
  const { log, clock, sha256, onFatal, vaultKey } = options;
  const author = hubAuthor(options.term ?? 1);
  const common = { author, sha256, onFatal, now: () => clock.now() };
  const former = await Former.open(options.snapshots?.place, log, options.snapshots?.onLoss);
  const keeper = keeperOf(options, former);
  const keep = (folded: Folded, kept: number): void => keeper?.add(folded, kept);
  const catalog = await log.open(CATALOG_STREET);
  const catalogue = (await former.catalogue(catalog)) ?? new Catalogue();
  keep(foldedCatalogue(catalogue, catalog), catalogue.cursor.n);
  const pen = await CatalogPen.open({ ...common, street: catalog, catalogue });
  const enrolment = await Enrolment.open(log, sha256);
  const quarantine = await Quarantine.open(log, sha256);
  const errands = new Errands();
  const wiring: Wiring = {
    carry: () => Promise.resolve(),
    orderOf: () => undefined,
    changed: () => {},
    amiss: () => {},
  };
  const members = await Members.open({
    ...common,
    log,
    catalogue,
    vaultKey,
    carry: (carried) => wiring.carry(carried),
    orderOf: (store, order) => wiring.orderOf(store, order),
    errands,
    former,
    onFolded: keep,
    onChanged: (member) => wiring.changed(member),
    onAmiss: (store, document, reason) => wiring.amiss(store, document, reason),
  });
  return { author, catalogue, pen, catalog, enrolment, quarantine, members, errands, former, keep, keeper, wiring };
}

function keeperOf({ snapshots, log, random }: HubOptions, former: Former): SnapshotKeeper | undefined {
  if (snapshots === undefined) return undefined;
  const life = Buffer.from(random(LIFE_BYTES)).toString('hex');
  return new SnapshotKeeper({ ...snapshots, log, life, former: () => former.lives });
}

const foldedCatalogue = (catalogue: Catalogue, street: StreetLog): Folded => ({
  name: CATALOGUE,
  count: () => catalogue.cursor.n,
  errands: () => [],
  freeze: () => catalogue.freeze(),
  streets: () => [[street, catalogue.cursor.n]],
});
