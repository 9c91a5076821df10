/**
 * Reads the logs on disk, folds them from nothing and compares stores with the
 * hub, and with what running processes serve:
 *   npm run verify-ledger -- [--data ./data] [--hub-url URL --key KEY]
 * `--data` is the directory of a retailer (hub/, stores/<store>/). Prints
 * "equal", or everything that is not, the first difference first.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SyncStatus } from '@ringfence/graphql/generated/operations.ts';
import { HubApi } from './clients/hub-api.ts';
import { hubDirectory } from './processes/retailer.ts';
import { type Served, storesIn, verifyLedger } from './verify-ledger/verify.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { data: { ...text, default: 'data' }, 'hub-url': text, key: text },
});
const directory = resolve(values.data);

/** What the running hub serves now; nothing when it was not named. */
async function servedByHub(): Promise<Served[]> {
  const url = values['hub-url'];
  if (url === undefined) return [];
  if (values.key === undefined) throw new Error('say --key <key with the scope operations> with --hub-url');
  const { syncStatus } = await new HubApi(url, values.key).run(SyncStatus, {});
  return syncStatus.map(({ storeId, stateHash }) => ({ store: storeId, by: 'hub', hash: stateHash }));
}

const verdict = await verifyLedger({
  hub: hubDirectory(directory),
  stores: storesIn(join(directory, 'stores')),
  served: await servedByHub(),
});
for (const { store, up, down, storeHash, hubHash } of verdict.stores) {
  const sides = storeHash === hubHash ? `${storeHash}  equal` : `store ${storeHash} hub ${hubHash}`;
  console.log(`${store}  up ${up}  down ${down}  ${sides}`);
}
console.log(
  `oversold ${verdict.oversold}, negative accounts ${verdict.negativeAccounts}, ` +
    `duplicated documents ${verdict.duplicatedDocuments}`,
);
for (const problem of verdict.problems) console.log(problem);
console.log(
  verdict.problems.length === 0 ? 'equal' : `NOT EQUAL: ${verdict.problems.length} findings, the first stands first`,
);
process.exitCode = verdict.problems.length === 0 ? 0 : 1;
