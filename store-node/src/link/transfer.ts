/**
 * Moving documents between a store and the hub. They are sent and fetched by
 * position, the next ones under way while the last are written. Where that
 * does not go on, the replicator compares both sides by id: one run at a time,
 * never `live`, and its "ok" proves nothing.
 */
import PouchDB from 'pouchdb-core';
import httpAdapter from 'pouchdb-adapter-http';
import replication from 'pouchdb-replication';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { parseEnvelope } from '@ringfence/domain/documents/parse.ts';
import { revisionOf } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import type { ReplicaStreet } from '@ringfence/log/replica-street.ts';
import { sha256, type Streets } from '../identity/home.ts';
import { LIMITS } from '../limits.ts';
import type { BatchSize } from './batch-size.ts';
import type { HubClient } from './hub-client.ts';
import { HubUnreachable } from './trouble.ts';
import { bulkDocs, changes } from './wire.ts';

PouchDB.plugin(httpAdapter).plugin(replication);

type Database = PouchDB.Database<object>;

/** The store's copy of a street that the hub writes. */
export type Replica = StreetReader & Pick<ReplicaStreet, 'receive'>;

/** Compares both sides by id and carries what one lacks, in runs that reject when they make no progress or when `stop` says so. */
export interface Bulk {
  readonly push: (stop: AbortSignal) => Promise<void>;
  readonly pull: (street: string, stop: AbortSignal) => Promise<void>;
}

/** The replicator between this store's streets and the hub. */
export function bulkBetween(client: HubClient, streets: Streets): Bulk {
  const { up, down, catalog } = streets;
  return {
    push: (stop) => replicate(up.database, remoteStreet(client, up.street), stop),
    async pull(street, stop) {
      const copy = [down, catalog].find((each) => each.street === street);
      if (copy) await replicate(remoteStreet(client, street), copy.database, stop);
    },
  };
}

/** The hub's copy of a street, as the replicator sees it. */
function remoteStreet(client: HubClient, street: string): Database {
  return new PouchDB(`${client.url}/gateway/db/${street}`, {
    adapter: 'http',
    skip_setup: true,
    fetch: client.replicatorFetch as unknown as PouchDB.Core.Options['fetch'],
  } as PouchDB.HttpAdapter.HttpAdapterConfiguration);
}

/** One run from end to end; rejects when it makes no progress for a while, and when `stop` says so. */
function replicate(source: Database, target: Database, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const run = PouchDB.replicate(source, target, {
      live: false,
      retry: false,
      batch_size: LIMITS.replicationBatch,
      // Where the copy is: a target that was begun anew is filled from the start.
      checkpoint: 'target',
    });
    const giveUp = (why: string): void => {
      finish();
      run.cancel();
      reject(new HubUnreachable(why));
    };
    const stall = setTimeout(() => giveUp('a replication run stalled'), LIMITS.runStallMs);
    const onStop = (): void => giveUp('a replication run was stopped');
    const finish = (): void => {
      clearTimeout(stall);
      stop.removeEventListener('abort', onStop);
    };
    stop.addEventListener('abort', onStop);
    void run.on('change', () => stall.refresh());
    void run.on('complete', () => {
      finish();
      resolve();
    });
    void run.on('error', (error: unknown) => {
      finish();
      // A run that failed goes on all the same: it drops the batches it had at hand, takes the next ones, and moves its
      // checkpoint past the hole. Cancelled, it writes nothing more.
      run.cancel();
      const why = error instanceof Error ? error.message : JSON.stringify(error);
      reject(new HubUnreachable(`a replication run failed: ${why}`, { cause: error }));
    });
    if (stop.aborted) onStop();
  });
}

/**
 * Sends at most `limit` documents after position `afterN` in one request, without the replicator. Returns the position sent to;
 * `afterN` when there was nothing. The hub's own count says what it took.
 */
export async function sendFrom(
  client: Pick<HubClient, 'json'>,
  street: StreetReader,
  { afterN, limit = LIMITS.directPushDocuments }: { afterN: number; limit?: number },
): Promise<number> {
  const documents = await street.read(afterN, limit);
  if (documents.length > 0) await send(client, street, documents);
  return afterN + documents.length;
}

/**
 * Sends the documents after position `afterN`, at least up to `upTo`, in several requests, each of as many as `size` says. While the hub
 * writes what it was sent the next ones are read and put into JSON, and a few requests are under way at once, unless
 * something failed lately. Begins no other after one has failed or was refused a document; rejects with the failure
 * when all have ended.
 */
export async function sendAll(
  client: Pick<HubClient, 'json'>,
  street: StreetReader,
  { afterN, upTo, size, stop }: { afterN: number; upTo: number; size: BatchSize; stop: AbortSignal },
): Promise<void> {
  const underWay: Promise<boolean>[] = [];
  /** Waits until fewer than so many are under way; false when the one waited for was not taken whole. */
  const room = async (most: number): Promise<boolean> =>
    (await underWay[underWay.length - most]?.catch(() => false)) !== false;
  for (let n = afterN; n < upTo && !stop.aborted;) {
    if (!size.isFull && !(await room(1))) break;
    const documents = await street.read(n, size.now);
    if (documents.length === 0 || !(await room(LIMITS.sendingAtOnce))) break;
    n += documents.length;
    const sent = send(client, street, documents).then((isTaken) => {
      if (isTaken) size.arrived();
      return isTaken;
    });
    // It is awaited later, and may fail before.
    sent.catch(() => {});
    underWay.push(sent);
  }
  const ends = await Promise.allSettled(underWay);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** True when the hub refused none of them. */
async function send(
  client: Pick<HubClient, 'json'>,
  { street }: StreetReader,
  documents: readonly Envelope[],
): Promise<boolean> {
  const docs = documents.map((document) => ({ ...document, _rev: revisionOf(document, sha256) }));
  const body = { docs, new_edits: false };
  return (await client.json(`/gateway/db/${street}/_bulk_docs`, bulkDocs, { body })).length === 0;
}

/** Fetches the next documents of a street after `afterN` from the hub, in order; empty when there are none. */
export async function fetchAfter(client: Pick<HubClient, 'json'>, street: string, afterN: number): Promise<Envelope[]> {
  const query = `since=${afterN}&limit=${LIMITS.pullDocuments}&style=all_docs&include_docs=true`;
  const { results } = await client.json(`/gateway/db/${street}/_changes?${query}`, changes);
  return results.map(({ doc }) => envelopeOf(doc)).sort((a, b) => a.n - b.n);
}

/**
 * Brings a replica up to position `n`; the next documents are fetched while the last ones are written. Resolves with
 * false when what comes from the hub does not continue it.
 */
export async function fillReplica(client: Pick<HubClient, 'json'>, replica: Replica, n: number): Promise<boolean> {
  const fetch = (afterN: number): Promise<Envelope[]> => {
    const fetched = afterN < n ? fetchAfter(client, replica.street, afterN) : Promise.resolve([]);
    // It is awaited after a write, and may fail before.
    fetched.catch(() => {});
    return fetched;
  };
  for (let next = fetch(replica.head().n); replica.head().n < n;) {
    const before = replica.head().n;
    const documents = await next;
    const last = documents.at(-1)?.n ?? before;
    next = fetch(last);
    await replica.receive(documents);
    const reached = replica.head().n;
    if (reached === before) return false;
    // Others fetch too, and what was fetched may end elsewhere.
    if (reached !== last) next = fetch(reached);
  }
  return true;
}

/** A document as it came over the wire, without what storage added. */
export function envelopeOf(raw: unknown): Envelope {
  const { _rev, _revisions, ...rest } = raw as Record<string, unknown>;
  const parsed = parseEnvelope(rest);
  if (!parsed.ok) throw new HubUnreachable(`the hub sent what is no document: ${parsed.reason}`);
  return parsed.value;
}
