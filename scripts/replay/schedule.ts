/**
 * Performs the steps of a day in their order, as many at once as order allows:
 * each store begins its steps one after the other, some of them under way
 * together, and no step begins before every earlier one that touches the same
 * goods of the same store, or the same order, sale or transfer, has ended.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import { type Step, subjectsOf } from '../trade-data/steps.ts';

export async function performInOrder(
  steps: readonly Step[],
  inFlight: number,
  perform: (step: Step) => Promise<void>,
): Promise<void> {
  const ended = steps.map(() => Promise.withResolvers<void>());
  for (const { promise } of ended) promise.catch(() => {});
  const before = predecessors(steps);
  let failed = false;
  const runOne = async (index: number): Promise<void> => {
    const end = must(ended[index], 'a step has an end');
    try {
      await Promise.all((before[index] ?? []).map((earlier) => must(ended[earlier], 'an earlier step').promise));
      if (!failed) await perform(must(steps[index], 'a step'));
      end.resolve();
    } catch (error) {
      failed = true;
      end.reject(error);
      throw error;
    }
  };
  const runStore = async (own: readonly number[]): Promise<void> => {
    const running = new Set<Promise<void>>();
    for (const index of own) {
      while (running.size >= inFlight) await Promise.race(running);
      const run: Promise<void> = runOne(index).finally(() => running.delete(run));
      run.catch(() => {});
      running.add(run);
    }
    await Promise.all(running);
  };
  const results = await Promise.allSettled([...byStore(steps).values()].map(runStore));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** For each step, the last earlier step with each of its subjects. */
export function predecessors(steps: readonly Step[]): number[][] {
  const last = new Map<string, number>();
  return steps.map((step, index) => {
    const before = new Set<number>();
    for (const subject of new Set(subjectsOf(step))) {
      const earlier = last.get(subject);
      if (earlier !== undefined) before.add(earlier);
      last.set(subject, index);
    }
    return [...before];
  });
}

function byStore(steps: readonly Step[]): Map<string, number[]> {
  const stores = new Map<string, number[]>();
  for (const [index, { store }] of steps.entries()) {
    const own = stores.get(store) ?? [];
    stores.set(store, own);
    own.push(index);
  }
  return stores;
}
