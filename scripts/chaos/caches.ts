/**
 * What spares a start the reading of the past: index files and frozen states, at the store and at the hub. They are
 * caches. Damaged, missing, older, newer or another's, they cost a longer start and nothing else.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Process } from '../processes/child.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Acknowledged } from '../replay/tally.ts';
import { startOf, trading } from './disks.ts';
import { writeHistory } from './history.ts';
import { Load } from './load.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, settled, SKUS, theStore } from './shop.ts';

/** Enough that both sides find it worth while to keep what they folded, and then some more. */
const DOCUMENTS = { past: 6_000, later: 1_500 } as const;
const COMMANDS = 60;
const SETTLED_MS = 180_000;
const FOLDERS = ['index', 'snapshot', 'snapshots'] as const;

interface Damage {
  readonly name: string;
  /** `older` is the same file as it was before the latest documents, where it existed then. */
  readonly apply: (file: string, older: string) => void;
}

const DAMAGES: readonly Damage[] = [
  { name: 'its first byte flipped', apply: (file) => flip(file, 0) },
  { name: 'a byte in the middle flipped', apply: (file) => flip(file, 0.5) },
  { name: 'its last byte flipped', apply: (file) => flip(file, 1) },
  { name: 'cut in half', apply: (file) => truncateSync(file, statSync(file).size >> 1) },
  { name: 'its last byte cut off', apply: (file) => truncateSync(file, statSync(file).size - 1) },
  { name: 'garbage after it', apply: (file) => appendFileSync(file, new Uint8Array(3000).fill(0xa5)) },
  { name: 'empty', apply: (file) => truncateSync(file) },
  { name: 'missing', apply: (file) => rmSync(file) },
  { name: 'a directory in its place', apply: (file) => asDirectory(file) },
  { name: 'older', apply: (file, older) => (existsSync(older) ? cpSync(older, file) : rmSync(file)) },
];

export const damagedCaches: Scenario = {
  name: 'damaged-caches',
  fault: `index files and frozen states of store and hub are damaged in ${DAMAGES.length} ways, one by one and all together, and a store gets a younger one beside an older disk`,
  promise: 'they cost a longer start and nothing else: the same state to its hash, and the same incarnation',
  run,
};

interface Side {
  readonly name: 'store' | 'hub';
  readonly directory: string;
  readonly process: Process;
}

interface Stage {
  readonly ground: Ground;
  readonly retailer: Retailer;
  readonly sides: readonly Side[];
  /** Where copies of both sides lie as they were before the latest documents. */
  readonly older: string;
  readonly broken: string[];
}

async function run(ground: Ground): Promise<Outcome> {
  const { directory, random } = ground;
  const retailer = await openShop({ directory, stores: 1 });
  const { hub } = retailer;
  const store = theStore(retailer);
  const sides: readonly Side[] = [
    { name: 'store', directory: store.directory, process: store.process },
    { name: 'hub', directory: hub.directory, process: hub.process },
  ];
  const stage: Stage = { ground, retailer, sides, older: join(directory, 'older'), broken: [] };
  try {
    const acknowledged = await fill(stage);
    const counts = [];
    for (const side of sides) counts.push(await damageAll(stage, side));
    await useYounger(stage);
    const load = new Load(retailer, { tills: 2, shoppers: 1, random });
    await load.until(COMMANDS);
    await load.stop();
    await settled(retailer, SETTLED_MS);
    const examined = await examine(retailer, [...acknowledged, ...load.acknowledged]);
    const [atStore, atHub] = counts;
    return {
      measured: {
        documents: acknowledged.length,
        'files of the store': atStore?.files ?? 0,
        'damages there': atStore?.damages ?? 0,
        'files of the hub': atHub?.files ?? 0,
        'damages there too': atHub?.damages ?? 0,
        ...examined.measured,
      },
      broken: [...stage.broken, ...examined.broken],
    };
  } finally {
    await retailer.kill();
  }
}

/** Two times many documents, with a copy of both sides in between. At the end every file was written by a clean stop. */
async function fill({ retailer, sides, older }: Stage): Promise<Acknowledged[]> {
  const store = theStore(retailer);
  const acknowledged: Acknowledged[] = [];
  for (const [mark, documents] of Object.entries(DOCUMENTS)) {
    await store.process.stop();
    acknowledged.push(...(await writeHistory(store, { documents, skus: SKUS, mark })));
    await store.process.start();
    await settled(retailer, SETTLED_MS);
    await retailer.stop();
    if (mark === 'past') for (const side of sides) cpSync(side.directory, join(older, side.name), { recursive: true });
    await retailer.restart();
  }
  return acknowledged;
}

/** Author and hash of the store's state once both sides fold to it. */
async function standing(retailer: Retailer): Promise<{ author: string | null; hash: string | null }> {
  const store = theStore(retailer);
  await trading(store);
  await settled(retailer, SETTLED_MS);
  const status = await store.operator.get<{ author: string | null; stateHash: string | null }>('status');
  return { author: status?.author ?? null, hash: status?.stateHash ?? null };
}

/** Damages every cache of one side, each by itself and all together, and starts it on that. */
async function damageAll(
  { ground, retailer, older, broken }: Stage,
  { name, directory, process }: Side,
): Promise<{ files: number; damages: number }> {
  const before = await standing(retailer);
  await process.stop();
  const good = join(ground.directory, `good-${name}`);
  cpSync(directory, good, { recursive: true });
  const files = cachesIn(directory);
  if (files.length === 0) broken.push(`the ${name} keeps no caches`);
  const choices = [...files.map((file) => [file]), files];
  for (const { name: how, apply } of DAMAGES) {
    for (const chosen of choices) {
      restoreCaches(directory, good);
      for (const file of chosen) apply(join(directory, file), join(older, name, file));
      const what = `${name}, ${chosen.join(' and ')} ${how}`;
      const said = await startOf(process);
      if (said !== undefined) {
        broken.push(`${what}: it did not start, and said ${said.slice(0, 300)}`);
        continue;
      }
      const after = await standing(retailer);
      if (after.author !== before.author) broken.push(`${what}: it went on as ${after.author}`);
      if (after.hash !== before.hash) broken.push(`${what}: it folds to another state`);
      await process.stop();
    }
  }
  await process.start();
  ground.tell(`${name}: ${files.length} files, ${DAMAGES.length * choices.length} damages`);
  return { files: files.length, damages: DAMAGES.length * choices.length };
}

/** The store's databases are older than the files beside them. */
async function useYounger({ retailer, older, broken }: Stage): Promise<void> {
  const store = theStore(retailer);
  const { author } = await trading(store);
  await store.process.stop();
  const streets = join(store.directory, 'streets');
  rmSync(streets, { recursive: true });
  cpSync(join(older, 'store', 'streets'), streets, { recursive: true });
  await store.process.start();
  const after = await trading(store);
  if (after.author === author) broken.push(`with an older disk it went on as ${String(author)}`);
}

function restoreCaches(directory: string, good: string): void {
  for (const folder of FOLDERS) {
    rmSync(join(directory, folder), { recursive: true, force: true });
    if (existsSync(join(good, folder))) cpSync(join(good, folder), join(directory, folder), { recursive: true });
  }
}

/** The files of a data directory that may go at any time, as paths below it. */
function cachesIn(directory: string): string[] {
  return FOLDERS.filter((folder) => existsSync(join(directory, folder))).flatMap((folder) =>
    readdirSync(join(directory, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)),
  );
}

function flip(file: string, part: number): void {
  const bytes = Uint8Array.from(readFileSync(file));
  const at = Math.min(bytes.length - 1, Math.floor(bytes.length * part));
  bytes[at] = 0xff - (bytes[at] ?? 0);
  writeFileSync(file, bytes);
}

/** A file that cannot be read as one. */
function asDirectory(file: string): void {
  rmSync(file);
  mkdirSync(file);
}
