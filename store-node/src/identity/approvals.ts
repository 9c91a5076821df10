/**
 * A supervisor's word: a PIN, checked against the catalogue's hash, buys a
 * token; commands that carry it override for a short while, in that person's
 * name only. Only the register that asked is told it. A word for one command alone, named by its id, holds for
 * as long as a customer may take over a basket. Wrong PINs are counted a
 * person, and slow the next try.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { RefusalCode } from '@ringfence/domain/basic/refusals.ts';
import type { Staff } from '@ringfence/domain/documents/staff.ts';
import { mayOverride } from '@ringfence/domain/staff/may-override.ts';
import { LIMITS } from '../limits.ts';

export type Approval =
  | { readonly ok: true; readonly token: string; readonly expiresAt: number }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Word {
  readonly staff: string;
  /** The id of the one command it is for. */
  readonly only?: string;
  readonly expiresAt: number;
}

export class Approvals {
  readonly #now: () => number;
  readonly #words = new Map<string, Word>();
  readonly #wrong = new Map<string, { count: number; pausedUntil: number }>();

  #checking = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Refusals: overloaded, too-many-attempts, wrong-pin (also for nobody), not-allowed for a clerk. */
  async approve(person: Staff | undefined, pin: string, only?: string): Promise<Approval> {
    const id = person?.staff ?? '';
    const known = this.#wrong.get(id) ?? { count: 0, pausedUntil: 0 };
    const waitMs = known.pausedUntil - this.#now();
    if (waitMs > 0) return no('too-many-attempts', 'Too many wrong PINs; wait a moment.', { waitMs });
    if (this.#checking >= LIMITS.pinsAtOnce) return no('overloaded', 'Too many PINs at once; try again in a moment.');
    // The try counts before it is judged, so that many at once are not free.
    const isLast = known.count + 1 >= LIMITS.pinAttempts;
    this.#wrong.set(id, {
      count: isLast ? 0 : known.count + 1,
      pausedUntil: isLast ? this.#now() + LIMITS.pinPauseMs : 0,
    });
    if (!person?.active || !(await this.#check(person, pin))) return no('wrong-pin', 'That PIN is not right.');
    this.#wrong.delete(id);
    if (!mayOverride(person.role)) return no('not-allowed', 'This needs a supervisor.');
    return this.#give(person.staff, only);
  }

  /** Whose words the tokens of a request stand for, several parted by commas, as far as they still hold. */
  wordsOf(header: unknown): Word[] {
    if (typeof header !== 'string') return [];
    const tokens = header.split(',').slice(0, LIMITS.approvalsPerRequest);
    return tokens.flatMap((token) => {
      const word = this.#words.get(token.trim());
      return word && word.expiresAt > this.#now() ? [word] : [];
    });
  }

  async #check(person: Staff, pin: string): Promise<boolean> {
    this.#checking += 1;
    try {
      return await isPinOf(person, pin);
    } finally {
      this.#checking -= 1;
    }
  }

  #give(staff: string, only: string | undefined): Approval {
    const now = this.#now();
    for (const [token, word] of this.#words) if (word.expiresAt <= now) this.#words.delete(token);
    const [oldest] = this.#words.keys();
    if (this.#words.size >= LIMITS.wordsKept && oldest !== undefined) this.#words.delete(oldest);
    const token = randomBytes(24).toString('base64url');
    const expiresAt = now + (only === undefined ? LIMITS.approvalMs : LIMITS.basketApprovalMs);
    this.#words.set(token, { staff, expiresAt, ...(only === undefined ? {} : { only }) });
    return { ok: true, token, expiresAt };
  }
}

function no(code: RefusalCode, message: string, details = {}): Approval {
  return { ok: false, refusal: refuse(code, message, { details }).refusal };
}

/** Computes the hash again with the parameters the encoded one names: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
async function isPinOf({ pinHash }: Staff, pin: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(pinHash);
  if (!match) return false;
  const [, memory, passes, parallelism, salt = '', expected = ''] = match;
  if (Number(memory) > LIMITS.pinMemoryKib) return false;
  const wanted = Buffer.from(expected, 'base64');
  const found = await new Promise<Buffer>((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: pin,
        nonce: Uint8Array.from(Buffer.from(salt, 'base64')),
        parallelism: Number(parallelism),
        tagLength: wanted.length,
        memory: Number(memory),
        passes: Number(passes),
      },
      (error, tag) => (error ? reject(error) : resolve(tag)),
    );
  });
  return timingSafeEqual(Uint8Array.from(found), Uint8Array.from(wanted));
}
