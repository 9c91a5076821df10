/**
 * Reads the logs on disk, folds them from nothing and compares stores with the
 * hub, and both with what the processes serve that run:
 *   npm run verify-ledger -- [--data ./data] [--couch URL]
 *   npm run verify-ledger -- --hub <directory or address>
 * `--data` is the directory of a retailer; `--couch` or `COUCHDB_URL` says where
 * its hubs keep their log, when they do not keep it there. It reads copies, so it changes
 * nothing; while trade goes on, it says so and has to be asked again. Prints
 * "equal", or everything that is not, the first difference first. With `--hub` the log of
 * one hub, a backup perhaps, is examined by itself: every chain, every law; then it prints "whole".
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { couchAddress } from '@ringfence/log/couch/address.ts';
import { answerHelp, Usage } from './help.ts';
import { examineHub } from './migrate/examine.ts';
import { hubDirectory } from './processes/retailer.ts';
import { servedNow } from './verify-ledger/served.ts';
import { storesIn, verifyLedger } from './verify-ledger/verify.ts';

answerHelp(import.meta.filename);

const { values } = parseArgs({
  options: { data: { type: 'string', default: 'data' }, couch: { type: 'string' }, hub: { type: 'string' } },
});
/** The CouchDB at `url`, or else that of the environment. */
const couchAt = (url: string | undefined): ReturnType<typeof couchAddress> =>
  couchAddress({ ...process.env, ...(url === undefined ? {} : { COUCHDB_URL: url }) });

if (values.hub !== undefined) {
  const { heads, hashes, problems } = await examineHub(
    (/^https?:/.test(values.hub) ? await couchAt(values.hub) : undefined) ?? resolve(values.hub),
  );
  for (const [store, hash] of hashes) console.log(`${store}  ${hash}`);
  for (const problem of problems) console.log(problem);
  console.log(problems.length === 0 ? `${heads.size} streets: whole` : `NOT WHOLE: ${problems.length} findings`);
  process.exit(problems.length === 0 ? 0 : 1);
}

const directory = resolve(values.data);
if (!existsSync(join(directory, 'stores'))) throw new Usage(`${directory} holds no retailer: say --data <dir>`);
const couch = await couchAt(values.couch);

const served = await servedNow(directory);
const verdict = await verifyLedger({
  hub: couch ?? hubDirectory(directory),
  stores: storesIn(join(directory, 'stores')),
  served,
});
const isMoving = JSON.stringify(await servedNow(directory)) !== JSON.stringify(served);

for (const { store, up, down, storeHash, hubHash } of verdict.stores) {
  const sides = storeHash === hubHash ? `${storeHash}  equal` : `store ${storeHash} hub ${hubHash}`;
  console.log(`${store}  up ${up}  down ${down}  ${sides}`);
}
console.log(
  `oversold ${verdict.oversold}, negative accounts ${verdict.negativeAccounts}, ` +
    `duplicated documents ${verdict.duplicatedDocuments}, compared with ${served.length} states that are served`,
);
const { members, tally, pointsBelowZero, pointsSpentTwice, pointsOutOfNowhere } = verdict.points;
console.log(
  `members ${members}: points earned ${tally.earned}, redeemed ${tally.redeemed}, taken back ${tally.reversed}, ` +
    `expired ${tally.expired}; below zero ${pointsBelowZero}, spent twice ${pointsSpentTwice}, ` +
    `out of nowhere ${pointsOutOfNowhere}`,
);
for (const problem of verdict.problems) console.log(problem);
if (verdict.problems.length === 0) console.log('equal');
else if (isMoving) console.log('documents were written meanwhile: ask again when nobody trades');
else console.log(`NOT EQUAL: ${verdict.problems.length} findings, the first stands first`);
process.exitCode = verdict.problems.length === 0 ? 0 : 1;
