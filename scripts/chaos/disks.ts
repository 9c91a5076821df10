/** Damaged files: of a store's own street while the hub is there to give it back, and of the hub's log. */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { upStreet } from '@ringfence/domain/basic/ids.ts';
import type { Process } from '../processes/child.ts';
import type { Retailer, RunningHub, RunningStore } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
import type { Random } from '../simulate/random.ts';
import { DAMAGES, type Damage } from './damage.ts';
import { Load } from './load.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, settled, theStore } from './shop.ts';

const TRADING_MS = 30_000;
/** Documents before all that: enough for an index and a frozen state. */
const PAST = 2000;
/** Commands that lie in tables, and those that lie in the log, when the damage is done. */
const IN_TABLES = 80;
const IN_LOG = 20;
/** Of a store on a damaged disk: it is noticed at the first, or by reading, and then at the next. */
const STARTS = 3;
const ENDED_MS = 30_000;
const VERIFIED_MS = 120_000;

export const damagedStore: Scenario = {
  name: 'damaged-store',
  fault: '15 kinds of damage to the files of a store’s own street',
  promise:
    'each that hits a document is noticed, at the start, when it is read or behind the trade, and nothing is served from it; the store takes its facts back and trades on',
  run: damageStore,
};

export const damagedHub: Scenario = {
  name: 'damaged-hub',
  fault: '15 kinds of damage to the files of the hub’s log',
  promise:
    'each that hits a document is noticed, at the start or behind the trade: then the hub does not start and says why; with its files back it serves as before',
  run: damageHub,
};

interface StoreStatus {
  readonly trading: boolean;
  /** Store and incarnation. */
  readonly author: string | null;
  readonly up: { readonly n: number };
}

/** Some trade, more of it after a restart: then tables and a log both hold documents. */
async function fill(
  retailer: Retailer,
  { random, part, again }: { random: Random; part: number; again: readonly { readonly process: Process }[] },
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  for (const [half, commands] of [IN_TABLES, IN_LOG].entries()) {
    const load = new Load(retailer, { tills: 4, shoppers: 2, random, mark: `${part}.${half}` });
    await load.until(commands);
    await load.stop();
    acknowledged.push(...load.acknowledged);
    if (half === 1) continue;
    for (const { process } of again) {
      await process.stop();
      await process.start();
    }
  }
  await settled(retailer);
  return acknowledged;
}

/** The status of a store once it trades. */
export async function trading(store: RunningStore): Promise<StoreStatus> {
  const giveUpAt = Date.now() + TRADING_MS;
  for (;;) {
    const status = await store.operator.get<StoreStatus>('status');
    if (status?.trading) return status;
    if (Date.now() > giveUpAt) throw new Error(`${store.id} does not trade: ${JSON.stringify(status)}`);
    await sleep(20);
  }
}

async function damageStore({ directory, random, tell }: Ground): Promise<Outcome> {
  const retailer = await openShop({ directory, stores: 1, past: PAST });
  try {
    const store = theStore(retailer);
    const acknowledged: Acknowledged[] = [];
    const broken: string[] = [];
    const count = { 'taken back from the hub': 0, 'found after the start': 0, whole: 0 };
    for (const [part, { name, apply, isHarmless }] of DAMAGES.entries()) {
      acknowledged.push(...(await fill(retailer, { random, part, again: [store] })));
      const before = await trading(store);
      await store.process.stop();
      apply(join(store.directory, 'streets', upStreet(store.id)));
      const { after, starts } = await startedOn(store, { before, acknowledged, broken });
      const isAnew = after.author !== before.author;
      count[isAnew ? 'taken back from the hub' : 'whole'] += 1;
      if (starts > 1) count['found after the start'] += 1;
      if (!isAnew && !isHarmless) broken.push(`${name}: was not noticed`);
      if (after.up.n < before.up.n) broken.push(`${name}: ${after.up.n} of ${before.up.n} documents are served`);
      tell(`${name}: ${isAnew ? 'taken back from the hub' : 'whole'}`);
    }
    const examined = await examine(retailer, acknowledged);
    return {
      measured: { damages: DAMAGES.length, ...count, ...examined.measured },
      broken: [...broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
  }
}

/**
 * Starts on a damaged disk, as a supervisor would, until what was sold is served to the last sale and everything was
 * verified. What lies far back is not read at a start: damage is found when it is asked for, or behind the trade, and
 * then the process ends and the next start reads everything.
 */
async function startedOn(
  store: RunningStore,
  { before, acknowledged, broken }: { before: StoreStatus; acknowledged: readonly Acknowledged[]; broken: string[] },
): Promise<{ after: StoreStatus; starts: number }> {
  for (let starts = 1; ; starts++) {
    try {
      await store.process.start();
    } catch (error) {
      // It came upon the damage while it folded what it read, and ended.
      if (starts === STARTS) throw error;
      continue;
    }
    const after = await trading(store);
    if (after.author !== before.author || starts === STARTS) return { after, starts };
    const amiss = (await readAll(store, acknowledged)) ?? (await verified(store.process, store.keys.operator));
    if (amiss === undefined) return { after, starts };
    if (amiss !== 'no answer') broken.push(amiss);
    // It says what it found and ends by itself.
    const ended = await Promise.race([store.process.ended(), sleep(ENDED_MS, 'late', { ref: false })]);
    if (ended !== 'late') continue;
    broken.push('it did not answer, and went on');
    await store.process.kill();
  }
}

/** Asks for every sale; nothing when each is there. */
async function readAll(store: RunningStore, acknowledged: readonly Acknowledged[]): Promise<string | undefined> {
  const headers = { 'x-api-key': store.keys.clerk };
  for (const { id } of acknowledged) {
    if (!id.startsWith('sale~')) continue;
    try {
      const response = await fetch(`${store.process.url}/v1/sales/${id.slice('sale~'.length)}`, { headers });
      const { _id } = (await response.json()) as { _id?: string };
      if (response.status >= 500) return 'no answer';
      if (_id !== id) return `${id} was answered ${response.status}`;
    } catch {
      return 'no answer';
    }
  }
  return undefined;
}

/** Waits until a process has verified all that is on its disk; `key` may read its figures. */
async function verified(process: Process, key: string): Promise<string | undefined> {
  const headers = { 'x-api-key': key };
  const giveUpAt = Date.now() + VERIFIED_MS;
  while (Date.now() < giveUpAt) {
    const response = await fetch(`${process.url}/metrics`, { headers }).catch(() => undefined);
    if (response?.ok !== true) return 'no answer';
    if (/^ringfence_verified_timestamp_seconds \d/m.test(await response.text())) return undefined;
    await sleep(50);
  }
  return 'it did not verify what is on its disk';
}

async function damageHub({ directory, random, tell }: Ground): Promise<Outcome> {
  const retailer = await openShop({ directory, stores: 1, past: PAST });
  try {
    const acknowledged = await fill(retailer, { random, part: 0, again: [retailer.hub] });
    await retailer.stop();
    const { hub } = retailer;
    const good = `${hub.directory}.good`;
    cpSync(hub.directory, good, { recursive: true });
    const broken: string[] = [];
    const count = { 'did not start': 0, 'found after the start': 0, whole: 0 };
    for (const damage of DAMAGES) {
      damage.apply(join(hub.directory, 'log'));
      let said = await startOf(hub.process);
      if (said === undefined && (await hasEnded(hub, broken))) {
        count['found after the start'] += 1;
        said = await startOf(hub.process);
      }
      count[said === undefined ? 'whole' : 'did not start'] += 1;
      const problem = judged(damage, said);
      if (problem !== undefined) broken.push(problem);
      tell(`${damage.name}: ${said ?? 'whole'}`);
      await hub.process.kill();
      for (const place of [hub.directory, `${join(hub.directory, 'log')}.gone`])
        rmSync(place, { recursive: true, force: true });
      cpSync(good, hub.directory, { recursive: true });
    }
    await retailer.restart();
    const examined = await examine(retailer, acknowledged);
    return {
      measured: { damages: DAMAGES.length, ...count, ...examined.measured },
      broken: [...broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
  }
}

/** True when a hub that started found what was wrong behind the trade, and ended. */
async function hasEnded({ process, keys }: RunningHub, broken: string[]): Promise<boolean> {
  const amiss = await verified(process, keys.operations);
  if (amiss === undefined) return false;
  const ended = await Promise.race([process.ended(), sleep(ENDED_MS, 'late', { ref: false })]);
  if (ended === 'late') broken.push(amiss);
  return ended !== 'late';
}

/** What a process said when it did not start; nothing when it did. */
export async function startOf(process: Process): Promise<string | undefined> {
  const before = readFileSync(process.logFile, 'utf8').length;
  try {
    await process.start();
    return undefined;
  } catch {
    // What it wrote last is on its way to the file.
    await sleep(100);
    return readFileSync(process.logFile, 'utf8').slice(before).trim();
  }
}

function judged({ name, isHarmless }: Damage, said: string | undefined): string | undefined {
  if (said === undefined) return isHarmless ? undefined : `${name}: was not noticed`;
  const lines = said.split('\n');
  const { event, error } = JSON.parse(lines.at(-1) ?? '{}') as { event?: string; error?: string };
  const isPlain = lines.length === 1 && event === 'fatal' && !/\n\s+at /.test(error ?? '');
  return isPlain ? undefined : `${name}: it did not start, and said: ${said.slice(0, 300)}`;
}
