/**
 * A whole retailer on this machine: the hub and its stores, each a process of
 * its own on loopback, with keys, enrolled stores and a catalogue. Everything
 * lies in one directory and survives a restart:
 *
 *   <directory>/hub  stores/<store>  keys/  logs/  secrets.json  addresses.json
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { enrolmentCode, putCatalogue } from '../clients/head-office.ts';
import { HubApi } from '../clients/hub-api.ts';
import { StoreApi } from '../clients/store-api.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { Child, type Process } from './child.ts';
import { HubGroup, type HubGroupOptions } from './hub-group.ts';
import { memberIssuerOf } from './member-issuer.ts';
import { type HubKeys, keysFile, secretsOf, type StoreKeys } from './secrets.ts';

export const HOST = '127.0.0.1';
/** Stores listen from this far above the hub's port. */
const STORE_PORTS = 11;
/** The hub's port, and those of so many stores. */
export const portsOf = (basePort: number, stores: number): number[] => [
  basePort,
  ...Array.from({ length: stores }, (_, index) => basePort + STORE_PORTS + index),
];
const CATALOGUE_MS = 60_000;
/** So much longer for each item; a busy machine carries a few hundred a second. */
const ITEM_MS = 4;

export interface RetailerOptions {
  readonly directory: string;
  readonly stores: readonly StoreInfo[];
  readonly products: readonly Product[];
  /** The hub's port; stores follow from eleven above it. 0: any free ports. */
  readonly basePort: number;
  /** The hub shows its schema and a page to try it out. */
  readonly development?: boolean | undefined;
  /** Several hub processes behind one address, or one, on a CouchDB; else one process that keeps its own log. */
  readonly hubs?: Pick<HubGroupOptions, 'count' | 'couch' | 'redis'> | undefined;
  /** Where a store looks for the hub; by default where it listens. */
  readonly hubAddressFor?: (store: string, hubUrl: string) => string | Promise<string>;
}

export interface RunningHub {
  readonly process: Process;
  /** The processes behind it, where there are several. */
  readonly group: HubGroup | undefined;
  /** Where its log lies: a directory of its own, or a CouchDB. */
  readonly log: string | CouchAddress;
  readonly keys: HubKeys;
  readonly directory: string;
  readonly checkout: HubApi;
  /** Where members sign in. */
  readonly shop: HubApi;
  /** A token of a member who signed in. */
  readonly tokenFor: (member: string) => string;
  readonly operations: HubApi;
}

export interface RunningStore {
  readonly id: string;
  readonly process: Child;
  readonly keys: StoreKeys;
  readonly directory: string;
  readonly clerk: StoreApi;
  readonly supervisor: StoreApi;
  readonly operator: StoreApi;
}

export interface Retailer {
  readonly hub: RunningHub;
  readonly stores: readonly RunningStore[];
  /** Ends all processes in order: stores first, so that each can still send what it has. */
  stop(): Promise<void>;
  /** Ends all processes at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts all processes again from their directories. */
  restart(): Promise<void>;
}

export const hubDirectory = (directory: string): string => join(directory, 'hub');
export const storeDirectory = (directory: string, store: string): string => join(directory, 'stores', store);

/** Starts everything and resolves when every store knows the whole catalogue. */
export async function startRetailer(options: RetailerOptions): Promise<Retailer> {
  const { directory } = options;
  mkdirSync(directory, { recursive: true });
  const ids = options.stores.map(({ store }) => store);
  const secrets = secretsOf(directory, ids);
  const started: Process[] = [];
  try {
    const hub = await startHub(options, secrets, started);
    await putCatalogue(hub.operations, options);
    const stores = await Promise.all(
      ids.map((id, index) => {
        const keys = must(secrets.stores[id], `no keys for ${id}`);
        return startStore({ id, index, keys, hub, options }, started);
      }),
    );
    writeAddresses(directory, hub, stores);
    const retailer = running(hub, stores);
    await catalogueEverywhere(stores, options.products);
    return retailer;
  } catch (error) {
    await Promise.all(started.map((child) => child.kill()));
    throw error;
  }
}

function running(hub: RunningHub, stores: readonly RunningStore[]): Retailer {
  const children = [...stores.map((store) => store.process), hub.process];
  return {
    hub,
    stores,
    async stop() {
      await Promise.all(stores.map((store) => store.process.stop()));
      await hub.process.stop();
    },
    async kill() {
      await Promise.all(children.map((child) => child.kill()));
    },
    async restart() {
      await hub.process.start();
      await Promise.all(stores.map((store) => store.process.start()));
    },
  };
}

/** Where the processes listen, or listened last. */
export interface Addresses {
  readonly hub: string;
  readonly stores: Readonly<Record<string, string>>;
}

const addressesFile = (directory: string): string => join(directory, 'addresses.json');

function writeAddresses(directory: string, hub: RunningHub, stores: readonly RunningStore[]): void {
  const urls = Object.fromEntries(stores.map(({ id, process }) => [id, process.url]));
  const addresses: Addresses = { hub: hub.process.url, stores: urls };
  writeFileSync(addressesFile(directory), `${JSON.stringify(addresses, null, 2)}\n`);
}

/** Nothing when no retailer was ever started in `directory`. */
export function readAddresses(directory: string): Addresses | undefined {
  const path = addressesFile(directory);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Addresses) : undefined;
}

async function startHub(
  { directory, basePort, hubs, development = false }: RetailerOptions,
  secrets: ReturnType<typeof secretsOf>,
  started: Process[],
): Promise<RunningHub> {
  const data = hubDirectory(directory);
  const accounts = memberIssuerOf(directory);
  const { issuer, jwks } = accounts;
  const childOf = (name: string) => ({
    name,
    main: 'central/src/main.ts',
    logFile: join(directory, 'logs', `${name}.log`),
    env: {
      RINGFENCE_DATA: name === 'hub' ? data : join(data, name),
      RINGFENCE_HOST: HOST,
      RINGFENCE_PORT: String(basePort),
      RINGFENCE_KEYS_FILE: keysFile(directory, 'hub'),
      RINGFENCE_VAULT_KEY: secrets.vaultKey,
      RINGFENCE_MEMBER_ISSUER: issuer,
      RINGFENCE_MEMBER_JWKS: jwks,
      RINGFENCE_DEVELOPMENT: development ? '1' : '0',
    },
  });
  const group = hubs && new HubGroup({ ...hubs, port: basePort, childOf: (index) => childOf(`hub-${index + 1}`) });
  const process = group ?? new Child(childOf('hub'));
  started.push(process);
  await process.start();
  const { hub: keys } = secrets;
  const checkout = new HubApi(process.url, keys.checkout);
  const log = hubs?.couch ?? data;
  const shop = new HubApi(process.url, keys.shop);
  const operations = new HubApi(process.url, keys.operations);
  const tokenFor = (member: string): string => accounts.tokenFor(member, Date.now());
  return { process, group, log, keys, directory: data, checkout, shop, tokenFor, operations };
}

async function startStore(
  {
    id,
    index,
    keys,
    hub,
    options,
  }: { id: string; index: number; keys: StoreKeys; hub: RunningHub; options: RetailerOptions },
  started: Process[],
): Promise<RunningStore> {
  const { directory, basePort } = options;
  const data = storeDirectory(directory, id);
  const isNew = !existsSync(data);
  const process = new Child({
    name: id,
    main: 'store-node/src/main.ts',
    logFile: join(directory, 'logs', `${id}.log`),
    env: {
      RINGFENCE_STORE: id,
      RINGFENCE_HUB_URL: (await options.hubAddressFor?.(id, hub.process.url)) ?? hub.process.url,
      RINGFENCE_DATA: data,
      RINGFENCE_HOST: HOST,
      RINGFENCE_PORT: String(basePort === 0 ? 0 : basePort + STORE_PORTS + index),
      RINGFENCE_KEYS_FILE: keysFile(directory, id),
    },
  });
  started.push(process);
  await process.start(isNew ? { RINGFENCE_ENROL_CODE: (await enrolmentCode(hub.operations, id)).code } : {});
  return {
    id,
    process,
    keys,
    directory: data,
    clerk: new StoreApi(process.url, keys.clerk),
    supervisor: new StoreApi(process.url, keys.supervisor),
    operator: new StoreApi(process.url, keys.operator),
  };
}

async function catalogueEverywhere(stores: readonly RunningStore[], products: readonly Product[]): Promise<void> {
  const last = products.at(-1);
  if (last === undefined) return;
  const giveUpAt = Date.now() + CATALOGUE_MS + products.length * ITEM_MS;
  for (const store of stores) {
    while ((await store.clerk.get(`products/scan/${encodeURIComponent(last.sku)}`)) === undefined) {
      if (Date.now() > giveUpAt) throw new Error(`${store.id} did not receive the catalogue`);
      await sleep(100);
    }
  }
}
