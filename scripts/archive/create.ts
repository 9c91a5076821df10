/**
 * Writes what is missing in an archive. What it keeps true:
 * - a file gets its name when it is whole and on disk, and stands in the
 *   manifest after that; what a broken-off run left behind is written again;
 * - what the manifest names is not touched: a street goes on behind it;
 * - nothing is removed or changed where it comes from.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, type Envelope, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { publicKeyOf, sha256 } from '@ringfence/central/src/crypto.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { syncDirectory } from '@ringfence/log/synced-leveldown.ts';
import { Hindrance } from '../migrate/places.ts';
import type { HubPlace } from '../verify-ledger/logs.ts';
import {
  type ArchivedFile,
  emptyManifest,
  endsOf,
  fileName,
  type Keys,
  keepManifest,
  readManifest,
} from './manifest.ts';
import { openSource, type Source } from './source.ts';

export interface CreateOptions {
  readonly from: HubPlace;
  readonly to: string;
  /** Documents recorded at or after this time, in milliseconds since 1970, are left for later. */
  readonly until: number;
  /** The hub's; only a CouchDB needs it, for the key that signs. */
  readonly vaultKey?: Uint8Array | undefined;
  readonly tell: (line: string) => void;
}

export interface Created {
  /** Written now. */
  readonly files: number;
  readonly documents: number;
  /** The public key of the hub that signed the manifest. */
  readonly signedBy: string | undefined;
}

/** So many new files may have to be written again after a crash. */
const FILES_PER_SAVE = 200;
const TEXT_AT_ONCE = 64 * 1024;

/** Rejects with `Hindrance`, `DamagedLog` and `StorageFailure`; asked again it goes on where it stopped. */
export async function createArchive(options: CreateOptions): Promise<Created> {
  const { to, until, tell } = options;
  const before = (await readManifest(to)) ?? emptyManifest;
  const source = await openSource(options.from, options.vaultKey);
  try {
    const { key } = source;
    expectSigner(before.signedBy, key);
    await mkdir(to, { recursive: true, mode: 0o700 });
    await syncDirectory(dirname(resolve(to)));
    const held = { files: [...before.files], keys: withKeys(before.keys, source.keys) };
    const ends = endsOf(before.files);
    const names = await source.streets();
    const gone = [...ends.keys()].find((name) => !names.includes(name));
    if (gone !== undefined) throw new Hindrance(`${gone} is in the archive and not there`);
    let unsaved: ArchivedFile[] = [];
    const save = async (): Promise<void> => {
      await source.expectSame();
      held.files.push(...unsaved);
      unsaved = [];
      await keepManifest(to, held, key);
    };
    for (const name of names) {
      for await (const file of archiveStreet(source, {
        to,
        street: name,
        after: ends.get(name) ?? startOfStreet,
        until,
      })) {
        tell(`${file.file}  ${file.count} documents, ${file.bytes} bytes`);
        if (unsaved.push(file) >= FILES_PER_SAVE) await save();
      }
    }
    await save();
    const made = held.files.slice(before.files.length);
    const documents = made.reduce((sum, { count }) => sum + count, 0);
    return { files: made.length, documents, signedBy: key && publicKeyOf(key) };
  } finally {
    await source.close();
  }
}

function expectSigner(signedBy: string | undefined, key: KeyObject | undefined): void {
  if (signedBy === undefined) return;
  if (key === undefined)
    throw new Hindrance('the archive is signed, and the hub’s key is not at hand; see RINGFENCE_VAULT_KEY');
  if (publicKeyOf(key) !== signedBy) throw new Hindrance('the archive belongs to a hub with another key');
}

function withKeys(before: Keys, now: Keys): Keys {
  const stores = new Set([...Object.keys(before), ...Object.keys(now)]);
  return Object.fromEntries([...stores].map((store) => [store, { ...before[store], ...now[store] }]));
}

interface Wanted {
  readonly to: string;
  readonly street: Street;
  readonly after: Cursor;
  readonly until: number;
}

/** Writes the street's missing files, one at a time. */
async function* archiveStreet(source: Source, wanted: Wanted): AsyncGenerator<ArchivedFile, void> {
  const documents = oneByOne(source.pages(wanted.street, wanted.after));
  try {
    let cursor = wanted.after;
    let next = await documents.next();
    while (next.done !== true && next.value.at < wanted.until) {
      const first = next.value;
      const month = monthOf(first.at);
      const file = fileName(wanted.street, month, first.n);
      const lines = async function* (): AsyncGenerator<string, void> {
        let text = '';
        while (next.done !== true && next.value.at < wanted.until && monthOf(next.value.at) === month) {
          text += `${canonical(next.value)}\n`;
          cursor = advance(next.value, documentHash(next.value, sha256));
          if (text.length >= TEXT_AT_ONCE) {
            yield text;
            text = '';
          }
          next = await documents.next();
        }
        if (text !== '') yield text;
      };
      const written = await writeFile(join(wanted.to, file), lines());
      const { n, prev } = first;
      const count = cursor.n - n + 1;
      yield { file, street: wanted.street, month, first: { n, prev }, last: cursor, count, ...written };
    }
  } finally {
    await documents.return();
  }
}

async function* oneByOne(pages: AsyncIterable<readonly Envelope[]>): AsyncGenerator<Envelope, void> {
  for await (const page of pages) yield* page;
}

/** Writes the compressed lines beside the name, to disk, and under the name then. */
async function writeFile(path: string, lines: AsyncIterable<string>): Promise<{ bytes: number; sha256: string }> {
  const digest = createHash('sha256');
  let bytes = 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      digest.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.next`;
  await pipeline(lines, createGzip(), count, createWriteStream(next, { mode: 0o600, flush: true }));
  await rename(next, path);
  await syncDirectory(dirname(path));
  return { bytes, sha256: digest.digest('hex') };
}

/** The calendar month in UTC, as 2026-10. */
const monthOf = (at: number): string => new Date(at).toISOString().slice(0, -'-01T00:00:00.000Z'.length);
