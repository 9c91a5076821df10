/** Reads a whole archive back and says what does not hold: files, chains, signatures, and what closed days say of their street. */
import type { Street } from '@ringfence/domain/basic/ids.ts';
import { type Envelope, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { interpret } from '@ringfence/domain/documents/parse.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import { Hindrance } from '../migrate/places.ts';
import { readFileOf, Signers } from './judge.ts';
import { byStreet, type Manifest, readManifest } from './manifest.ts';

export interface Verified {
  readonly streets: number;
  readonly files: number;
  /** Read and good. */
  readonly documents: number;
  /** Of them, those that stores wrote, and those whose signature was checked: not where a key is not known. */
  readonly ofStores: number;
  readonly signed: number;
  /** Closed days whose hash is that of the street there. */
  readonly daysClosed: number;
  /** The public key of the hub that signed the manifest. */
  readonly signedBy: string | undefined;
  /** One a damaged file, with its first line that does not hold; empty: everything holds. */
  readonly problems: readonly string[];
}

/** Rejects with `Hindrance` where no archive is, and with `DamagedLog` when the manifest does not hold. */
export async function verifyArchive(directory: string): Promise<Verified> {
  const manifest = await manifestIn(directory);
  const signers = new Signers(manifest.keys);
  const streets = byStreet(manifest.files);
  const problems: string[] = [];
  let [documents, ofStores, signed, daysClosed] = [0, 0, 0, 0];
  for (const [street, files] of streets) {
    let after = startOfStreet;
    for (const entry of files) {
      try {
        const read = await readFileOf(directory, { entry, after, signers }, (page) => {
          documents += page.length;
          if (street.startsWith('up-')) ofStores += page.length;
          for (const document of page) daysClosed += closedDayAt(street, document, entry.file);
        });
        signed += read.signed;
      } catch (error) {
        if (!(error instanceof DamagedLog)) throw error;
        problems.push(error.message);
      }
      after = entry.last;
    }
  }
  const { signedBy, files } = manifest;
  return { streets: streets.size, files: files.length, documents, ofStores, signed, daysClosed, signedBy, problems };
}

export async function manifestIn(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) throw new Hindrance(`${directory} holds no archive`);
  return manifest;
}

/** 1 for a day's closing, which names the street as it stood just before it; such a hash is printed on paper. */
function closedDayAt(street: Street, document: Envelope, file: string): 0 | 1 {
  if (document.kind !== 'day-closed' || !street.startsWith('up-')) return 0;
  const read = interpret(document, 'up', street.slice('up-'.length));
  if (!read.ok || read.value.kind !== 'day-closed') return 0;
  const { n, head } = read.value.body.closes;
  if (n !== document.n - 1) return 0;
  if (head !== document.prev) throw new DamagedLog(file, `${document._id} closes another history`);
  return 1;
}
