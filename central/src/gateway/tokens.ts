/**
 * Who asks. A node signs short-lived tokens with its own key; a token that was
 * verified once is remembered until it expires. Whether its incarnation may
 * still speak for the store is asked each time.
 */
import type { Response } from 'express';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { parseAuthor } from '@ringfence/domain/basic/ids.ts';
import type { Clock } from '../clock.ts';
import type { Desk } from '../desks/desk.ts';
import type { Hub } from '../hub.ts';
import { LIMITS } from '../limits.ts';
import { forbidden, unauthenticated } from './problem.ts';

const AUDIENCE = 'ringfence-hub';

/** The node that asks. */
export interface Caller {
  readonly desk: Desk;
  readonly incarnation: number;
}

/** The node the request was let in for. */
export const callerOf = (response: Response): Caller => response.locals['caller'] as Caller;

const tokenIn = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w.-]{20,2000})$/.exec(authorization ?? '')?.[1];

interface Verified extends Caller {
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

export class Tokens {
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #verified = new Map<string, Verified>();

  constructor(hub: Hub, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
  }

  /** Whether that token was verified before and is good still. */
  remembers(authorization: string | undefined): boolean {
    const known = this.#verified.get(tokenIn(authorization) ?? '');
    return known !== undefined && known.expiresAt > this.#now();
  }

  /** The node of the current incarnation; throws 401 for a token that is not good, 403 for a node that was replaced. */
  async current(authorization: string | undefined): Promise<Caller> {
    const caller = await this.any(authorization);
    if (caller.incarnation !== caller.desk.state.incarnation)
      throw forbidden('Another node speaks for this store now.');
    return caller;
  }

  /** The same, for a node that may have been replaced. */
  async any(authorization: string | undefined): Promise<Caller> {
    const token = tokenIn(authorization);
    if (token === undefined) throw unauthenticated('Send a token of the store as bearer.');
    const now = this.#now();
    const known = this.#verified.get(token);
    if (known !== undefined && known.expiresAt > now) return known;
    this.#verified.delete(token);
    const verified = await this.#verify(token, now).catch(() => {
      throw unauthenticated('The token is not good: its signature, its times or whom it names.');
    });
    if (this.#verified.size >= LIMITS.tokensRemembered) this.#forgetOldest();
    this.#verified.set(token, verified);
    return verified;
  }

  async #verify(token: string, now: number): Promise<Verified> {
    const { who, epoch } = parseAuthor(String(decodeJwt(token).sub));
    const desk = this.#hub.desk(who);
    const key = desk && this.#hub.exchange.keyOf(who, epoch);
    if (desk === undefined || key === undefined) throw new Error('nobody of that name was let in');
    const { payload } = await jwtVerify(token, await importJWK({ kty: 'OKP', crv: 'Ed25519', x: key, alg: 'EdDSA' }), {
      algorithms: ['EdDSA', 'Ed25519'],
      audience: AUDIENCE,
      issuer: who,
      currentDate: new Date(now * 1000),
      clockTolerance: LIMITS.tokenClockToleranceS,
      requiredClaims: ['iat', 'exp'],
    });
    const { iat = 0, exp = 0 } = payload;
    if (exp - iat > LIMITS.tokenLifetimeS || iat > now + LIMITS.tokenClockToleranceS)
      throw new Error('it lives too long');
    return { desk, incarnation: epoch, expiresAt: exp };
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  #forgetOldest(): void {
    const [oldest] = this.#verified.keys();
    if (oldest !== undefined) this.#verified.delete(oldest);
  }
}
