/**
 * Moving documents between a store and the hub. What has piled up goes by the
 * replicator, one run at a time and never `live`; its "ok" proves nothing, so
 * what it left behind, and what is fresh, is sent and fetched by position.
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
import type { HubClient } from './hub-client.ts';
import { HubUnreachable } from './trouble.ts';
import { bulkDocs, bulkGet, changes } from './wire.ts';

PouchDB.plugin(httpAdapter).plugin(replication);

type Database = PouchDB.Database<object>;

/** The store's copy of a street that the hub writes. */
export type Replica = StreetReader & Pick<ReplicaStreet, 'receive'>;

/** Carries what has piled up, in runs that reject when they make no progress or when `stop` says so. */
export interface Bulk {
  readonly push: (stop: AbortSignal) => Promise<void>;
  readonly pull: (street: string, stop: AbortSignal) => Promise<void>;
}

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
  if (documents.length === 0) return afterN;
  const docs = documents.map((document) => {
    const rev = revisionOf(document, sha256);
    return { ...document, _rev: rev, _revisions: { start: 1, ids: [rev.slice(2)] } };
  });
  await client.json(`/gateway/db/${street.street}/_bulk_docs`, bulkDocs, { body: { docs, new_edits: false } });
  return afterN + documents.length;
}

/** Fetches the next documents of a street after `afterN` from the hub, in order; empty when there are none. */
export async function fetchAfter(client: Pick<HubClient, 'json'>, street: string, afterN: number): Promise<Envelope[]> {
  const base = `/gateway/db/${street}`;
  const query = `since=${afterN}&limit=${LIMITS.pullDocuments}&style=all_docs`;
  const page = await client.json(`${base}/_changes?${query}`, changes);
  if (page.results.length === 0) return [];
  const wanted = page.results.map(({ id, changes: [first] }) => ({ id, rev: first?.rev }));
  const answer = await client.json(`${base}/_bulk_get?revs=true`, bulkGet, { body: { docs: wanted } });
  const documents = answer.results.flatMap(({ docs }) => docs.flatMap(({ ok }) => (ok ? [envelopeOf(ok)] : [])));
  return documents.sort((a, b) => a.n - b.n);
}

/** Brings a replica up to position `n`. */
export async function fillReplica(client: Pick<HubClient, 'json'>, replica: Replica, n: number): Promise<void> {
  while (replica.head().n < n) {
    const before = replica.head().n;
    await replica.receive(await fetchAfter(client, replica.street, before));
    if (replica.head().n === before) throw new HubUnreachable(`${replica.street} cannot be continued from ${before}`);
  }
}

/** A document as it came over the wire, without what storage added. */
export function envelopeOf(raw: unknown): Envelope {
  const { _rev, _revisions, ...rest } = raw as Record<string, unknown>;
  const parsed = parseEnvelope(rest);
  if (!parsed.ok) throw new HubUnreachable(`the hub sent what is no document: ${parsed.reason}`);
  return parsed.value;
}
