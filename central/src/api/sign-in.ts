/**
 * Who signed in: a member's token from the retailer's own issuer, sent as `x-member-token` beside the key. A token
 * that is not good is as if there were none: it opens nothing.
 */
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import { LIMITS } from './limits.ts';

export interface MemberIssuer {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** Where its keys are read, or the keys themselves. */
  readonly keys: URL | JSONWebKeySet;
}

const AUDIENCE = 'ringfence';
const MS_PER_SECOND = 1000;

export interface SignIn {
  readonly member: MemberId;
  /** When the token ends, in milliseconds since the epoch. */
  readonly until: number;
}

export type SignedIn = (token: unknown) => Promise<SignIn | undefined>;

/** Finds the member a token names as `sub`; without an issuer nobody can sign in. */
export function signedIn(issuer: MemberIssuer | undefined): SignedIn {
  if (!issuer) return () => Promise.resolve(undefined);
  const keys = issuer.keys instanceof URL ? createRemoteJWKSet(issuer.keys) : createLocalJWKSet(issuer.keys);
  const options = {
    issuer: issuer.issuer,
    audience: AUDIENCE,
    algorithms: ['EdDSA', 'ES256', 'RS256'],
    requiredClaims: ['exp', 'sub'],
  };
  return async (token) => {
    if (typeof token !== 'string' || token.length > LIMITS.memberTokenLength) return undefined;
    try {
      const { payload } = await jwtVerify(token, keys, options);
      const { sub, exp } = payload;
      return sub === undefined || exp === undefined ? undefined : { member: sub, until: exp * MS_PER_SECOND };
    } catch {
      return undefined;
    }
  };
}
