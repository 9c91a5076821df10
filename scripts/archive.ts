/**
 * Keeps closed periods of a hub's log outside of it, as compressed NDJSON:
 *   npm run archive -- create --from data/hub --to /backup/ringfence [--until 2026-10-31]
 *   npm run archive -- verify /backup/ringfence
 *   npm run archive -- restore /backup/ringfence --to data/hub-again
 * `create` writes one file a street and calendar month (UTC) up to the end of last month, or of the day `--until`; asked
 * again it goes on behind what is there, and removes nothing from the log. A hub that keeps its own log must be
 * stopped meanwhile, or a copy given; a CouchDB is only read. Its address and
 * credentials are given as to `npm run migrate`; with RINGFENCE_VAULT_KEY (or …_FILE) the manifest is signed there too.
 * An archive holds the streets: not the values beside them, such as contacts and members' names, which are erased
 * on request and shall not lie elsewhere, nor codes and links of nodes.
 */
import { couchAddress } from '@ringfence/log/couch/address.ts';
import { DamagedLog, StorageFailure } from '@ringfence/log/port.ts';
import { createArchive } from './archive/create.ts';
import { archiveOptions } from './archive/options.ts';
import { restoreArchive } from './archive/restore.ts';
import { type Verified, verifyArchive } from './archive/verify.ts';
import { answerHelp } from './help.ts';
import { Hindrance } from './migrate/places.ts';
import { vaultKeyIn } from './migrate/vault-key.ts';

answerHelp(import.meta.filename);

async function run(): Promise<void> {
  const asked = archiveOptions(process.argv.slice(2), Date.now());
  switch (asked.command) {
    case 'create': {
      const { from, to, until } = asked;
      const place = /^https?:/.test(from) ? await couchAddress({ ...process.env, COUCHDB_URL: from }) : from;
      const tell = (line: string): void => console.log(line);
      const made = await createArchive({ from: place ?? from, to, until, vaultKey: vaultKeyIn(process.env), tell });
      console.log(`${made.files} files with ${made.documents} documents written, ${signature(made.signedBy)}`);
      return;
    }
    case 'verify': {
      const verified = await verifyArchive(asked.archive);
      for (const problem of verified.problems) console.log(problem);
      console.log(counts(verified));
      if (asked.key !== undefined && asked.key !== verified.signedBy)
        throw new Hindrance(`it is not signed with ${asked.key}`);
      if (verified.problems.length > 0)
        throw new Hindrance(`${verified.problems.length} of ${verified.files} files do not hold`);
      console.log('whole');
      return;
    }
    case 'restore':
      console.log(counts(await restoreArchive(asked.archive, asked.to)));
      console.log(`restored to ${asked.to}`);
  }
}

function counts({ streets, files, documents, ofStores, signed, daysClosed, signedBy }: Verified): string {
  return (
    `${streets} streets in ${files} files: ${documents} documents in their chains, ` +
    `${signed} signatures of the ${ofStores} that stores wrote and ${daysClosed} closed days checked, ${signature(signedBy)}`
  );
}

const signature = (by: string | undefined): string => (by === undefined ? 'not signed' : `signed with ${by}`);

try {
  await run();
} catch (error) {
  const isPlain = error instanceof Hindrance || error instanceof StorageFailure || error instanceof DamagedLog;
  console.error(isPlain ? error.message : error);
  process.exitCode = 1;
}
