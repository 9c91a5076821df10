/**
 * Two databases. The cache is a copy of what the store knows and may be thrown
 * away. The device's own one holds what nobody else has yet, the outbox above
 * all, and is written with strict durability: a transaction is on disk before
 * anybody hears "done".
 */
import { createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from 'rxdb';
import {
  type CodeDoc,
  type NoteDoc,
  type OrderDoc,
  type OutboxDoc,
  OWN_SCHEMAS,
  type ParkedDoc,
  type ProductDoc,
  SCHEMAS,
  type SettingDoc,
  type StaffDoc,
  type StockDoc,
  type StoreDoc,
} from './documents.ts';

export interface CacheCollections {
  readonly products: RxCollection<ProductDoc>;
  readonly codes: RxCollection<CodeDoc>;
  readonly stores: RxCollection<StoreDoc>;
  readonly staff: RxCollection<StaffDoc>;
  readonly stock: RxCollection<StockDoc>;
  readonly orders: RxCollection<OrderDoc>;
  readonly settings: RxCollection<SettingDoc>;
}
export type CacheName = keyof CacheCollections;

export interface OwnCollections {
  readonly outbox: RxCollection<OutboxDoc>;
  readonly parked: RxCollection<ParkedDoc>;
  readonly notes: RxCollection<NoteDoc>;
}

export interface Databases {
  readonly cache: RxDatabase<CacheCollections>;
  readonly own: RxDatabase<OwnCollections>;
  close(): Promise<void>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- RxDB's own storage type is written so
export type Storage = RxStorage<any, any>;

export interface DatabaseOptions {
  readonly name: string;
  readonly cacheStorage: Storage;
  readonly ownStorage: Storage;
  /** True in a browser, where several tabs share the databases. */
  readonly multiInstance: boolean;
}

export async function openDatabases({
  name,
  cacheStorage,
  ownStorage,
  multiInstance,
}: DatabaseOptions): Promise<Databases> {
  const common = { multiInstance, eventReduce: true, closeDuplicates: true };
  const [cache, own] = await Promise.all([
    createRxDatabase<CacheCollections>({ name: `${name}-cache`, storage: cacheStorage, ...common }),
    createRxDatabase<OwnCollections>({ name: `${name}-own`, storage: ownStorage, ...common }),
  ]);
  const collections = (schemas: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, { schema }])) as never;
  await Promise.all([cache.addCollections(collections(SCHEMAS)), own.addCollections(collections(OWN_SCHEMAS))]);
  return {
    cache,
    own,
    async close() {
      await Promise.all([cache.close(), own.close()]);
    },
  };
}
