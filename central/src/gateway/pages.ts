/**
 * Pages of documents that a store reads. A page may be large, and stays in memory until the node has taken it: of each
 * store only a few are read and sent at one time, and the others wait for their turn.
 */
import type { Response } from 'express';
import type { Desk } from '../desks/desk.ts';
import { LIMITS } from '../limits.ts';
import { Lane } from './lane.ts';
import { overloaded } from './problem.ts';
import { waiting } from './turns.ts';

export class Pages {
  readonly #lanes = new WeakMap<Desk, Lane>();

  /** Resolves when the store may read a page for that answer; its turn lasts until the answer is over. Throws when it waited too long. */
  async turn(desk: Desk, response: Response): Promise<void> {
    let lane = this.#lanes.get(desk);
    if (lane === undefined)
      this.#lanes.set(
        desk,
        (lane = new Lane({ most: LIMITS.pagesPerStore, waiting: LIMITS.requestsPerStore, ...waiting })),
      );
    const place = lane.enter(1);
    response.once('finish', place.end).once('close', place.end);
    if ((await place.turn) !== 'inside') throw overloaded('Too much is on its way out; try again.');
  }
}
