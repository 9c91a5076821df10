/**
 * The CouchDB for processes of ours: a real one where `COUCHDB_URL` is set, else a compatible one in a process of its
 * own, which is this file run as a program: it prints where it listens and ends on SIGTERM.
 */
import { join } from 'node:path';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { testCouch } from '@ringfence/log/testing/couch.ts';
import { Child } from './child.ts';

export interface RunningCouch {
  readonly address: CouchAddress;
  readonly isReal: boolean;
  /** Removes what was written. */
  close(): Promise<void>;
}

export async function startCouch(directory: string): Promise<RunningCouch> {
  if (process.env['COUCHDB_URL'] !== undefined) return testCouch();
  const child = new Child({
    name: 'couch',
    main: 'scripts/processes/couch.ts',
    logFile: join(directory, 'logs', 'couch.log'),
    env: {},
  });
  await child.start();
  return { address: { url: child.url, prefix: 'ringfence' }, isReal: false, close: () => child.kill() };
}

if (import.meta.main) void serve();

async function serve(): Promise<void> {
  const couch = await testCouch();
  const end = (): void => void couch.close().then(() => process.exit(0));
  process.on('SIGTERM', end).on('SIGINT', end);
  console.log(JSON.stringify({ listening: couch.address.url }));
}
