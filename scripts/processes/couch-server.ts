/** A CouchDB-compatible server from npm as a process of its own. Prints where it listens; ends on SIGTERM. */
import { testCouch } from '@ringfence/log/testing/couch.ts';

const couch = await testCouch();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => void couch.close().then(() => process.exit(0)));
console.log(JSON.stringify({ listening: couch.address.url }));
