/**
 * PINs are checked on this device, against the hash the catalogue brings, so
 * signing in needs no network. Guessing is slowed down: after some wrong tries
 * a person's PIN is not looked at for a while, whatever tab or reload.
 */
import { LIMITS } from '../limits.ts';
import type { OwnCollections } from './databases.ts';
import type { StaffDoc } from './documents.ts';

export type PinAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly left: number }
  | { readonly ok: false; readonly waitMs: number };

interface Attempts {
  readonly wrong: number;
  readonly pausedUntil: number;
}

export type VerifyPin = (pin: string, hash: string) => Promise<boolean>;

/** Argon2id in WebAssembly; loaded when the first PIN is typed. */
export const verifyArgon2: VerifyPin = async (pin, hash) => {
  const { argon2Verify } = await import('hash-wasm');
  return argon2Verify({ password: pin, hash });
};

export class Pins {
  readonly #notes: OwnCollections['notes'];
  readonly #verify: VerifyPin;
  readonly #now: () => number;

  constructor(notes: OwnCollections['notes'], verify: VerifyPin, now: () => number) {
    this.#notes = notes;
    this.#verify = verify;
    this.#now = now;
  }

  async check(person: StaffDoc, pin: string): Promise<PinAnswer> {
    const key = `pin-${person.staff}`;
    const known = (await this.#notes.findOne(key).exec())?.toMutableJSON().value as Attempts | undefined;
    const waitMs = (known?.pausedUntil ?? 0) - this.#now();
    if (waitMs > 0) return { ok: false, waitMs };
    // The try counts before it is judged: closing the tab meanwhile does not give it back.
    const wrong = (known?.wrong ?? 0) + 1;
    const isLast = wrong >= LIMITS.pinAttempts;
    const pausedUntil = isLast ? this.#now() + LIMITS.pinPauseMs : 0;
    await this.#notes.upsert({ key, value: { wrong: isLast ? 0 : wrong, pausedUntil } });
    if (person.active && (await this.#verify(pin, person.pinHash))) {
      await this.#notes.upsert({ key, value: { wrong: 0, pausedUntil: 0 } });
      return { ok: true };
    }
    return isLast ? { ok: false, waitMs: LIMITS.pinPauseMs } : { ok: false, left: LIMITS.pinAttempts - wrong };
  }
}
