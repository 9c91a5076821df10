/** Whether the process that leads gives a sign of life. Being thought dead costs a leader its term and nobody a promise. */
import type { Fence } from './fences.ts';
import { LIMITS } from './limits.ts';

export type Role = 'standing by' | 'taking over' | 'leading';

/** What a hub answers at `/leadership`. */
export interface Presence {
  readonly instance: string;
  readonly role: Role;
  readonly term: number;
}

/** What the last question to a leader brought. */
export type Sign = Role | 'silent' | 'refused' | 'another';

/** Asks the process of that fence how it is. Never rejects. */
export async function signOf(fence: Pick<Fence, 'address' | 'instance'>): Promise<Sign> {
  try {
    const { instance, role } = await presenceAt(fence.address);
    return instance === fence.instance ? role : 'another';
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' || code === 'ENOTFOUND' ? 'refused' : 'silent';
  }
}

/** What the hub at that address says of itself. Rejects when nothing is heard in time, or something else. */
export async function presenceAt(address: string, init: RequestInit = {}): Promise<Presence> {
  const response = await fetch(`${address}/leadership`, { ...init, signal: AbortSignal.timeout(LIMITS.pingMs) });
  return (await response.json()) as Presence;
}

/** Watches one leader, sign by sign. */
export class Watch {
  #heardAt: number;
  #silenceMs: number = LIMITS.silentMs;

  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Takes a sign at that time; true when the leader is to be thought dead. `patience` makes silence that many times as long. */
  isDead(sign: Sign, now: number, patience = 1): boolean {
    if (sign === 'another') return true;
    if (sign === 'leading' || sign === 'taking over') {
      this.#heardAt = now;
      this.#silenceMs = sign === 'leading' ? LIMITS.silentMs : LIMITS.takingOverSilentMs;
      return false;
    }
    return now - this.#heardAt >= (sign === 'refused' ? LIMITS.refusedMs : patience * this.#silenceMs);
  }
}
