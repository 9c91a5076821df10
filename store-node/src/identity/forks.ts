/**
 * Takes what happened out of disks that were set aside. A disk that was brought back from an old copy, and traded
 * before it heard of the hub, wrote facts at positions that were taken: they can never enter the street, and goods and
 * money moved all the same. What it keeps true:
 * - each is written once into the street that counts, under its own id where that is free, so that a process that dies
 *   in between, and a till that sends its command again, find what is there;
 * - a disk is marked as done only when everything taken from it is on disk here;
 * - what does not fit is named to a person, in a file beside the disk and in the node's status, and stays where it is.
 */
import type { Hash } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { happenedElsewhere } from '@ringfence/domain/store/written-elsewhere.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { DamagedLog, type StreetReader } from '@ringfence/log/port.ts';
import type { PouchStreet } from '@ringfence/log/pouch-street.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { type Home, sha256 } from './home.ts';

export interface Taken {
  /** Where the disk lies. */
  readonly disk: string;
  /** Documents that were written again. */
  readonly recorded: number;
  /** Documents that happened and do not fit, with the reason. */
  readonly unfit: readonly { readonly id: string; readonly reason: string }[];
}

/**
 * Goes through every disk that nobody went through yet. Stops, to begin again at the next start, when the store may not
 * trade any more; resolves when what was taken is on disk.
 */
export async function takeOutOfForks(home: Home, store: Store): Promise<Taken[]> {
  const found: Taken[] = [];
  for (const disk of await home.setAsideUps()) {
    let fork: PouchStreet;
    try {
      fork = await home.openSetAside(disk);
    } catch (error) {
      if (!(error instanceof DamagedLog)) throw error;
      const unfit = [{ id: disk, reason: error.message }];
      await home.markSetAside(disk, 'damaged', unfit);
      found.push({ disk, recorded: 0, unfit });
      continue;
    }
    let taken: Omit<Taken, 'disk'> | undefined;
    try {
      taken = await takeOut(fork, store);
    } finally {
      await fork.close();
    }
    if (taken === undefined) return found;
    await home.markSetAside(disk, taken.unfit.length > 0 ? 'looked-through' : 'done', taken.unfit);
    if (taken.recorded + taken.unfit.length > 0) found.push({ disk, ...taken });
  }
  return found;
}

/** Nothing when the store stopped trading before the end. */
async function takeOut(fork: StreetReader, store: Store): Promise<Omit<Taken, 'disk'> | undefined> {
  const { log } = store.ports.journal;
  const unfit: { id: string; reason: string }[] = [];
  let recorded = 0;
  for (let n = await commonPart(fork, log); n < fork.head().n;) {
    const page = await fork.read(n, LIMITS.documentsPerRead);
    let durable = Promise.resolve();
    for (const document of page) {
      const again = await judge(document, store);
      if (again === undefined) return undefined;
      if ('unfit' in again) unfit.push({ id: document._id, reason: again.unfit });
      if (!('durable' in again)) continue;
      ({ durable } = again);
      recorded += 1;
    }
    await durable;
    n += page.length;
  }
  return { recorded, unfit };
}

/** Decides about one document and writes what follows, with nothing in between. */
async function judge(
  document: Envelope,
  store: Store,
): Promise<{ durable: Promise<void> } | { unfit: string } | { nothing: true } | undefined> {
  const { journal } = store.ports;
  const { _id, request } = document;
  const hash = hashOf(document);
  for (;;) {
    const standing = await journal.find(_id);
    // From here to `record` nothing else runs. A till may have sent the command again while the disk was read.
    if (standing === undefined && journal.log.positionOf(_id) !== undefined) continue;
    if (store.refusalToTrade()) return undefined;
    const isSame =
      request === undefined
        ? standing !== undefined && hashOf(standing.document) === hash
        : standing?.document.request === request;
    const again = happenedElsewhere(document, hash, {
      state: store.state,
      catalogue: store.catalogue,
      knownAs: (id) => {
        if (journal.log.positionOf(id) === undefined) return 'unknown';
        return id === _id && isSame ? 'same-command' : 'another';
      },
    });
    return 'fact' in again ? { durable: store.record([again.fact]).durable } : again;
  }
}

const hashOf = (document: Envelope): Hash => documentHash(document, sha256);

/** Up to which position both are the same street. */
async function commonPart(fork: StreetReader, street: StreetReader): Promise<number> {
  for (let n = 0; ;) {
    const [ours, theirs] = await Promise.all([
      street.read(n, LIMITS.documentsPerRead),
      fork.read(n, LIMITS.documentsPerRead),
    ]);
    for (const [index, document] of theirs.entries()) {
      const other = ours[index];
      if (other === undefined || hashOf(other) !== hashOf(document)) return n + index;
    }
    if (theirs.length === 0) return n;
    n += theirs.length;
  }
}
