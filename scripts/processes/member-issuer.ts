/** Signs members in on this machine, as a retailer's own accounts do elsewhere: a key pair and the tokens it signs. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ISSUER = 'urn:ringfence:development';
const LIFE_S = 24 * 3600;

export interface MemberIssuer {
  readonly issuer: string;
  /** Where the public key lies, as a `file:` URL. */
  readonly jwks: string;
  /** A token of that member, good for a day. `now` in milliseconds since 1970. */
  tokenFor(member: string, now: number): string;
}

/** The issuer of the retailer in `directory`; its key is made once. */
export function memberIssuerOf(directory: string): MemberIssuer {
  const keys = join(directory, 'keys');
  mkdirSync(keys, { recursive: true });
  const path = join(keys, 'member-issuer.json');
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`, { mode: 0o600 });
  }
  const key = createPrivateKey({ key: JSON.parse(readFileSync(path, 'utf8')) as JsonWebKey, format: 'jwk' });
  const jwks = join(keys, 'member-jwks.json');
  const publicKey = { ...createPublicKey(key).export({ format: 'jwk' }), alg: 'EdDSA', use: 'sig' };
  writeFileSync(jwks, `${JSON.stringify({ keys: [publicKey] })}\n`);
  return {
    issuer: ISSUER,
    jwks: pathToFileURL(jwks).href,
    tokenFor(member, now) {
      const seconds = Math.floor(now / 1000);
      const claims = { iss: ISSUER, sub: member, aud: 'ringfence', iat: seconds, exp: seconds + LIFE_S };
      const text = `${encoded({ alg: 'EdDSA' })}.${encoded(claims)}`;
      return `${text}.${sign(null, new TextEncoder().encode(text), key).toString('base64url')}`;
    },
  };
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
