/**
 * Reads the streets from disk, and nothing else: from a copy of the
 * directories, so that looking changes nothing. The processes must be stopped.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOG_STREET, downStreet, upStreet } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
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

/** Every street the hub has on disk under `directory`, by name. */
export function readHubLogs(directory: string): Promise<Map<string, Documents>> {
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
