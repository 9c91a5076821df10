/**
 * What an archive holds, in `manifest.json`. What it keeps true:
 * - a file that is named here is finished: it lies there whole and is never
 *   written again;
 * - the files of a street join: each begins behind the last document of the one
 *   before, the first one with the street's first document;
 * - the manifest speaks for itself by its hash, and for the hub by its signature.
 */
import type { KeyObject } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import { type Cursor, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { publicKeyOf, sha256, signWith, verifierOf } from '@ringfence/central/src/crypto.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import { syncDirectory } from '@ringfence/log/synced-leveldown.ts';

const NAME = 'manifest.json';
/** So that a signature under a manifest is none under anything else the hub signs. */
const SIGNED = 'ringfence-archive ';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const position = z.int().min(1);

const archivedFile = z
  .strictObject({
    /** Below the archive's directory. */
    file: z.string(),
    street: z.string().regex(/^[a-z][A-Za-z0-9._~-]*$/),
    /** Of all its documents, by `at`, in UTC. */
    month: z.string().regex(/^\d{4,6}-\d{2}$/),
    first: z.strictObject({ n: position, prev: hash }),
    last: z.strictObject({ n: position, head: hash, at: z.int(), author: z.string() }),
    count: position,
    bytes: position,
    /** Of the file's bytes. */
    sha256: hash,
  })
  .refine(({ file, street, month, first }) => file === fileName(street, month, first.n), 'a file has another name')
  .refine(({ first, last, count }) => last.n - first.n + 1 === count, 'a file does not count from first to last');

const content = z.strictObject({
  format: z.literal('ringfence-archive-1'),
  files: z.array(archivedFile),
  /** The public keys of stores' incarnations, to check signatures with. */
  keys: z.record(z.string(), z.record(z.string(), z.string())),
});

const manifestFile = z.strictObject({
  content,
  /** Of the content as canonical JSON. */
  sha256: hash,
  signature: z.strictObject({ key: z.string(), sig: z.string() }).optional(),
});

export type ArchivedFile = z.infer<typeof archivedFile>;
/** Public keys by store and incarnation. */
export type Keys = z.infer<typeof content>['keys'];

export interface Manifest {
  readonly files: readonly ArchivedFile[];
  readonly keys: Keys;
  /** The public key of the hub that signed it; nothing when nobody did. */
  readonly signedBy: string | undefined;
}

export const emptyManifest: Manifest = { files: [], keys: {}, signedBy: undefined };

/** The name sorts as the street goes; a month that goes on in a later archive gets another file. */
export const fileName = (street: Street, month: string, firstN: number): string =>
  `${street}/${month}-${String(firstN).padStart(9, '0')}.ndjson.gz`;

/** The files of each street, in its order. */
export function byStreet(files: readonly ArchivedFile[]): Map<Street, ArchivedFile[]> {
  const streets = new Map<Street, ArchivedFile[]>();
  for (const file of files) {
    const others = streets.get(file.street);
    if (others === undefined) streets.set(file.street, [file]);
    else others.push(file);
  }
  return streets;
}

/** How far the archive has come on each street. */
export function endsOf(files: readonly ArchivedFile[]): Map<Street, Cursor> {
  return new Map(files.map(({ street, last }) => [street, last]));
}

/** The manifest in that directory; nothing when there is none. Refuses with `DamagedLog` what does not hold. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const path = join(directory, NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DamagedLog(path, 'it cannot be read', { cause: error });
  }
  const parsed = manifestFile.safeParse(jsonIn(path, text));
  if (!parsed.success) throw new DamagedLog(path, z.prettifyError(parsed.error));
  const { content: held, sha256: told, signature } = parsed.data;
  if (sha256(canonical(held)) !== told) throw new DamagedLog(path, 'it is not what its hash says');
  if (signature && !verifierOf(signature.key)(SIGNED + told, signature.sig))
    throw new DamagedLog(path, 'its signature is not good');
  const unjoined = firstUnjoined(held.files);
  if (unjoined !== undefined) throw new DamagedLog(path, `${unjoined.file} does not follow the file before it`);
  return { files: held.files, keys: held.keys, signedBy: signature?.key };
}

/** Replaces the manifest, signed with the key where there is one; resolves when it would survive a power cut. */
export async function keepManifest(
  directory: string,
  held: Pick<Manifest, 'files' | 'keys'>,
  key: KeyObject | undefined,
): Promise<void> {
  const plain = { format: 'ringfence-archive-1', files: held.files, keys: held.keys } as const;
  const told = sha256(canonical(plain));
  const signature = key && { key: publicKeyOf(key), sig: signWith(key)(SIGNED + told) };
  const path = join(directory, NAME);
  const next = `${path}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ content: plain, sha256: told, signature }, null, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  await syncDirectory(directory);
}

function jsonIn(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DamagedLog(path, 'it is not JSON', { cause: error });
  }
}

function firstUnjoined(files: readonly ArchivedFile[]): ArchivedFile | undefined {
  const ends = new Map<Street, Cursor>();
  return files.find(({ street, first, last }) => {
    const before = ends.get(street) ?? startOfStreet;
    ends.set(street, last);
    return first.n !== before.n + 1 || first.prev !== before.head;
  });
}
