/**
 * Which register this device is, and the key that lets it in. Kept with the
 * outbox, on disk before anybody goes on: a device that lost power must still
 * know where to send what it has kept.
 */
import type { OwnCollections } from './databases.ts';
import type { Kept } from './kept.ts';

export interface Pairing {
  readonly register: string;
  readonly key: string;
}

const KEY = 'pairing';

/** Nothing when this device was never connected. */
export const keptPairing = (kept: Kept): Pairing | undefined => kept.get(KEY) as Pairing | undefined;

export async function keepPairing(notes: OwnCollections['notes'], { register, key }: Pairing): Promise<void> {
  await notes.upsert({ key: KEY, value: { register, key } });
}
