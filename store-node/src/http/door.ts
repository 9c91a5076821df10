/**
 * Who is let in. A late no is worse than an early one: while there is more to do than can be done, requests are
 * answered 503 with Retry-After before anything of them is read, what a customer waits for at a till last.
 */
import type { Request, Response } from 'express';
import { Admission, type Pressure } from '@ringfence/domain/basic/admission.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { LIMITS } from '../limits.ts';
import { HttpProblem, problemOfFault, problemOfRefusal } from './problem.ts';
import type { Route } from './route.ts';

/** From what can wait to what cannot. */
type Urgency = keyof typeof LIMITS.rooms;

const AT_THE_TILL = new Set(['/v1/sales', '/v1/returns', '/v1/hand-overs']);

const urgencyOf = ({ method, path }: Route): Urgency =>
  method === 'get' ? 'query' : AT_THE_TILL.has(path) ? 'till' : 'command';

const OVERLOADED = problemOfRefusal(
  refuse('overloaded', 'Too much is asked of this store at once; send it again in a moment.').refusal,
);
const STOPPING = problemOfFault('unavailable', 'The store node is stopping; send it again in a moment.');

export class Door {
  readonly #admission: Admission<Urgency>;
  #isClosed = false;

  constructor(pressure: () => Pressure) {
    this.#admission = new Admission(LIMITS.rooms, LIMITS.requestsBusy, pressure);
  }

  /** From now on nothing more is let in; what is inside is finished, and its connection ends with its answer. */
  close(): void {
    this.#isClosed = true;
  }

  /** Stands behind the key and before the body. What needs no key always comes in. */
  guard(route: Route): (req: Request, res: Response, next: (error?: unknown) => void) => void {
    const urgency = urgencyOf(route);
    if (route.role === null) return (_req, _res, next) => next();
    return (_req, res, next) => {
      if (this.#isClosed) {
        res.setHeader('connection', 'close');
        return next(new HttpProblem(STOPPING));
      }
      const leave = this.#admission.enter(urgency);
      if (!leave) return next(new HttpProblem(OVERLOADED));
      res.once('close', leave);
      next();
    };
  }
}
