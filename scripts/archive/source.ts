/**
 * Where an archive is made from: a hub's data directory, locked while it is
 * read, or a CouchDB, in which a look changes nothing. Streets are read page by
 * page; none is ever in memory as a whole.
 */
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Cursor, Envelope } from '@ringfence/domain/documents/envelope.ts';
import { sha256 } from '@ringfence/central/src/crypto.ts';
import { Fences, REALM } from '@ringfence/central/src/leadership/fences.ts';
import { standingKey } from '@ringfence/central/src/leadership/hub-key.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { databaseOf, VALUES } from '@ringfence/log/couch/names.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { pagesOf, streetsThere } from '@ringfence/log/couch/read-streets.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import { CouchValues } from '@ringfence/log/couch/values.ts';
import type { KeyValue, StreetLog } from '@ringfence/log/port.ts';
import { Hindrance, openDirectory } from '../migrate/places.ts';
import type { HubPlace } from '../verify-ledger/logs.ts';
import type { Keys } from './manifest.ts';

const PAGE = 500;

export interface Source {
  /** Signs the manifest; nothing where it is not at hand. */
  readonly key: KeyObject | undefined;
  readonly keys: Keys;
  streets(): Promise<readonly Street[]>;
  /** What comes after that position, in order; rejects with `Hindrance` when the street does not hold what ends there. */
  pages(street: Street, after: Cursor): AsyncIterable<readonly Envelope[]>;
  /** Rejects when what was read may not count any more. */
  expectSame(): Promise<void>;
  close(): Promise<void>;
}

/** Rejects with `Hindrance`, `DamagedLog` and `StorageFailure`. The vault key gives a CouchDB's hubs' key. */
export function openSource(place: HubPlace, vaultKey: Uint8Array | undefined): Promise<Source> {
  return typeof place === 'string' ? fromDirectory(place) : fromCouch(place, vaultKey);
}

async function fromDirectory(directory: string): Promise<Source> {
  const place = await openDirectory(directory, false);
  const { log, key } = place;
  return {
    key,
    keys: keysIn(await log.list('keys/')),
    streets: () => log.streets(),
    pages: async function* (name, after) {
      const street = await log.open(name);
      if ((await hashAt(street, after.n)) !== after.head) throw notThere(name, after.n);
      for (let { n } = after; n < street.head().n; n += PAGE) yield street.read(n, PAGE);
    },
    expectSame: () => Promise.resolve(),
    close: () => place.close(false),
  };
}

async function fromCouch(address: CouchAddress, vaultKey: Uint8Array | undefined): Promise<Source> {
  const { prefix } = address;
  const server = await CouchServer.connect(address);
  const once = await OnceDocuments.open(server, prefix);
  const readSeals = () => new Fences(once, REALM).seals();
  const seals = await readSeals();
  const values = new CouchValues({
    target: { server, database: databaseOf(prefix, VALUES) },
    term: 0,
    confirm: () => Promise.reject(new Hindrance('nothing is put while an archive is made')),
    onFatal: () => {},
  });
  return {
    key: vaultKey && (await standingKey(once, vaultKey)),
    keys: keysIn(await values.list('keys/')),
    streets: () => streetsThere(server, prefix),
    pages: async function* (street, after) {
      let n = 0;
      for await (const page of pagesOf({ server, prefix, sha256, seals }, street)) {
        const end = page[after.n - n - 1];
        if (end !== undefined && documentHash(end, sha256) !== after.head) throw notThere(street, after.n);
        const fresh = page.slice(Math.max(0, after.n - n));
        n += page.length;
        if (fresh.length > 0) yield fresh;
      }
      if (n < after.n) throw notThere(street, after.n);
    },
    expectSame: async () => {
      if ((await readSeals()).length !== seals.length)
        throw new Hindrance('another hub began to lead meanwhile; ask again');
    },
    close: () => Promise.resolve(),
  };
}

const notThere = (street: Street, n: number): Hindrance =>
  new Hindrance(`${street} does not hold at ${n} what the archive ends with; this archive is of another log`);

async function hashAt(street: StreetLog, n: number): Promise<string | undefined> {
  const head = street.head();
  return n === head.n ? head.head : (await street.read(n, 1))[0]?.prev;
}

const admitted = z.record(z.string(), z.looseObject({ key: z.string() }));

function keysIn(values: readonly KeyValue[]): Keys {
  return Object.fromEntries(
    values.map(({ key, value }) => [
      key.slice('keys/'.length),
      Object.fromEntries(Object.entries(admitted.parse(value)).map(([incarnation, it]) => [incarnation, it.key])),
    ]),
  );
}
