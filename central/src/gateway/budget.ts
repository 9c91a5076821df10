/**
 * Back-pressure: the bytes of large bodies that are held at the same time have
 * a bound. A body counts among all stores' as it arrives, and in its store's
 * own share as it was announced: what is announced and never sent keeps
 * nobody waiting but its sender. Who comes too much is told when to come again.
 */
import type { RequestHandler } from 'express';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { LIMITS } from '../limits.ts';
import { overloaded } from './problem.ts';
import { callerOf } from './tokens.ts';

const tooMuch = () => overloaded('Too much is on its way in; try again.');

export class Budget {
  /** Bytes that have arrived and are worked on. */
  #held = 0;
  readonly #announced = new Map<StoreId, number>();

  /** Stands after the caller is known and before the body is read. */
  readonly handler: RequestHandler = (request, response, next) => {
    const { store } = callerOf(response).desk;
    const declared = Number(request.headers['content-length'] ?? LIMITS.bulkBodyBytes);
    const bytes = Math.min(Number.isFinite(declared) ? declared : LIMITS.bulkBodyBytes, LIMITS.bulkBodyBytes);
    const announced = (this.#announced.get(store) ?? 0) + bytes;
    if (announced > LIMITS.bulkBytesPerStore || this.#held + bytes > LIMITS.bulkBytesInFlight) throw tooMuch();
    this.#announced.set(store, announced);
    let arrived = 0;
    request.on('data', (chunk: Uint8Array) => {
      arrived += chunk.length;
      this.#held += chunk.length;
      // Many were let in before any of them sent: who comes last breaks off.
      if (this.#held > LIMITS.bulkBytesInFlight) request.destroy(tooMuch());
    });
    response.once('close', () => {
      this.#held -= arrived;
      const left = (this.#announced.get(store) ?? 0) - bytes;
      if (left > 0) this.#announced.set(store, left);
      else this.#announced.delete(store);
    });
    next();
  };
}
