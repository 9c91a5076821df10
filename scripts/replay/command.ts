/** One command to a store or to the hub: timed, its refusals counted, its acknowledgement remembered. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RefusalCode } from '@ringfence/domain/basic/refusals.ts';
import type { Answer, CommandPath } from '../clients/store-api.ts';
import type { Step } from '../trade-data/steps.ts';
import { type World, storeOf } from './world.ts';

/** How long a connected store may take to hear of an order or transfer the hub has just written. */
const ARRIVES_MS = 15_000;
const LOOK_AGAIN_MS = 5;

export interface Command {
  readonly step: Step;
  readonly path: CommandPath;
  readonly body: unknown;
  readonly supervisor?: boolean;
}

/** Sends the command to the step's store, and counts the answer. */
export function command<Body>(world: World, asked: Command): Promise<Answer<Body>> {
  return commandWhenKnown(world, asked, undefined);
}

/**
 * The same for a command about an order or transfer: a connected store that refuses with `unknown`, because it has
 * not heard of it yet, is asked again until it has. That time is counted as waiting, not as the command's.
 */
export async function commandWhenKnown<Body>(
  world: World,
  { step, path, body, supervisor }: Command,
  unknown: RefusalCode | undefined,
): Promise<Answer<Body>> {
  const { tally } = world;
  const store = storeOf(world, step.store);
  const api = supervisor ? store.supervisor : store.clerk;
  const giveUpAt = Date.now() + ARRIVES_MS;
  for (;;) {
    const from = performance.now();
    const answer = await api.command<Body>(path, body);
    const took = performance.now() - from;
    const isEarly = answer.outcome === 'refused' && answer.code === unknown && !world.cutOff.has(store.id);
    if (isEarly && Date.now() < giveUpAt) {
      await sleep(LOOK_AGAIN_MS);
      tally.note('ms waited for documents of the hub', Math.round(took) + LOOK_AGAIN_MS);
      continue;
    }
    tally.time(path, took);
    if (answer.outcome === 'refused') tally.refused(path, answer.code);
    else acknowledge(world, step.store, 'up', answer.document._id);
    return answer;
  }
}

export function acknowledge(world: World, store: string, direction: 'up' | 'down', id: string): void {
  world.tally.acknowledged.push({ store, direction, id });
}
