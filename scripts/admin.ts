/**
 * What an engineer does to a retailer's hub from the command line:
 *   npm run admin -- secrets DIR --stores S01,S02
 *   npm run admin -- import DIR            --hub URL --secrets DIR
 *   npm run admin -- staff FILE.csv        --hub URL --secrets DIR
 *   npm run admin -- discounts FILE.json   --hub URL --secrets DIR
 *   npm run admin -- enrol STORE           --hub URL --secrets DIR
 *   npm run admin -- status                --hub URL --secrets DIR
 * `secrets` makes the keys of a new installation and never replaces one. `import` reads `stores.csv` and every
 * `products*.csv` of a directory, with the columns of sample/README.md; importing again changes what changed.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PutDiscounts, SyncStatus } from '@ringfence/graphql/generated/operations.ts';
import { makeInstallation } from './admin/installation.ts';
import { readStaff } from './admin/staff.ts';
import { enrolmentCode, putCatalogue } from './clients/head-office.ts';
import { HubApi } from './clients/hub-api.ts';
import { answerHelp } from './help.ts';
import { readSecrets } from './processes/secrets.ts';
import { putStaff } from './processes/staff.ts';
import { readCatalogue } from './trade-data/sample.ts';

answerHelp(import.meta.filename);

const USAGE = `npm run admin -- secrets DIR --stores S01,S02
npm run admin -- import DIR | staff FILE | discounts FILE | enrol STORE | status   --hub URL --secrets DIR`;

class Usage extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hub: { type: 'string', default: 'http://127.0.0.1:7400' },
    secrets: { type: 'string', default: 'data' },
    stores: { type: 'string', default: '' },
  },
});
const [command, subject] = positionals;

function operations(): HubApi {
  const secrets = readSecrets(values.secrets);
  if (!secrets) throw new Usage(`${values.secrets} holds no secrets.json; make it with the command secrets`);
  return new HubApi(values.hub, secrets.hub.operations);
}

function named(what: string): string {
  if (subject === undefined) throw new Usage(`${command} needs ${what}`);
  return subject;
}

const COMMANDS: Readonly<Record<string, () => Promise<void> | void>> = {
  secrets() {
    const directory = named('a directory');
    const stores = values.stores.split(',').filter((store) => store !== '');
    makeInstallation(directory, stores);
    console.log(`${directory} holds the keys of the hub and of ${stores.length} stores. Keep a copy off this machine.`);
  },
  async import() {
    const catalogue = readCatalogue(named('a directory with stores.csv and products*.csv'));
    await putCatalogue(operations(), catalogue);
    console.log(`${catalogue.stores.length} stores and ${catalogue.products.length} products are in the catalogue.`);
  },
  async staff() {
    const people = readStaff(named('a file with the columns id, name, role and pin'));
    await putStaff(operations(), people);
    console.log(`${people.length} people can sign in once their stores have heard of it. Destroy the file.`);
  },
  async discounts() {
    const text = readFileSync(named('a file with codes and rules, as docs/protocol.md has them'), 'utf8');
    const { putDiscounts: answer } = await operations().run(PutDiscounts, { discounts: text });
    if (answer.__typename !== 'CataloguePut') throw new Error(`${answer.field ?? ''} ${answer.message}`.trim());
    console.log(`${answer.written} are new or changed, ${answer.unchanged} are as they were.`);
  },
  async enrol() {
    const store = named('a store');
    const { code, expiresAt } = await enrolmentCode(operations(), store);
    console.log(code);
    console.error(`Start the node with RINGFENCE_ENROL_CODE set to it, once, before ${expiresAt}.`);
  },
  async status() {
    const { syncStatus } = await operations().run(SyncStatus, {});
    console.table(
      syncStatus.map(({ storeId, connected, since, up, backlog, downBacklog, quarantined }) => ({
        store: storeId,
        line: connected ? 'connected' : 'cut',
        since,
        documents: up.n,
        'not here yet': backlog,
        'not there yet': downBacklog,
        'kept aside': quarantined,
      })),
    );
  },
};

try {
  const run = command === undefined ? undefined : COMMANDS[command];
  if (!run) throw new Usage(command === undefined ? 'Nothing was asked for.' : `There is no command ${command}.`);
  await run();
} catch (error) {
  console.error(error instanceof Usage ? `${error.message}\n${USAGE}` : String((error as Error).message));
  process.exitCode = error instanceof Usage ? 2 : 1;
}
