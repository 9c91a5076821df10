/**
 * A whole collection, a page at a time. RxDB reads a query's rows one by one
 * and makes an object with methods of each; for fifty thousand items that
 * takes seconds in which a scan would have to wait. So where the storage is
 * Dexie its own table is read, many rows at once.
 */
import type { RxCollection } from 'rxdb';

interface Table {
  orderBy(index: string): { limit(rows: number): Rows };
  where(index: string): { above(key: string): { limit(rows: number): Rows } };
}
interface Rows {
  toArray(): Promise<unknown[]>;
}

/** Pages of at most `size` documents as they are stored, in the order of their keys; one page of all where the storage is another. */
export async function* pagesOf<Doc>(collection: RxCollection<Doc>, size: number): AsyncGenerator<readonly Doc[]> {
  const table = await tableOf(collection);
  if (!table) {
    yield (await collection.find().exec()).map((document) => document.toMutableJSON() as Doc);
    return;
  }
  const key = collection.schema.primaryPath as string & keyof Doc;
  let page = (await table.orderBy(':id').limit(size).toArray()) as Doc[];
  while (page.length > 0) {
    yield page;
    const last = String(page.at(-1)?.[key]);
    page = (await table.where(':id').above(last).limit(size).toArray()) as Doc[];
  }
}

/** RxDB's types say nothing of a storage's insides. */
async function tableOf<Doc>(collection: RxCollection<Doc>): Promise<Table | undefined> {
  const internals = collection.storageInstance.internals as unknown as Promise<{ dexieTable?: Table } | undefined>;
  return (await internals)?.dexieTable;
}
