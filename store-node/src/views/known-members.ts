/**
 * Members a till asked the hub about, so that they are known here while the
 * line is cut. Identities are kept as hashes under a secret of this process,
 * and all of it is gone when the process ends.
 */
import { canonical, type Sha256 } from '@ringfence/domain/basic/canonical.ts';
import { type Identity, normalised } from '@ringfence/domain/member/identity.ts';
import type { KnownMember } from '../hub-line.ts';
import { LIMITS } from '../limits.ts';

export class KnownMembers {
  readonly #sha256: Sha256;
  readonly #secret: string;
  readonly #members = new Map<string, KnownMember>();

  constructor(sha256: Sha256, secret: string) {
    this.#sha256 = sha256;
    this.#secret = secret;
  }

  /** The oldest is forgotten first. */
  remember(identity: Identity | undefined, member: KnownMember): void {
    for (const key of [...(identity ? [this.#keyOf(identity)] : []), member.id]) {
      this.#members.delete(key);
      this.#members.set(key, member);
    }
    while (this.#members.size > LIMITS.knownMembers) {
      const [oldest] = this.#members.keys();
      if (oldest === undefined) return;
      this.#members.delete(oldest);
    }
  }

  /** Nobody has it any more, as the hub says. */
  forget(by: Identity | string): void {
    this.#members.delete(typeof by === 'string' ? by : this.#keyOf(by));
  }

  find(by: Identity | string): KnownMember | undefined {
    return this.#members.get(typeof by === 'string' ? by : this.#keyOf(by));
  }

  #keyOf(identity: Identity): string {
    return this.#sha256(canonical([this.#secret, identity.kind, normalised(identity)]));
  }
}
