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
    const response = await fetch(`${fence.address}/leadership`, { signal: AbortSignal.timeout(LIMITS.pingMs) });
    const { instance, role } = (await response.json()) as Presence;
    return instance === fence.instance ? role : 'another';
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' || code === 'ENOTFOUND' ? 'refused' : 'silent';
  }
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
