/** A disk that was brought back from an old copy, and traded before it heard of the hub. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@ringfence/domain/basic/assert.ts';
import { trading } from './disks.ts';
import { Load } from './load.ts';
import { Line } from './proxy.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, settled, theStore } from './shop.ts';

const COMMANDS = { small: 60, full: 1000 } as const;
const KILLS = 3;
const TAKEN_OUT_MS = 60_000;

export const forkedStore: Scenario = {
  name: 'forked-store',
  fault:
    'a store gets yesterday’s copy of its whole machine, trades on it without a line, and is killed while it recovers',
  promise: 'what it sold on the old disk is recorded once beside what it had sold before, as a new incarnation',
  run,
};

async function run({ directory, random, isFull, tell }: Ground): Promise<Outcome> {
  let proxy: Line | undefined;
  const retailer = await openShop({
    directory,
    stores: 1,
    hubAddressFor: async (_store, hubUrl) => (proxy = await Line.open(hubUrl, random)).url,
  });
  try {
    const line = must(proxy, 'the store was given the line');
    const store = theStore(retailer);
    const acknowledged: Load['acknowledged'] = [];
    const commands = isFull ? COMMANDS.full : COMMANDS.small;
    const trade = async (mark: string, shoppers: number): Promise<Load> => {
      const load = new Load(retailer, { tills: 4, shoppers, random, mark });
      await load.until(commands);
      return load;
    };
    const end = async (load: Load): Promise<void> => {
      await load.stop();
      acknowledged.push(...load.acknowledged);
    };
    await end(await trade('before', 2));
    await settled(retailer);
    await store.process.stop();
    const copy = join(directory, 'yesterday');
    cpSync(store.directory, copy, { recursive: true });
    await store.process.start();
    await end(await trade('after', 2));
    await settled(retailer);
    const { author, up } = await trading(store);
    await store.process.stop();
    rmSync(store.directory, { recursive: true });
    cpSync(copy, store.directory, { recursive: true });

    await line.set('refuse');
    await store.process.start();
    const onTheOldDisk = await trade('fork', 0);
    const fork = await trading(store);
    tell(`${onTheOldDisk.done} commands were answered from the old disk, as ${String(fork.author)}`);
    await line.set('none');
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(random.between(200, 1500));
      await store.process.kill();
      await store.process.start();
    }
    await end(onTheOldDisk);
    const after = await trading(store);
    const broken: string[] = [];
    if (after.author === author) broken.push(`it went on as ${String(author)}`);
    if (after.up.n < up.n) broken.push(`it serves ${after.up.n} of ${up.n} documents`);
    const left = await notTakenOut(join(store.directory, 'set-aside'));
    if (left.length > 0) broken.push(`not gone through: ${left.join(', ')}`);
    const examined = await examine(retailer, acknowledged);
    return {
      measured: { 'sold on the old disk': onTheOldDisk.sales, kills: KILLS, ...examined.measured },
      broken: [...broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
    await proxy?.close();
  }
}

/** The disks that were set aside and are still waiting after a while. */
async function notTakenOut(place: string): Promise<string[]> {
  const giveUpAt = Date.now() + TAKEN_OUT_MS;
  for (;;) {
    const waiting = readdirSync(place).filter((name) => name.startsWith('up-') && name.endsWith('Z'));
    if (waiting.length === 0 || Date.now() > giveUpAt) return waiting;
    await sleep(100);
  }
}
