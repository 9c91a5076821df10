/**
 * Large bodies are worked on a few at a time, in the order in which they were there: when hundreds of stores come back
 * at once, a checkout that asks meanwhile waits for some of them and not for all. Small ones go many at a time, so that
 * one write to the disk serves them all. What was read of a body and not worked on costs nothing but memory, which
 * `Budget` bounds.
 */
import type { RequestHandler, Response } from 'express';
import { LIMITS } from '../limits.ts';
import { invalid, overloaded } from './problem.ts';

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

export class Turns {
  /** Bytes being worked on. */
  #inside = 0;
  readonly #waiting = new Set<Waiting>();

  /** Stands after the body was read as it came; leaves it parsed. Who waits too long is told to come again. */
  readonly handler: RequestHandler = async (request, response, next) => {
    const raw: unknown = request.body;
    const bytes = Buffer.isBuffer(raw) ? raw.length : 0;
    if (!(await this.#turn(bytes, response))) return;
    try {
      request.body = Buffer.isBuffer(raw) ? (JSON.parse(raw.toString('utf8')) as unknown) : undefined;
    } catch {
      throw invalid('The body is not JSON.');
    }
    next();
  };

  /** False when the sender has gone meanwhile; rejects when the wait became too long. */
  async #turn(bytes: number, response: Response): Promise<boolean> {
    // Nobody goes past who waits: a large one begins when all before it are done.
    if (this.#waiting.size > 0 || !this.#hasRoom(bytes)) await this.#wait(bytes, response);
    else this.#inside += bytes;
    const leave = (): void => {
      response.off('finish', leave).off('close', leave);
      this.#inside -= bytes;
      this.#admit();
    };
    if (response.closed || response.destroyed) {
      leave();
      return false;
    }
    response.once('finish', leave).once('close', leave);
    return true;
  }

  async #wait(bytes: number, response: Response): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { bytes, begin: resolve };
    this.#waiting.add(waiting);
    const timer = setTimeout(() => {
      if (this.#waiting.delete(waiting)) reject(overloaded('Too much is on its way in; try again.'));
    }, LIMITS.turnWaitMs);
    // Gone while it waited: nothing is kept for it.
    const gone = (): void => {
      if (this.#waiting.delete(waiting)) reject(overloaded('The sender has gone.'));
    };
    response.once('close', gone);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      response.off('close', gone);
      // Who stood behind one that gave up may have room.
      this.#admit();
    }
  }

  #hasRoom(bytes: number): boolean {
    return this.#inside === 0 || this.#inside + bytes <= LIMITS.turnBytes;
  }

  /** Whose turn it is begins after whatever else is ready has had its own. */
  #admit(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.bytes)) return;
      this.#waiting.delete(waiting);
      this.#inside += waiting.bytes;
      setImmediate(waiting.begin);
    }
  }
}
