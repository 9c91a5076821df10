/**
 * Who may speak for a store: the keys of its incarnations, and the codes that
 * let a new node in. Of a code only the hash is kept; it is good for one node
 * and one day, and the same node may repeat its request with it.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import type { KeyValues } from '@ringfence/log/port.ts';
import { LIMITS } from './limits.ts';

/** Raw Ed25519 key in base64url, as JWK `x`. */
export type PublicKey = string;

interface Code {
  readonly store: StoreId;
  readonly expiresAt: number;
  /** The node that used it. */
  readonly usedBy?: PublicKey;
}

interface Admitted {
  readonly key: PublicKey;
  /** The incarnation that the node was before; null when a code let it in. */
  readonly from: number | null;
}

type Keys = Readonly<Record<string, Admitted>>;

/** No letters or digits that are taken for one another. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const CODE_LENGTH = 24;

export class Enrolment {
  readonly #values: KeyValues;
  readonly #sha256: Sha256;
  readonly #keys = new Map<StoreId, Keys>();
  readonly #codes = new Map<string, Code>();

  private constructor(values: KeyValues, sha256: Sha256) {
    this.#values = values;
    this.#sha256 = sha256;
  }

  static async open(values: KeyValues, sha256: Sha256): Promise<Enrolment> {
    const enrolment = new Enrolment(values, sha256);
    for (const { key, value } of await values.list('keys/')) enrolment.#keys.set(key.slice(5), value as Keys);
    for (const { key, value } of await values.list('code/'))
      if (value !== null) enrolment.#codes.set(key.slice(5), value as Code);
    return enrolment;
  }

  /** The key of a store's incarnation. */
  keyOf(store: StoreId, incarnation: number): PublicKey | undefined {
    return this.#keys.get(store)?.[String(incarnation)]?.key;
  }

  /** The incarnation whose node went on as this one; null when a code let it in. */
  predecessorOf(store: StoreId, incarnation: number): number | null {
    return this.#keys.get(store)?.[String(incarnation)]?.from ?? null;
  }

  async makeCode(
    store: StoreId,
    now: number,
    random: (bytes: number) => Uint8Array,
  ): Promise<{ code: string; expiresAt: number }> {
    const code = [...random(CODE_LENGTH)]
      .map((byte) => ALPHABET[byte % ALPHABET.length])
      .join('')
      .replace(/(.{6})(?=.)/g, '$1-');
    const expiresAt = now + LIMITS.enrolmentCodeMs;
    await this.#forgetExpired(now);
    await this.#keepCode(this.#sha256(code), { store, expiresAt });
    return { code, expiresAt };
  }

  /** `new` and `again` let the node in; with `again` it was let in with this code before. Otherwise it is turned away. */
  check(code: string, store: StoreId, publicKey: PublicKey, now: number): 'new' | 'again' | 'no' {
    const known = this.#codes.get(this.#sha256(code));
    if (known === undefined || known.store !== store || known.expiresAt < now) return 'no';
    if (known.usedBy === undefined) return 'new';
    return known.usedBy === publicKey ? 'again' : 'no';
  }

  /** From now on the code is the node's; resolves when that is on disk. */
  async use(code: string, publicKey: PublicKey): Promise<void> {
    const print = this.#sha256(code);
    const known = this.#codes.get(print);
    if (known !== undefined) await this.#keepCode(print, { ...known, usedBy: publicKey });
  }

  /** Resolves when it is on disk. */
  async keepKey(store: StoreId, incarnation: number, admitted: Admitted): Promise<void> {
    const keys = { ...this.#keys.get(store), [String(incarnation)]: admitted };
    this.#keys.set(store, keys);
    await this.#values.put(`keys/${store}`, keys);
  }

  /** A code that is over opens nothing, used or not. */
  async #forgetExpired(now: number): Promise<void> {
    const over = [...this.#codes].filter(([, code]) => code.expiresAt < now).map(([print]) => print);
    for (const print of over) this.#codes.delete(print);
    await Promise.all(over.map((print) => this.#values.put(`code/${print}`, null)));
  }

  async #keepCode(print: string, code: Code): Promise<void> {
    this.#codes.set(print, code);
    await this.#values.put(`code/${print}`, code);
  }
}
