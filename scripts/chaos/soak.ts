/**
 * Half an hour at more than both processes can do, on a line that keeps breaking. Few requests make a document, so that
 * memory which grows is not memory that documents need: those are few and counted.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Process } from '../processes/child.ts';
import { processorSeconds } from '../processes/processor.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Random } from '../simulate/random.ts';
import { type Counts, countOf, mallocMib, memoryMib } from './flood.ts';
import { Line, type LineFault } from './proxy.ts';
import type { Ground, Outcome, Scenario } from './scenario.ts';
import { examine, openShop, settled, theStore } from './shop.ts';
import { SOAK_CLIENTS as CLIENTS, soakOrder, type SoakOrder } from './soak-load.ts';

const MINUTES = 30;
/** Each flood has a source of chance of its own. */
const SEEDS = 1_000_000;
const SENDER = new URL('./soak-sender.ts', import.meta.url);
const SAMPLE_MS = 1000;
const HOUR_MS = 3_600_000;
const STREAM_MS = 2000;
const METRICS_MS = 10_000;
const FAULTS: readonly LineFault[] = ['refuse', 'reset', 'black hole', 'slow', 'cut'];
/**
 * Memory is warm after the first third; compared are the floors over the second and the last one, in each of which V8
 * has collected everything more than once.
 */
const WARM = 1 / 3;
const GROWTH = 0.1;
const PARTS = 10;
/** A floor of fewer samples in a third says nothing. */
const FEWEST_SAMPLES = 10;
/** Arenas grow by a few MiB when threads of the disk take turns in another way. */
const SPARE_MIB = 4;
/** What a document may take in memory for good: its place in the indexes, and its order. */
const BYTES_PER_DOCUMENT = 2048;
/**
 * V8 collects lazily: until it has taken about this much in all, resident memory rises with the work that was done, and
 * a machine with much to do is not warm after a third of the time. What lives on the heap, and what malloc has, tell a
 * leak all the same.
 */
const RESIDENT_MIB = { store: 512, hub: 576 } as const;
/** Until both sides are equal after all that. */
const CATCH_UP_MS = 5 * 60_000;

export const soak: Scenario = {
  name: 'soak',
  fault: `${CLIENTS.store} and ${CLIENTS.hub} clients at once at store and hub, while the line between them keeps breaking`,
  promise: `after warm-up what lives on the heap, and what malloc has, grow by less than ${100 * GROWTH} % beside the ${BYTES_PER_DOCUMENT} bytes of each new document, and so does resident memory where it is above what V8 takes at its leisure; what is too much is told 503; nothing is lost`,
  isOnRequest: true,
  run,
};

interface Sample {
  /** Milliseconds by the wall clock. */
  readonly at: number;
  readonly mib: number;
}

/** Memory of one process over time. */
interface Memory {
  readonly rss: Sample[];
  /** What is in use on V8's heap: at its lowest, what lives. */
  readonly heap: Sample[];
  /** What malloc has: buffers, LevelDB, all that native code allocates, and what is free again but kept. */
  readonly malloc: Sample[];
}

interface Period {
  readonly from: number;
  readonly until: number;
}

async function run({ directory, random, minutes = MINUTES, tell }: Ground): Promise<Outcome> {
  let proxy: Line | undefined;
  const retailer = await openShop({
    directory,
    stores: 1,
    hubAddressFor: async (_store, hubUrl) => (proxy = await Line.open(hubUrl, random)).url,
  });
  const stop = new AbortController();
  try {
    const line = must(proxy, 'the store was given the line');
    const store = theStore(retailer);
    const memory = { store: noMemory(), hub: noMemory() };
    const busy = processorShares(retailer);
    const from = Date.now();
    const beside = [
      flap(line, random, stop.signal),
      watch({ process: store.process, key: store.keys.operator }, memory.store, stop.signal),
      watch({ process: retailer.hub.process, key: retailer.hub.keys.operations }, memory.hub, stop.signal),
      comeAndGo(retailer, stop.signal),
    ];
    const seconds = 60 * minutes;
    const [atStore, atHub] = await Promise.all([
      poured(soakOrder(retailer, 'store', { seed: random.below(SEEDS), seconds })),
      poured(soakOrder(retailer, 'hub', { seed: random.below(SEEDS), seconds })),
    ]);
    const period = { from, until: Date.now() };
    const shares = busy();
    stop.abort();
    await Promise.all(beside);
    await line.set('none');
    tell('the flood is over');
    const outcome = judge(memory, { store: atStore, hub: atHub }, period);
    if (!store.process.isRunning || !retailer.hub.process.isRunning) outcome.broken.push('a process ended');
    const equalAfterMs = await settled(retailer, CATCH_UP_MS);
    const examined = await examine(retailer, [...atStore.acknowledged, ...atHub.acknowledged]);
    return {
      measured: {
        minutes,
        'connections broken': line.broken,
        ...shares,
        ...outcome.measured,
        ...examined.measured,
        'equal after ms': equalAfterMs,
      },
      broken: [...outcome.broken, ...examined.broken],
    };
  } finally {
    stop.abort();
    await retailer.kill();
    await proxy?.close();
  }
}

/** Pours one of the floods, in a thread of its own. */
async function poured(workerData: SoakOrder): Promise<Counts> {
  const [counts] = await once(new Worker(SENDER, { workerData }), 'message');
  return counts as Counts;
}

async function flap(line: Line, random: Random, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await sleep(random.between(5000, 20_000));
    if (stop.aborted) return;
    await line.set(FAULTS[random.below(FAULTS.length)] ?? 'reset');
    await sleep(random.between(500, 4000));
    await line.set('none');
  }
}

/** Readers of both event streams who come, listen for a while and go. */
async function comeAndGo({ hub, stores: [store] }: Retailer, stop: AbortSignal): Promise<void> {
  const listen = async (url: string, init: RequestInit): Promise<void> => {
    const gone = AbortSignal.any([stop, AbortSignal.timeout(STREAM_MS)]);
    try {
      const response = await fetch(url, { ...init, signal: gone });
      for await (const _part of response.body ?? []) if (gone.aborted) return;
    } catch {
      // That is how it ends, and a process that has no room says so.
    }
    if (!stop.aborted) await sleep(100);
  };
  const { process, keys } = must(store, 'there is a store');
  const query = 'subscription { storeLinkChanged { storeId } }';
  while (!stop.aborted) {
    await Promise.all([
      listen(`${process.url}/v1/events`, { headers: { 'x-api-key': keys.clerk } }),
      listen(`${hub.process.url}/graphql`, {
        method: 'POST',
        headers: {
          'x-api-key': hub.keys.operations,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
        body: JSON.stringify({ query }),
      }),
    ]);
  }
}

const noMemory = (): Memory => ({ rss: [], heap: [], malloc: [] });

/** Resident memory as the system tells it; beside that the heap as the process itself does, which under a flood takes its time. */
async function watch(
  { process, key }: { process: Process; key: string },
  memory: Memory,
  stop: AbortSignal,
): Promise<void> {
  const goesOn = (): boolean => !stop.aborted && process.isRunning;
  const told = (async () => {
    for (; goesOn(); await sleep(SAMPLE_MS)) {
      const mib = await heapMib(process, key);
      if (mib !== undefined) memory.heap.push({ at: Date.now(), mib });
    }
  })();
  for (; goesOn(); await sleep(SAMPLE_MS)) {
    const at = Date.now();
    memory.rss.push({ at, mib: memoryMib(process) });
    memory.malloc.push({ at, mib: mallocMib(process) });
  }
  await told;
}

/** Nothing when it did not answer: the next sample will do. */
async function heapMib({ url }: Process, key: string): Promise<number | undefined> {
  try {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(METRICS_MS) });
    const [, bytes] = /^nodejs_heap_size_used_bytes (\d+)/m.exec(await response.text()) ?? [];
    return bytes === undefined ? undefined : Number(bytes) / 1024 / 1024;
  } catch {
    return undefined;
  }
}

/** What of a core each process used: a flood that its own sender holds up would say nothing. */
function processorShares({ hub, stores }: Retailer): () => Record<string, number> {
  const pids = { store: stores[0]?.process.pid, hub: hub.process.pid, sender: process.pid };
  const now = (): number[] => Object.values(pids).map(processorSeconds);
  const from = performance.now();
  const before = now();
  return () => {
    const seconds = (performance.now() - from) / 1000;
    const shares = now().map((used, one) => Math.round((100 * (used - (before[one] ?? 0))) / seconds));
    return Object.fromEntries(Object.keys(pids).map((who, one) => [`${who}: % of a core`, shares[one] ?? 0]));
  };
}

type Side = 'store' | 'hub';

function judge(
  memory: Record<Side, Memory>,
  counts: Record<Side, Counts>,
  period: Period,
): { measured: Record<string, number | string>; broken: string[] } {
  const measured: Record<string, number | string> = {};
  const broken: string[] = [];
  // Each side holds what the other one wrote too.
  const documents = Math.round(WARM * (counts.store.acknowledged.length + counts.hub.acknowledged.length));
  const forDocuments = (documents * BYTES_PER_DOCUMENT) / 1024 / 1024;
  for (const side of ['store', 'hub'] as const) {
    const { done, overloaded, unanswered, other } = counts[side];
    Object.assign(measured, {
      [`${side}: answered`]: done,
      [`${side}: 503`]: overloaded,
      [`${side}: no answer`]: countOf(unanswered),
    });
    for (const [what, times] of unanswered) measured[`${side}: ${what}`] = times;
    for (const [what, times] of other) broken.push(`${side}: ${times} times ${what}`);
    if (overloaded === 0) broken.push(`${side}: nobody was turned away, so it was not too much`);
    for (const kind of ['heap', 'malloc', 'rss'] as const) {
      measured[`${side}: ${kind} MiB from part to part`] = floorsOf(memory[side][kind], period).join(' ');
      const levels = levelsOf(memory[side][kind], period);
      if (levels === undefined) {
        broken.push(`${side}: ${kind} was measured too seldom`);
        continue;
      }
      const { warm, end, perHour } = levels;
      measured[`${side}: ${kind} MiB when warm`] = warm;
      measured[`${side}: ${kind} MiB at the end`] = end;
      measured[`${side}: ${kind} MiB an hour`] = perHour;
      const isJudged = kind !== 'rss' || end > RESIDENT_MIB[side];
      if (isJudged && end > warm * (1 + GROWTH) + SPARE_MIB + forDocuments)
        broken.push(`${side}: ${kind} grew from ${warm} to ${end} MiB`);
    }
  }
  return { measured: { 'new documents in the last third': documents, ...measured }, broken };
}

/** The floors over the second and the last third, and what their difference makes in an hour; nothing when too little was measured. */
function levelsOf(
  samples: readonly Sample[],
  { from, until }: Period,
): { warm: number; end: number; perHour: number } | undefined {
  const third = (until - from) * WARM;
  const mibFrom = (start: number): number[] =>
    samples.filter(({ at }) => at >= start && at < start + third).map(({ mib }) => mib);
  const [second, last] = [mibFrom(from + third), mibFrom(from + 2 * third)];
  if (Math.min(second.length, last.length) < FEWEST_SAMPLES) return undefined;
  const [warm, end] = [Math.min(...second), Math.min(...last)];
  const round = (value: number): number => Math.round(10 * value) / 10;
  return { warm: round(warm), end: round(end), perHour: round((end - warm) / (third / HOUR_MS)) };
}

/** The floors over equal parts of the time, for who reads the figures: a line that is flat from some part on, or is not. */
function floorsOf(samples: readonly Sample[], { from, until }: Period): number[] {
  const length = (until - from) / PARTS;
  return Array.from({ length: PARTS }, (_, part) =>
    Math.round(
      Math.min(
        ...samples
          .filter(({ at }) => at >= from + part * length && at < from + (part + 1) * length)
          .map(({ mib }) => mib),
      ),
    ),
  );
}
