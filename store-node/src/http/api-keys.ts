/** Who calls, and what they may do. The node knows keys by their hashes alone. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ApiKey, Role } from '../config.ts';
import type { Word } from '../identity/approvals.ts';

const RANK: Readonly<Record<Role, number>> = { clerk: 0, supervisor: 1, operator: 2 };

export interface Caller {
  readonly name: string;
  /** The highest role of the key; a role may do what those below it may. */
  readonly rank: number;
  /** The words supervisors gave for this request. */
  readonly words?: readonly Word[];
}

/** Whether the caller has that role, or one above it. */
export const mayAct = (caller: Caller, role: Role): boolean => caller.rank >= RANK[role];

export class ApiKeys {
  readonly #keys: readonly { readonly digest: Uint8Array; readonly caller: Caller }[];

  constructor(keys: readonly ApiKey[]) {
    this.#keys = keys.map(({ name, sha256, roles }) => ({
      digest: Uint8Array.from(Buffer.from(sha256, 'hex')),
      caller: { name, rank: Math.max(...roles.map((role) => RANK[role])) },
    }));
  }

  /** The holder of the key in `Authorization: Bearer` or `x-api-key`. Takes as long for a wrong key as for a right one. */
  callerOf(request: IncomingMessage): Caller | undefined {
    const key = presentedKey(request);
    if (key === undefined) return undefined;
    const digest = Uint8Array.from(createHash('sha256').update(key).digest());
    let found: Caller | undefined;
    for (const known of this.#keys) if (timingSafeEqual(known.digest, digest)) found = known.caller;
    return found;
  }
}

function presentedKey({ headers }: IncomingMessage): string | undefined {
  const plain = headers['x-api-key'];
  if (typeof plain === 'string') return plain;
  const [scheme, key] = headers.authorization?.split(' ') ?? [];
  return scheme?.toLowerCase() === 'bearer' ? key : undefined;
}
