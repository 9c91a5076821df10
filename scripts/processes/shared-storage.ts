/** What several hubs share, for one run: databases under a prefix of their own, and a Redis. */
import { randomBytes } from 'node:crypto';
import { type CouchAddress, couchAddress } from '@ringfence/log/couch/address.ts';
import { dropDatabases } from '@ringfence/log/testing/couch.ts';
import type { HubGroupOptions } from './hub-group.ts';
import { RedisServer } from './redis.ts';

export interface SharedStorage {
  readonly hubs: Pick<HubGroupOptions, 'count' | 'couch' | 'redis'>;
  /** Ends what was started here; the databases stay. */
  close(): Promise<void>;
  /** Removes the databases. */
  drop(): Promise<void>;
}

/**
 * `url` or `COUCHDB_URL` says where the CouchDB is; nothing without both. Credentials come from the environment. More
 * than one hub have a Redis too, where one can be had.
 */
export async function shareStorage(
  url: string | undefined,
  count: number,
  tell: (line: string) => void,
): Promise<SharedStorage | undefined> {
  const given = await couchAddress({ ...process.env, ...(url === undefined ? {} : { COUCHDB_URL: url }) });
  if (given === undefined) return undefined;
  const couch: CouchAddress = { ...given, prefix: `replay${randomBytes(5).toString('hex')}` };
  const redis = count > 1 ? await RedisServer.start() : undefined;
  if (redis && 'why' in redis) tell(`without Redis: ${redis.why}`);
  const server = redis instanceof RedisServer ? redis : undefined;
  tell(`${count} hub${count > 1 ? 's' : ''} on ${couch.url}, in the databases ${couch.prefix}-…`);
  return {
    hubs: { count, couch, redis: server?.url },
    close: async () => server?.close(),
    drop: () => dropDatabases(couch),
  };
}
