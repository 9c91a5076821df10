/** Reads what counts on every street and leads nothing: for looking at a log that a hub wrote, or writes. */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import { advance, startOfStreet, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { breakOfChain, documentHash } from '../chain.ts';
import { DamagedLog } from '../port.ts';
import type { Seal } from '../terms.ts';
import { databasesUnder, isThere } from './databases.ts';
import { databaseOf, streetIn } from './names.ts';
import { scanPages } from './scan.ts';
import type { CouchServer } from './server.ts';

export interface ReadOptions {
  readonly server: CouchServer;
  readonly prefix: string;
  readonly sha256: Sha256;
  readonly seals: readonly Seal[];
}

/**
 * Every street that holds a document that counts, by name. Documents of the last term count as far as they are there.
 * Refuses with `DamagedLog`, also when a newer term began meanwhile.
 */
export async function readStreets(options: ReadOptions): Promise<Map<Street, Envelope[]>> {
  const streets = new Map<Street, Envelope[]>();
  for (const street of await streetsThere(options.server, options.prefix)) {
    const documents: Envelope[] = [];
    for await (const page of pagesOf(options, street)) documents.push(...page);
    if (documents.length > 0) streets.set(street, documents);
  }
  return streets;
}

/** The streets that have a database, in alphabetical order. */
export async function streetsThere(server: CouchServer, prefix: string): Promise<Street[]> {
  const databases = await databasesUnder(server, `${prefix}-`);
  return databases.flatMap((database) => streetIn(prefix, database) ?? []).sort();
}

/** The same documents of one street, page by page. Who stops asking early is not told of what comes later. */
export async function* pagesOf(options: ReadOptions, street: Street): AsyncGenerator<Envelope[], void, undefined> {
  const { server, prefix, sha256, seals } = options;
  const database = databaseOf(prefix, street);
  if (!(await isThere(server, database))) throw new DamagedLog(database, 'the database is gone');
  let documents: Envelope[] = [];
  let cursor = startOfStreet;
  const scan = scanPages({ server, database }, { street, seals }, (document) => {
    const refusal = breakOfChain(cursor, document);
    if (refusal === undefined) documents.push(document);
    cursor = advance(document, documentHash(document, sha256));
    return refusal;
  });
  for (;;) {
    const { done, value } = await scan.next();
    if (done === true) {
      if (value.isTooEarly) throw new DamagedLog(database, 'another hub began to lead meanwhile; ask again');
      return;
    }
    yield documents;
    documents = [];
  }
}
