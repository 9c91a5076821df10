/**
 * Whether the address that a hub gives the others is its own. What it keeps
 * true: a hub that can tell that it is not, does not lead. Two hubs at one
 * address would take each other for dead, and the lead from each other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../config.ts';
import type { Fence } from './fences.ts';
import { LIMITS } from './limits.ts';
import { presenceAt } from './peer.ts';

export const WHAT_TO_DO =
  'give every hub a RINGFENCE_ADDRESS of its own, under which the others reach it and nobody else';

/** The address of every machine itself. */
const NOBODY_ELSE = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** False when hubs on other machines, which there may be where the CouchDB is not on this one, cannot reach it there. */
export function isReachable(address: string, couch: string): boolean {
  const isLocal = (url: string): boolean => NOBODY_ELSE.test(new URL(url).hostname);
  return !isLocal(address) || isLocal(couch);
}

/**
 * Asks the own address who is there, again and again for a while when it is another hub, which may be just ending. True
 * when it is this one, false when nothing is heard. Rejects with `ConfigError` when it stays another one.
 */
export async function isOwn(
  { address, instance }: Pick<Fence, 'address' | 'instance'>,
  patienceMs: number = LIMITS.ownAddressMs,
): Promise<boolean> {
  for (const giveUpAt = performance.now() + patienceMs; ; await sleep(LIMITS.ownAddressPauseMs)) {
    const heard = await whoIsAt(address);
    if (heard.every((there) => there === instance)) return heard.length > 0;
    if (performance.now() >= giveUpAt) throw new ConfigError(`another hub answers at ${address}: ${WHAT_TO_DO}`);
  }
}

/** Those who answered, each on a connection of its own: behind one address there may be several. */
async function whoIsAt(address: string): Promise<string[]> {
  const heard: string[] = [];
  try {
    for (let ask = 0; ask < LIMITS.ownAddressAsks; ask += 1)
      heard.push((await presenceAt(address, { headers: { connection: 'close' } })).instance);
  } catch {
    // What is not heard says nothing.
  }
  return heard;
}
