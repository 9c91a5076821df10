/**
 * A hub to be killed: two stores write about each other without a pause, and
 * everything is kept as often as it can be. Writes a line when both have sent something.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import { machineClock } from '../clock.ts';
import { cryptographyOf, sha256 } from '../crypto.ts';
import { Hub } from '../hub.ts';
import { openHome } from '../identity.ts';
import { SnapshotDirectory } from '../snapshots/place.ts';
import { product, storeInfo, TestStore } from './world.ts';

const STORES = ['S01', 'S02'] as const;
const TICK_MS = 2;

const onFatal = (failure: unknown): never => {
  throw failure;
};

const [data = ''] = process.argv.slice(2);
const home = await openHome(data, { sha256, onFatal });
const hub = await Hub.open({
  log: home.log,
  clock: machineClock,
  ...cryptographyOf(home.privateKey),
  vaultKey: new Uint8Array(32).fill(7),
  onFatal,
  snapshots: { place: new SnapshotDirectory(join(data, 'snapshots'), 'these'), tail: 0, onTrouble: onFatal },
});
await hub.putStores(STORES.map(storeInfo));
await hub.putProducts([product('apple')]);
setInterval(() => hub.tick(), TICK_MS);

const begun = new Set<string>();

async function trade(store: string, to: string): Promise<never> {
  const node = new TestStore(store);
  const { code } = await hub.createEnrolmentCode(store);
  const admitted = await hub.exchange.enrol({ store, code, publicKey: node.publicKey });
  if (!admitted.ok) throw new Error(admitted.refusal.message);
  const desk = must(hub.desk(store), store);
  node.incarnation = admitted.value.incarnation;
  node.cursor = desk.up.head();
  for (;;) {
    const id = `${store}-${node.cursor.n + 1}`;
    const lines = [{ sku: 'apple', units: 1 }];
    await hub.exchange.ingest(desk, node.incarnation, [
      node.write('receipt', id, { lines: [{ sku: 'apple', units: 5, area: 'shelf' }] }),
      node.write('dispatch', id, { transfer: id, to, by: 'anna', lines }),
    ]);
    const isFirst = !begun.has(store);
    begun.add(store);
    if (isFirst && begun.size === STORES.length) writeSync(1, 'begun\n');
    await sleep(1);
  }
}
await Promise.all(STORES.map((store, index) => trade(store, must(STORES[1 - index], 'the other'))));
