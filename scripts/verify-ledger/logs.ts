/**
 * Reads the streets from where they lie, and nothing else: a copy of a
 * directory, so that looking changes nothing, or a CouchDB, in which a look
 * changes nothing. The processes must be stopped.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOG_STREET, downStreet, upStreet } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { Fences, REALM } from '@ringfence/central/src/leadership/fences.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { readStreets } from '@ringfence/log/couch/read-streets.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { PouchLog } from '@ringfence/log/pouch-log.ts';
import { openPouchStreet } from '@ringfence/log/pouch-street.ts';
import { ReplicaStreet } from '@ringfence/log/replica-street.ts';

const PAGE = 1000;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The documents of one street, in its order. */
export type Documents = readonly Envelope[];

export interface StoreLogs {
  readonly up: Documents;
  readonly down: Documents;
  readonly catalog: Documents;
  /** Stored documents that are no part of the hub's street, with the reason. */
  readonly rejected: readonly string[];
}

/** What a store node has on disk under `directory`. */
export function readStoreLogs(directory: string, store: string): Promise<StoreLogs> {
  return withCopy(join(directory, 'streets'), async (streets) => {
    const rejected: string[] = [];
    const replica = (street: string) =>
      ReplicaStreet.open({
        directory: join(streets, street),
        street,
        create: false,
        sha256,
        onRejected: ({ id, reason }) => rejected.push(`${street}: ${id}: ${reason}`),
      });
    const street = upStreet(store);
    const up = await openPouchStreet({ directory: join(streets, street), street, create: false, sha256 });
    const down = await replica(downStreet(store));
    const catalog = await replica(CATALOG_STREET);
    try {
      return { up: await readAll(up), down: await readAll(down), catalog: await readAll(catalog), rejected };
    } finally {
      await Promise.all([up.close(), down.close(), catalog.close()]);
    }
  });
}

/** Where a hub's log lies: its own directory, or a CouchDB. */
export type HubPlace = string | CouchAddress;

/** Every street of the hub, by name. */
export function readHubLogs(place: HubPlace): Promise<Map<string, Documents>> {
  return typeof place === 'string' ? readDirectory(place) : readCouch(place);
}

async function readCouch(address: CouchAddress): Promise<Map<string, Documents>> {
  const { prefix } = address;
  const server = await CouchServer.connect(address);
  const seals = await new Fences(await OnceDocuments.open(server, prefix), REALM).seals();
  return readStreets({ server, prefix, sha256, seals });
}

function readDirectory(directory: string): Promise<Map<string, Documents>> {
  return withCopy(join(directory, 'log'), async (copy) => {
    const log = await PouchLog.open({ directory: copy, create: false, sha256 });
    try {
      const streets = new Map<string, Documents>();
      for (const street of await log.streets()) streets.set(street, await readAll(await log.open(street)));
      return streets;
    } finally {
      await log.close();
    }
  });
}

async function readAll(street: StreetReader): Promise<Envelope[]> {
  const documents: Envelope[] = [];
  while (documents.length < street.head().n) documents.push(...(await street.read(documents.length, PAGE)));
  return documents;
}

async function withCopy<T>(directory: string, read: (copy: string) => Promise<T>): Promise<T> {
  if (!existsSync(directory) || readdirSync(directory).length === 0) throw new Error(`${directory} holds no log`);
  const place = mkdtempSync(join(tmpdir(), 'ringfence-verify-'));
  try {
    const copy = join(place, 'copy');
    cpSync(directory, copy, { recursive: true });
    return await read(copy);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
