/** What the processes of a retailer serve now, of those that run. */
import { SyncStatus } from '@ringfence/graphql/generated/operations.ts';
import { HubApi } from '../clients/hub-api.ts';
import { StoreApi } from '../clients/store-api.ts';
import { readAddresses } from '../processes/retailer.ts';
import { readSecrets } from '../processes/secrets.ts';
import type { Served } from './verify.ts';

const LOOK_MS = 2000;

/** The state hashes of every process of `directory` that answers; empty when none runs. */
export async function servedNow(directory: string): Promise<Served[]> {
  const addresses = readAddresses(directory);
  const secrets = readSecrets(directory);
  if (addresses === undefined || secrets === undefined) return [];
  const served: Served[] = [];
  if (await answers(addresses.hub)) {
    const { syncStatus } = await new HubApi(addresses.hub, secrets.hub.operations).run(SyncStatus, {});
    for (const { storeId, stateHash } of syncStatus) served.push({ store: storeId, by: 'hub', hash: stateHash });
  }
  for (const [store, url] of Object.entries(addresses.stores)) {
    const key = secrets.stores[store]?.operator;
    if (key === undefined || !(await answers(url))) continue;
    const status = await new StoreApi(url, key).get<{ stateHash: string | null }>('status');
    if (status?.stateHash) served.push({ store, by: 'store', hash: status.stateHash });
  }
  return served;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(LOOK_MS) })).ok;
  } catch {
    return false;
  }
}
