/**
 * API keys and what each may do. Only the SHA-256 of a key is ever held, every comparison takes the same time, and
 * nothing is open without a key.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Scope } from '@ringfence/graphql/generated/schema.ts';
import { LIMITS } from './limits.ts';

const SCOPES = { checkout: 'CHECKOUT', loyalty: 'LOYALTY', operations: 'OPERATIONS' } as const satisfies Record<
  string,
  Scope
>;

const keysFile = z.object({
  keys: z.array(
    z.object({
      name: z.string().min(1).max(64),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      scopes: z.array(z.enum(Object.keys(SCOPES) as [keyof typeof SCOPES, ...(keyof typeof SCOPES)[]])).min(1),
    }),
  ),
});

/** Who holds a key: its name in the keys file, and what it opens. */
export interface Caller {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** The hub's entries of a keys file. */
export type KeysFile = z.infer<typeof keysFile>;

/** Reads the text of a keys file; throws with the first complaint when it is none. */
export const parseKeys = (text: string): KeysFile => keysFile.parse(JSON.parse(text));

/** Finds the caller behind a presented key. */
export function keyRing(file: KeysFile): (presented: string) => Caller | undefined {
  const entries = file.keys.map(({ name, sha256, scopes }) => ({
    digest: new Uint8Array(Buffer.from(sha256, 'hex')),
    caller: { name, scopes: new Set(scopes.map((scope) => SCOPES[scope])) },
  }));
  return (presented) => {
    if (presented.length > LIMITS.keyLength) return undefined;
    const digest = new Uint8Array(createHash('sha256').update(presented).digest());
    let found: Caller | undefined;
    // Every entry is compared, so that the time tells nothing about which one matched.
    for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry.caller;
    return found;
  };
}
