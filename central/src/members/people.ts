/**
 * What is known of the person behind a member, encrypted (AES-256-GCM) with a
 * key of the member's own, which itself is kept encrypted. Forgetting a person
 * destroys key and row; the member's points and history name only an opaque id.
 */
import { z } from 'zod';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { LIMITS as TRADE } from '@ringfence/domain/limits.ts';
import { type Identity, identity, normalised } from '@ringfence/domain/member/identity.ts';
import type { KeyValues } from '@ringfence/log/port.ts';
import { LIMITS } from '../limits.ts';
import { decrypt, encrypt, type MemberKeys } from './keys.ts';

export const person = z.strictObject({
  name: z.string().max(LIMITS.personNameLength).optional(),
  identities: z.array(identity).max(TRADE.identitiesPerMember),
});
export type Person = z.infer<typeof person>;

interface Row {
  readonly key: string;
  readonly person: string;
}

export class People {
  readonly #values: KeyValues;
  readonly #keys: MemberKeys;
  /** The last change of a row that is under way: one after another, or one would undo the other. */
  readonly #changing = new Map<MemberId, Promise<unknown>>();

  constructor(values: KeyValues, keys: MemberKeys) {
    this.#values = values;
    this.#keys = keys;
  }

  /** Resolves when it is on disk; what was kept before is replaced, under a new key. */
  async keep(member: MemberId, known: Person): Promise<void> {
    const { key, wrapped } = this.#keys.newKey(member);
    const row: Row = { key: wrapped, person: encrypt(key, canonical(known), member) };
    await this.#values.put(rowOf(member), row);
  }

  /** Nothing when nobody is kept under that id, or was forgotten. */
  async find(member: MemberId): Promise<Person | undefined> {
    const row = (await this.#values.get(rowOf(member))) as Row | null | undefined;
    if (!row) return undefined;
    const text = decrypt(this.#keys.unwrap(member, row.key), row.person, member);
    return person.parse(JSON.parse(text));
  }

  /** One more identity of a person who is kept and still `wanted`; resolves when it is on disk. */
  note(member: MemberId, noted: Identity, wanted: () => boolean): Promise<void> {
    return this.#inTurn(member, async () => {
      const known = await this.find(member);
      const isNoted = known?.identities.some((one) => one.kind === noted.kind && normalised(one) === normalised(noted));
      if (!known || isNoted || !wanted()) return;
      await this.keep(member, { ...known, identities: [...known.identities, noted] });
    });
  }

  /** Destroys key and row; resolves when that is on disk. */
  forget(member: MemberId): Promise<void> {
    return this.#inTurn(member, async () => {
      if (await this.#values.get(rowOf(member))) await this.#values.put(rowOf(member), null);
    });
  }

  #inTurn(member: MemberId, change: () => Promise<void>): Promise<void> {
    const before = this.#changing.get(member) ?? Promise.resolve();
    const done = before.then(change, change).finally(() => {
      if (this.#changing.get(member) === done) this.#changing.delete(member);
    });
    this.#changing.set(member, done);
    return done;
  }
}

const rowOf = (member: MemberId): string => `person/${member}`;
