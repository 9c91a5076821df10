/**
 * Moves a hub's log from its own directory to a CouchDB, or back. The hub must
 * be stopped:
 *   npm run migrate -- --from data/hub --to http://127.0.0.1:5984
 *   npm run migrate -- --from http://127.0.0.1:5984 --to data/hub-back
 * Credentials are in COUCHDB_USER and COUCHDB_PASSWORD (or a file named in
 * COUCHDB_PASSWORD_FILE), the databases' prefix in COUCHDB_PREFIX, the hub's
 * key in RINGFENCE_VAULT_KEY (or a file named in RINGFENCE_VAULT_KEY_FILE). Broken off, it is asked again and goes on. What
 * it comes from stays as it is. With `--stores <dir>`, the directory of all
 * stores' data, each of them stopped and everything sent, `verify-ledger` compares them too.
 */
import { parseArgs } from 'node:util';
import { couchAddress } from '@ringfence/log/couch/address.ts';
import { DamagedLog, StorageFailure } from '@ringfence/log/port.ts';
import { answerHelp } from './help.ts';
import { migrate } from './migrate/migrate.ts';
import { Hindrance } from './migrate/places.ts';
import { vaultKeyIn } from './migrate/vault-key.ts';
import type { HubPlace } from './verify-ledger/logs.ts';
import { storesIn, verifyLedger } from './verify-ledger/verify.ts';

answerHelp(import.meta.filename);

const USAGE = 'npm run migrate -- --from <directory or address> --to <directory or address> [--stores <directory>]';

async function placeOf(text: string): Promise<HubPlace> {
  if (!/^https?:/.test(text)) return text;
  return (await couchAddress({ ...process.env, COUCHDB_URL: text })) ?? text;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, to: { type: 'string' }, stores: { type: 'string' } },
  });
  if (values.from === undefined || values.to === undefined) throw new Hindrance(USAGE);
  const [from, to] = [await placeOf(values.from), await placeOf(values.to)];
  if (typeof from === typeof to) throw new Hindrance(`one is a directory and one an address\n${USAGE}`);
  const vaultKey = vaultKeyIn(process.env);
  if (vaultKey === undefined) throw new Hindrance('RINGFENCE_VAULT_KEY: the hub’s, 32 bytes in base64url');
  const tell = (line: string): void => console.log(line);
  const moved = await migrate({ from, to, vaultKey, tell });
  for (const [store, hash] of moved.hashes) console.log(`${store}  ${hash}  equal`);
  for (const problem of moved.problems) console.log(`in both places: ${problem}`);
  console.log(
    `${moved.streets} streets with ${moved.documents} documents, ${moved.copied} of them copied now, and ${moved.values} values`,
  );
  if (values.stores !== undefined) {
    const { problems } = await verifyLedger({ hub: to, stores: storesIn(values.stores) });
    for (const problem of problems) console.log(problem);
    if (problems.length > 0) throw new Hindrance('the stores differ from what was moved');
  }
  console.log('equal');
}

try {
  await run();
} catch (error) {
  const isPlain = error instanceof Hindrance || error instanceof StorageFailure || error instanceof DamagedLog;
  console.error(isPlain ? error.message : error);
  process.exitCode = 1;
}
