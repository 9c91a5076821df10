/**
 * Bodies of writes are worked on a few at a time. When hundreds of stores come back at once, a checkout that asks
 * meanwhile waits for some of them and not for all; and the few fresh documents of a store that was there all along do
 * not wait for them at all: small bodies and large ones each have a lane of their own. Small ones go many at a time, so
 * that one write to the disk serves them all. What was read of a body and not worked on costs nothing but memory, which
 * `Budget` bounds.
 */
import type { RequestHandler } from 'express';
import { LIMITS } from '../limits.ts';
import { Lane, type LaneOptions } from './lane.ts';
import { invalid, overloaded } from './problem.ts';

/** How lanes of requests wait and begin. */
export const waiting: Pick<LaneOptions, 'patience' | 'soon'> = {
  patience: (expire) => {
    const timer = setTimeout(expire, LIMITS.turnWaitMs);
    return () => clearTimeout(timer);
  },
  soon: (begin) => void setImmediate(begin),
};

export class Turns {
  /** Weighed in bytes. */
  readonly #small = new Lane({ most: LIMITS.smallBytesAtOnce, waiting: LIMITS.smallWaiting, ...waiting });
  /** Counted. */
  readonly #large = new Lane({ most: LIMITS.largeAtOnce, waiting: LIMITS.largeWaiting, ...waiting });

  /** Stands after the body was read as it came; leaves it parsed. Who waits too long is told to come again. */
  readonly handler: RequestHandler = async (request, response, next) => {
    const raw: unknown = request.body;
    const bytes = Buffer.isBuffer(raw) ? raw.length : 0;
    if (response.closed || response.destroyed) return;
    const place = bytes > LIMITS.smallBytes ? this.#large.enter(1) : this.#small.enter(bytes);
    response.once('finish', place.end).once('close', place.end);
    const turn = await place.turn;
    // Whoever has gone meanwhile hears nothing of it.
    if (turn !== 'inside') throw overloaded('Too much is on its way in; try again.');
    if (response.closed || response.destroyed) return;
    try {
      request.body = Buffer.isBuffer(raw) ? (JSON.parse(raw.toString('utf8')) as unknown) : undefined;
    } catch {
      throw invalid('The body is not JSON.');
    }
    response.locals['bytes'] = bytes;
    next();
  };
}
