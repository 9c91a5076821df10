/** Short-lived signed tokens, one for many requests. */
import { SignJWT } from 'jose';
import { storeAuthor, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { StoreKeys } from '../identity/keys.ts';
import { LIMITS } from '../limits.ts';

const AUDIENCE = 'ringfence-hub';

export class Tokens {
  readonly #store: StoreId;
  readonly #keys: StoreKeys;
  readonly #now: () => number;
  #incarnation: number;
  #token: { readonly text: string; readonly goodUntil: number } | undefined;

  constructor(store: StoreId, keys: StoreKeys, options: { incarnation: number; now: () => number }) {
    this.#store = store;
    this.#keys = keys;
    this.#incarnation = options.incarnation;
    this.#now = options.now;
  }

  set incarnation(incarnation: number) {
    this.#incarnation = incarnation;
    this.#token = undefined;
  }

  /** Forgets a token the hub did not accept, perhaps because a clock was set. */
  forget(): void {
    this.#token = undefined;
  }

  /** A token that is good for some time yet. */
  async current(): Promise<string> {
    const seconds = Math.floor(this.#now() / 1000);
    if (this.#token && seconds < this.#token.goodUntil && seconds > this.#token.goodUntil - 2 * LIMITS.tokenLifeS)
      return this.#token.text;
    const text = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(this.#store)
      .setSubject(storeAuthor(this.#store, this.#incarnation))
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + LIMITS.tokenLifeS)
      .sign(this.#keys.privateKey);
    this.#token = { text, goodUntil: seconds + LIMITS.tokenLifeS - LIMITS.tokenSpareS };
    return text;
  }
}
