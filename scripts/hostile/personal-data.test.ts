import { expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlacePickupOrder } from '@ringfence/graphql/generated/operations.ts';
import { openShop, settled, theStore } from '../chaos/shop.ts';

const CONTACT = { name: 'Zyxwva Qponml', phone: '+48600111222', email: 'zyxwva.qponml@example.org' };

test('who an order is for is in no database and in no log of a process', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ringfence-personal-'));
  const retailer = await openShop({ directory, stores: 1 });
  try {
    const store = theStore(retailer);
    for (const id of ['o-1', 'o-2']) {
      const lines = [{ sku: 'SKU-00001', units: 1 }];
      const input = { id, storeId: store.id, lines, payment: 'PAID', contact: CONTACT } as const;
      const { placePickupOrder: placed } = await retailer.hub.checkout.run(PlacePickupOrder, { input });
      if (placed.__typename !== 'PickupOrderRecorded') throw new Error(placed.__typename);
      const body = { pass: placed.order.pass, register: 'R1', tenders: [] };
      if (id === 'o-1') expect((await store.clerk.command('hand-overs', body)).outcome).toBe('recorded');
    }
    await settled(retailer);
    await retailer.stop();
    // Started once more, the log becomes a table, and tables are written in another way.
    await retailer.restart();
    await settled(retailer);
    await retailer.stop();
    const found = filesBelow(directory).filter((path) => {
      const content = readFileSync(path).toString('latin1');
      return [...Object.values(CONTACT), '600111222', 'Qponml'].some((text) => content.includes(text));
    });
    expect(found).toEqual([]);
    // The search does see what is in the databases.
    expect(filesBelow(directory).some((path) => readFileSync(path).toString('latin1').includes('pickup-order'))).toBe(
      true,
    );
  } finally {
    await retailer.kill();
    rmSync(directory, { recursive: true, force: true });
  }
});

const filesBelow = (directory: string): string[] =>
  readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
