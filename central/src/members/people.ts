/**
 * What is known of the person behind a member, encrypted (AES-256-GCM) with a
 * key of the member's own, which itself is kept encrypted. Forgetting a person
 * destroys key and row; the member's points and history name only an opaque id.
 */
import { z } from 'zod';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { identity } from '@ringfence/domain/member/identity.ts';
import type { KeyValues } from '@ringfence/log/port.ts';
import { decrypt, encrypt, type MemberKeys } from './keys.ts';

export const person = z.strictObject({
  name: z.string().max(200).optional(),
  identities: z.array(identity).max(10),
});
export type Person = z.infer<typeof person>;

interface Row {
  readonly key: string;
  readonly person: string;
}

export class People {
  readonly #values: KeyValues;
  readonly #keys: MemberKeys;

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

  /** Destroys key and row; resolves when that is on disk. */
  async forget(member: MemberId): Promise<void> {
    if (await this.#values.get(rowOf(member))) await this.#values.put(rowOf(member), null);
  }
}

const rowOf = (member: MemberId): string => `person/${member}`;
