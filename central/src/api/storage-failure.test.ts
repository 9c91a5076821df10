import { expect, test } from '@jest/globals';
import { createHash, generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import { machineClock } from '../clock.ts';
import { cryptographyOf, sha256 } from '../crypto.ts';
import { Hub } from '../hub.ts';
import { createApi } from './server.ts';

test('When the storage fails, a caller hears that it is unknown, and to come again', async () => {
  const log = new MemoryLog({ sha256, schedule: setImmediate });
  const failures: unknown[] = [];
  const { privateKey } = generateKeyPairSync('ed25519');
  const hub = await Hub.open({
    log,
    clock: machineClock,
    ...cryptographyOf(privateKey),
    vaultKey: new Uint8Array(32),
    onFatal: (failure) => failures.push(failure),
  });
  const key = 'key of the office';
  const hashed = createHash('sha256').update(key).digest('hex');
  const app = express();
  const keys = { keys: [{ name: 'office', sha256: hashed, scopes: ['operations' as const] }] };
  app.use(createApi(hub, { keys, development: false, report: () => {} }).router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    log.failNextWrite(new Error('no room'));
    const product = '{sku: "tea", name: "Tea", gtins: [], price: 100, currency: "EUR", taxRate: 0}';
    const query = `mutation { putProducts(products: [${product}]) { __typename } }`;
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ query }),
    });
    const body = await answer.text();
    expect([answer.status, answer.headers.get('retry-after'), body]).toEqual([
      503,
      '1',
      expect.stringContaining('unknown'),
    ]);
    expect(failures).toHaveLength(1);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
